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
import { runs } from '../support/runs.ts'
import { trainingLog } from '../support/training-log.ts'

/** What can happen to a projector between two looks at the log. */
const happenings = fc.array(
  fc.record({
    appended: fc.integer({ min: 0, max: 30 }),
    /** Events delivered once more before the new ones, and each page cut to so many. */
    again: fc.integer({ min: 0, max: 40 }),
    pageOf: fc.integer({ min: 1, max: 60 }),
    fault: fc.constantFrom('none', 'none', 'before the commit', 'after the commit'),
    restart: fc.boolean(),
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

class Failure extends Error {
  override readonly name = 'Failure'
}

/** What goes wrong with the next commit: it fails and is not made, or it is made and looks failed. */
interface Fault {
  next: string
}

const failing = (readModels: ReadModelStore, fault: Fault): ReadModelStore =>
  new Proxy(readModels, {
    get: (target, name) => {
      if (name !== 'advance') {
        const member = Reflect.get(target, name, target)
        return typeof member === 'function' ? member.bind(target) : member
      }
      return (advances: Parameters<ReadModelStore['advance']>[0]) => {
        const { next } = fault
        fault.next = 'none'
        if (next === 'before the commit') throw new Failure()
        const outcome = target.advance(advances)
        if (next === 'after the commit') throw new Failure()
        return outcome
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

/** One of each in turn, until there is none left. */
const mixed = <T>(some: readonly T[], others: readonly T[]): T[] =>
  Array.from({ length: Math.max(some.length, others.length) }, (_, at) => [some[at], others[at]])
    .flat()
    .filter((one): one is T => one !== undefined)

test('whatever happens on the way, the figures are those of a rebuild', async (t) => {
  const file = figuresFile(t)
  const rebuilt = openFigures(t)
  await fc.assert(
    fc.asyncProperty(lives, happenings, async ({ partitionsHeld, ...city }, course) => {
      const delivery = new Delivery()
      const { store } = delivery
      const commands = mixed([...cityLog(city)], [...trainingLog(city.seed, city.people, city.steps)])
      const fault: Fault = { next: 'none' }
      const open = () => {
        const readModels = openSqliteReadModels(file)
        const through = failing(readModels, fault)
        return { readModels, projector: createProjector({ store, readModels: through, partitionsHeld }) }
      }
      let { readModels, projector } = open()
      await rebuildReadModels({ store, readModels })
      try {
        for (const happening of course) {
          await delivery.append(commands.splice(0, happening.appended))
          delivery.again = happening.again
          delivery.pageOf = happening.pageOf
          fault.next = happening.fault
          await projector.catchUp().catch((error: unknown) => {
            if (!(error instanceof Failure)) throw error
          })
          if (!happening.restart) continue
          readModels.close()
          ;({ readModels, projector } = open())
        }
        fault.next = 'none'
        await projector.catchUp()
        await rebuildReadModels({ store, readModels: rebuilt, partitionsHeld: 4 - (partitionsHeld % 4) })
        assert.deepStrictEqual(dumpOf(readModels), dumpOf(rebuilt))
        assert.deepStrictEqual(await verifyReadModels({ store, readModels }), [])
      } finally {
        readModels.close()
      }
    }),
    runs(300, 20_000),
  )
  t.pass('no counterexample')
})
