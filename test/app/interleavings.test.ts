import fc from 'fast-check'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import type { EventStore, RecordedEvent } from '../../src/event-store/event-store.ts'
import { contextOf } from '../support/given.ts'
import { faultsAfter } from '../support/interleaving-checks.ts'
import { type Plan, personDecider, type Race, races, run, sound } from '../support/interleavings.ts'
import { runs } from '../support/runs.ts'

/**
 * Concurrent commands on one person, under every order a scheduler can think of, with lost answers, lost
 * requests, late writes, an unreachable log and dying processes: one effect, one answer, no cap exceeded.
 */

const holds = (plan: Plan, seen: (errors: readonly string[]) => void = () => {}) =>
  fc.asyncProperty(fc.scheduler(), races, async (scheduler, race: Race) => {
    const { log, told } = await run(race, scheduler, plan)
    seen(told.map(({ error, answer }) => error ?? (answer?.replayed ? 'replayed' : 'answered')))
    const faults = await faultsAfter(log, told)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  })

const outcomes = new Map<string, number>()
const count = (list: readonly string[]): void => {
  for (const name of list) outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
}
// Once tap is there it follows every promise, which doubles the time. So it comes after the races.
const report = await fc.check(holds(sound, count), runs(10_000, 1_000_000))
const { test } = await import('tap')

test(`${report.numRuns} interleavings`, (t) => {
  t.equal(fc.defaultReportMessage(report), undefined)
  t.comment(JSON.stringify([...outcomes]))
  const wanted = ['answered', 'replayed', 'DomainError', 'IdempotencyKeyReused', 'OutcomeUnknown', 'crashed']
  for (const name of wanted)
    t.ok((outcomes.get(name) ?? 0) > 100, `${name} came up ${outcomes.get(name)} times`)
  t.end()
})

/** A store that is the log's in all but what it is changed in. */
const changed = (log: EventStore, change: Partial<EventStore>): EventStore => ({
  append: log.append,
  readStream: log.readStream,
  readAll: log.readAll,
  close: log.close,
  ...change,
})

const withMetadata = (event: RecordedEvent, metadata: RecordedEvent['metadata']): RecordedEvent => {
  const { id, type, data, stream, revision, position } = event
  return { id, type, data, metadata, stream, revision, position }
}

/** Each breaks one thing that the handler rests on. The checks must notice every one. */
const broken: { readonly [what: string]: Plan } = {
  'the expected revision is not kept': {
    ...sound,
    seenAs: (log) =>
      changed(log, {
        async append(stream, events, options) {
          const outcome = await log.append(stream, events, options)
          if (outcome.outcome !== 'conflict' || outcome.reason !== 'revision') return outcome
          return log.append(stream, events, { expectedRevision: outcome.actual })
        },
      }),
  },
  'known commands are forgotten': {
    ...sound,
    seenAs: (log) =>
      changed(log, {
        readStream: async (...asked) =>
          (await log.readStream(...asked)).map((event) =>
            withMetadata(event, { ...event.metadata, commandId: event.id }),
          ),
      }),
  },
  'other content passes for a repeat': {
    ...sound,
    seenAs: (log) =>
      changed(log, {
        async append(stream, events, options) {
          const outcome = await log.append(stream, events, options)
          const there = (await log.readStream(stream)).filter(({ id }) =>
            events.some((event) => event.id === id),
          )
          const last = there.at(-1)
          const sameIds = last !== undefined && there.length === events.length
          return sameIds ? { outcome: 'ok', revision: last.revision, position: last.position } : outcome
        },
      }),
  },
  'an answer before the write': {
    ...sound,
    seenAs: (log) =>
      changed(log, {
        append: async (_stream, events, { expectedRevision }) => {
          const revision = (expectedRevision === 'no_stream' ? -1n : expectedRevision) + BigInt(events.length)
          return { outcome: 'ok', revision, position: revision + 1n }
        },
      }),
  },
  'the decider does not see earlier awards': {
    ...sound,
    decider: {
      ...personDecider,
      decide: ({ command, actor }, state) =>
        decidePerson(command, { ...state, awards: [] }, contextOf(actor)),
    },
  },
  'a withdrawal takes the wrong award': {
    ...sound,
    decider: {
      ...personDecider,
      evolve: (state, event) => {
        const next = evolvePerson(state, event)
        return event.type === 'ClaimWithdrawn' ? { ...next, awards: state.awards.slice(1) } : next
      },
    },
  },
}

for (const [what, plan] of Object.entries(broken)) {
  test(`the checks notice when ${what}`, async (t) => {
    const { failed, numRuns, errorInstance } = await fc.check(holds(plan), {
      numRuns: 2_000,
      seed: 330600,
      endOnFailure: true,
    })
    t.ok(failed, `after ${numRuns} runs: ${String(errorInstance).split('\n')[0]}`)
  })
}
