import { randomBytes } from 'node:crypto'
import { createDemoClock } from '../../src/app/demo-clock.ts'
import { districtCodes } from '../../src/app/directory.ts'
import { createImports } from '../../src/app/imports/create-imports.ts'
import { Jobs } from '../../src/app/jobs.ts'
import { KnownRecords } from '../../src/app/known-records.ts'
import { Ledger } from '../../src/app/ledger.ts'
import { demoPersonas } from '../../src/app/personas.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import { createTrainingOffice } from '../../src/app/training-office/create-training-office.ts'
import { createTreasury } from '../../src/app/treasury/create-treasury.ts'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { createDemoSessions } from '../../src/http/auth/demo-sessions.ts'
import { createLog } from '../../src/http/log.ts'
import { Metrics } from '../../src/http/metrics.ts'
import type { HttpParts } from '../../src/http/parts.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { createQueries } from '../../src/projector/queries.ts'
import { ReadModelBehind } from '../../src/projector/read-model-store.ts'
import { createTemporaryReadModels } from '../../src/projector/sqlite-read-models.ts'
import { shippedCalendar, shippedDirectory, shippedPolicies } from '../../src/seeds.ts'
import { derivePid, type LedgerKeys } from '../../src/vault/keys.ts'
import { createMemorySealedFiles } from '../../src/vault/memory-sealed-files.ts'
import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import { markSheetHere, readSheetHere } from '../support/read-sheet-here.ts'

const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill)
const keys: LedgerKeys = { pidKey: key(1), vaultKey: key(2), digestKey: key(3), certificateKey: key(4) }

/** Every clock of these tests stands here until it is moved. */
const start = '2024-10-01T01:00:00.000Z'

export interface MemoryNode {
  readonly parts: HttpParts & { readonly demo: NonNullable<HttpParts['demo']> }
  readonly store: EventStore
  /** Every line of the server's log so far. */
  readonly lines: string[]
  readonly catchUp: () => Promise<void>
  readonly close: () => Promise<void>
}

const figuresOf = (store: EventStore) => {
  const readModels = createTemporaryReadModels()
  const projector = createProjector({ store, readModels })
  projector.run()
  const view: HttpParts['projector'] = {
    get position() {
      return projector.position
    },
    get failure() {
      return projector.failure
    },
    notify: () => projector.notify(),
    waitFor: (position, timeoutMs) =>
      projector.waitFor(position, timeoutMs).then(
        () => true,
        (error) => {
          if (error instanceof ReadModelBehind) return false
          throw error
        },
      ),
  }
  const catchUp = async (): Promise<void> => void (await projector.catchUp())
  const close = async (): Promise<void> => {
    await projector.stop()
    readModels.close()
  }
  return { queries: createQueries(readModels), projector: view, catchUp, close }
}

/**
 * All the server needs, in memory, with the shipped policy in force.
 *
 * @param between what stands between the ledger and its log
 */
export const openMemoryNode = async (between: (store: EventStore) => EventStore): Promise<MemoryNode> => {
  const directory = shippedDirectory()
  const store = createMemoryEventStore()
  const vault = createMemoryVault({ random: randomBytes })
  const rulebook = new Rulebook(store, directory.governingPolicy)
  for (const document of shippedPolicies()) {
    if (document.id === rulebook.policyId) await publishShipped(rulebook, document, start)
  }
  const seen = between(store)
  const { queries, projector, catchUp, close } = figuresOf(store)
  const training = createTrainingOffice({
    ...{ store: seen, vault, keys, rulebook, directory },
    findElsewhere: async (asked) => {
      await catchUp()
      return queries.classesElsewhere(asked)
    },
  })
  const districts = districtCodes(directory)
  const { trainings } = training
  const known = new KnownRecords({
    vault,
    rulebook,
    registers: () => (projector.position === null ? undefined : queries),
  })
  const ledger = new Ledger({ store: seen, vault, keys, rulebook, districts, trainings, known })
  const calendar = shippedCalendar()
  const office = createTreasury({ store: seen, ledger, rulebook, vault, directory, calendar })
  const personas = demoPersonas(directory, (idNumber) => derivePid(keys.pidKey, idNumber))
  const sessions = createDemoSessions({ personas, random: randomBytes, elapsedMs: () => performance.now() })
  const clock = createDemoClock(start, () => 0)
  const metrics = new Metrics()
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLog({ destination, level: 'info', onScrubbed: metrics.scrubbed })
  const demo = { sessions, clock }
  const shared = { ledger, rulebook, store, vault, keys, directory, queries, projector, metrics, logger }
  const jobs = new Jobs(clock.now)
  const imports = createImports({
    ...{ store: seen, ledger, vault, keys, rulebook, directory, trainings: training.trainings },
    readSheet: readSheetHere,
    markSheet: markSheetHere,
    files: createMemorySealedFiles(),
  })
  return {
    parts: {
      ...shared,
      ...office,
      ...training,
      calendar,
      jobs,
      imports,
      now: clock.now,
      authenticator: sessions,
      demo,
    },
    store,
    lines,
    catchUp,
    close,
  }
}
