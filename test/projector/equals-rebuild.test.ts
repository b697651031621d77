import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { createProjector } from '../../src/projector/projector.ts'
import type { ReadModelStore } from '../../src/projector/read-model-store.ts'
import { rebuildReadModels } from '../../src/projector/rebuild.ts'
import { openSqliteReadModels } from '../../src/projector/sqlite-read-models.ts'
import { verifyReadModels } from '../../src/projector/verify.ts'
import { dumpOf, figuresFile, openFigures, readingThrough } from '../support/figures.ts'
import { cityLog, type Recorded, record } from '../support/person-log.ts'

/** What can happen to a projector between two looks at the log. */
const happenings = fc.array(
  fc.record({
    appended: fc.integer({ min: 0, max: 30 }),
    /** Events delivered once more before the new ones, and each page cut to so many. */
    again: fc.integer({ min: 0, max: 40 }),
    pageOf: fc.integer({ min: 1, max: 60 }),
    end: fc.constantFrom(
      'goes on',
      'goes on',
      'restarts',
      'crashes before the commit',
      'crashes after the commit',
    ),
  }),
  { minLength: 1, maxLength: 6 },
)
const lives = fc.record({
  seed: fc.nat(),
  people: fc.integer({ min: 1, max: 8 }),
  steps: fc.integer({ min: 1, max: 15 }),
  atOnce: fc.integer({ min: 1, max: 8 }),
  /** So few that states leave memory and come back all the time. */
  partitionsHeld: fc.constantFrom(1, 3, 1_000),
})

class Crash extends Error {
  override readonly name = 'Crash'
}

/** Its next commit crashes the process, so to say, and either happens or does not. */
const crashing = (readModels: ReadModelStore, kind: 'before' | 'after'): ReadModelStore =>
  new Proxy(readModels, {
    get: (target, name) => {
      if (name !== 'advance') {
        const member = Reflect.get(target, name, target)
        return typeof member === 'function' ? member.bind(target) : member
      }
      return (advances: Parameters<ReadModelStore['advance']>[0]) => {
        if (kind === 'after') target.advance(advances)
        throw new Crash()
      }
    },
  })

/** A log that is delivered in pages of any size, with events of before among them. */
class Delivery {
  readonly #log = createMemoryEventStore()
  again = 0
  pageOf = 1
  readonly store = readingThrough(this.#log, async (events, after) => {
    if (events.length === 0 || after === null) return events.slice(0, this.pageOf)
    const before = await this.#log.readAll({ after: null, limit: Number(after) })
    return [...before.slice(-this.again - 1), ...events.slice(0, this.pageOf)]
  })

  async append(commands: readonly Recorded[]): Promise<void> {
    await record(this.#log, commands)
  }
}

const logs = process.env.JINLAN_DEEP === '1' ? 20_000 : 300

test('whatever happens on the way, the figures are those of a rebuild', async (t) => {
  const file = figuresFile(t)
  const rebuilt = openFigures(t)
  await fc.assert(
    fc.asyncProperty(lives, happenings, async ({ partitionsHeld, ...city }, course) => {
      const delivery = new Delivery()
      const { store } = delivery
      const commands = [...cityLog(city)]
      let readModels = openSqliteReadModels(file)
      await rebuildReadModels({ store, readModels })
      let projector = createProjector({ store, readModels, partitionsHeld })
      try {
        for (const { appended, again, pageOf, end } of course) {
          await delivery.append(commands.splice(0, appended))
          delivery.again = again
          delivery.pageOf = pageOf
          const crash = end === 'crashes after the commit' ? 'after' : 'before'
          if (end.startsWith('crashes')) {
            projector = createProjector({ store, readModels: crashing(readModels, crash), partitionsHeld })
          }
          await projector.catchUp().catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error
          })
          if (end === 'goes on') continue
          readModels.close()
          readModels = openSqliteReadModels(file)
          projector = createProjector({ store, readModels, partitionsHeld })
        }
        await projector.catchUp()
        await rebuildReadModels({ store, readModels: rebuilt, partitionsHeld: 4 - (partitionsHeld % 4) })
        assert.deepStrictEqual(dumpOf(readModels), dumpOf(rebuilt))
        assert.deepStrictEqual(await verifyReadModels({ store, readModels }), [])
      } finally {
        readModels.close()
      }
    }),
    { numRuns: logs },
  )
  t.pass(`${logs} logs`)
})
