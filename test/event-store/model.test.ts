import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import type { AppendOutcome, EventStore, NewEvent, StreamName } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'

/** One append of a random story: few streams, ids and contents, so that they meet. */
interface Step {
  readonly stream: number
  readonly ids: readonly number[]
  readonly content: number
  readonly expected: number
  /** Sent together with the next step, without waiting. */
  readonly together: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat(2),
  ids: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 }),
  content: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  expected: fc.integer({ min: -1, max: 6 }),
  together: fc.boolean(),
})

const streamOf = ({ stream }: Step): StreamName => `person-${stream}`
const eventOf = (id: number, content: number): NewEvent => ({
  id: `00000000-0000-4000-8000-${id.toString().padStart(12, '0')}`,
  type: 'ClaimSubmitted',
  data: { id, content },
  metadata: {},
})

/** The port's promises in the fewest words: a list of what was recorded. */
class Model {
  readonly log: { stream: StreamName; id: number; content: number }[] = []

  answer(step: Step): AppendOutcome {
    const inStream = (at: number) => this.log.filter(({ stream }) => stream === streamOf(step))[at]
    const length = this.log.filter(({ stream }) => stream === streamOf(step)).length
    const place = (revision: number): AppendOutcome => {
      const position = this.log.indexOf(inStream(revision) as (typeof this.log)[number]) + 1
      return { outcome: 'ok', revision: BigInt(revision), position: BigInt(position) }
    }
    const isRepeat = step.ids.every((id, i) => {
      const recorded = inStream(step.expected + 1 + i)
      return recorded?.id === id && recorded.content === step.content
    })
    if (isRepeat) return place(step.expected + step.ids.length)
    const actual = length === 0 ? 'no_stream' : BigInt(length - 1)
    if (this.log.some(({ id }) => step.ids.includes(id))) {
      return { outcome: 'conflict', reason: 'event-id', actual }
    }
    if (step.expected !== length - 1) return { outcome: 'conflict', reason: 'revision', actual }
    for (const id of step.ids) this.log.push({ stream: streamOf(step), id, content: step.content })
    return place(length - 1 + step.ids.length)
  }
}

async function play(store: EventStore, steps: readonly Step[]): Promise<AppendOutcome[]> {
  const answers: Promise<AppendOutcome>[] = []
  for (const step of steps) {
    const events = step.ids.map((id) => eventOf(id, step.content))
    const expectedRevision = step.expected < 0 ? 'no_stream' : BigInt(step.expected)
    const answer = store.append(streamOf(step), events, { expectedRevision })
    answers.push(answer)
    if (!step.together) await answer
  }
  return Promise.all(answers)
}

const contentOf = async (store: EventStore) =>
  (await store.readAll({ after: null, limit: 1_000 })).map(({ stream, revision, data }) => ({
    stream,
    revision,
    data,
  }))

test('memory and SQLite answer any appends as the model does, and hold the same log', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-model-'))
  t.teardown(() => rm(folder, { recursive: true }))
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const model = new Model()
      const expected = steps.map((each) => model.answer(each))
      const memory = createMemoryEventStore()
      const sqlite = openSqliteEventStore(join(folder, `${run++}.sqlite`))
      try {
        t.same(await play(memory, steps), expected)
        t.same(await play(sqlite, steps), expected)
        const log = await contentOf(memory)
        t.same(
          log.map(({ stream, data }) => ({ stream, ...data })),
          model.log,
        )
        t.same(await contentOf(sqlite), log)
      } finally {
        await sqlite.close()
      }
      return t.passing()
    }),
    { numRuns: 300 },
  )
})
