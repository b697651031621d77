import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { projections as allProjections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { EventStore, RecordedEvent } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import type { ReadModelReader, ReadModelStore } from '../../src/projector/read-model-store.ts'
import { openSqliteReadModels } from '../../src/projector/sqlite-read-models.ts'
import { cityLog, record } from './person-log.ts'

/** Helps tests of the projector with logs, files and dumps. */

export const temporaryFolder = (t: Test): string => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const figuresFile = (t: Test): string => join(temporaryFolder(t), 'figures.sqlite')

export const openFigures = (t: Test, file: string = figuresFile(t)): ReadModelStore => {
  const readModels = openSqliteReadModels(file)
  t.teardown(() => readModels.close())
  return readModels
}

export const smallCity = { seed: 3, people: 12, steps: 20, atOnce: 5 }

export const cityStore = async (city = smallCity): Promise<EventStore> => {
  const store = createMemoryEventStore()
  await record(store, cityLog(city))
  return store
}

/** Every stored byte of every figure, and the place they reflect. */
export const dumpOf = (
  readModels: ReadModelReader,
  projections: readonly HostedProjection[] = allProjections,
): readonly unknown[] =>
  projections.map((projection) => {
    const { seen, version, layout } = readModels.checkpoint(projection) ?? {}
    return [projection.name, version, layout, seen, readModels.rowsAfter(projection, -1n, 1_000_000)]
  })

/** The store with its log read through `change`. */
export const readingThrough = (
  store: EventStore,
  change: (events: readonly RecordedEvent[], after: bigint | null) => Promise<readonly RecordedEvent[]>,
): EventStore => ({
  append: (stream, events, options) => store.append(stream, events, options),
  readStream: (stream, options) => store.readStream(stream, options),
  readAll: async (options) => change(await store.readAll(options), options.after),
  close: () => store.close(),
})

/** One event of no real person, of any type. */
export const appendOdd = async (
  store: EventStore,
  type: string,
  data = {},
  stream = 'person-odd',
): Promise<bigint> => {
  const id = '0dd00000-0000-4000-8000-000000000000'
  const metadata = { at: '2026-01-01T00:00:00.000Z', actor: { account: 'a', role: 'officer', pid: 'p' } }
  const outcome = await store.append(stream as `person-${string}`, [{ id, type, data, metadata }], {
    expectedRevision: 'no_stream',
  })
  if (outcome.outcome !== 'ok') throw new Error(outcome.outcome)
  return outcome.position
}
