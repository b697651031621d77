import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { projections as allProjections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { EventStore, RecordedEvent } from '../event-store/event-store.ts'
import { Folder, type Target } from './folder.ts'
import { seenOf } from './log-place.ts'
import { type ReadModelStore, ReadModelsBusy, type Rebuild } from './read-model-store.ts'

export interface Progress {
  /** Events read so far. */
  readonly events: number
  readonly position: bigint
}

export interface RebuildOptions {
  readonly store: EventStore
  readonly readModels: ReadModelStore
  readonly projections?: readonly HostedProjection[]
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Beyond so many partitions in memory they are written out, and those not in use let go. */
  readonly partitionsHeld?: number
}

/** Between two turns of the event loop, some 5 ms: what is read is then gone before it grows old. */
const eventsPerTurn = 250
const rowsPerTurn = 250
/** Some 200 MB. */
const partitionsHeldByDefault = 30_000
const busyPauseMs = 50
const busyPatienceMs = 30_000

/**
 * Drops the figures and folds the whole log again; readers see the old ones until it is done.
 *
 * @returns the position they reflect; null for an empty log.
 * @throws {IntegrityFailure} an event cannot be folded; the figures are as they were.
 * @throws {ReadModelsBusy} another process has been writing them for half a minute.
 */
export const rebuildReadModels = async (options: RebuildOptions): Promise<bigint | null> => {
  const { store, readModels, projections = allProjections, onProgress, partitionsHeld } = options
  const rebuild = await begin(readModels, projections)
  try {
    const targets = projections.map((projection) => ({ projection, after: null, until: null }))
    const last = await refold({ store, rebuild, targets, onProgress, partitionsHeld })
    rebuild.finish(last === null ? null : seenOf(last))
    return last?.position ?? null
  } finally {
    rebuild.abandon()
  }
}

const begin = async (readModels: ReadModelStore, projections: readonly HostedProjection[]) => {
  for (let waitedMs = 0; ; waitedMs += busyPauseMs) {
    try {
      return readModels.rebuild(projections)
    } catch (error) {
      if (!(error instanceof ReadModelsBusy) || waitedMs >= busyPatienceMs) throw error
    }
    await delay(busyPauseMs)
  }
}

export interface Refold {
  readonly store: EventStore
  readonly rebuild: Rebuild
  readonly targets: readonly Target[]
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly partitionsHeld?: number | undefined
}

/** Folds the log into empty tables, up to its end or the furthest `until`. @returns the last event read. */
export const refold = async ({
  store,
  rebuild,
  targets,
  onProgress,
  partitionsHeld = partitionsHeldByDefault,
}: Refold): Promise<RecordedEvent | null> => {
  let allHeld = true
  const folder = new Folder(targets, (projection, partition) =>
    allHeld ? undefined : rebuild.get(projection, partition),
  )
  const isWanted = (position: bigint): boolean =>
    targets.some(({ until }) => until === null || position < until)
  for (let events = 0; folder.last === null || isWanted(folder.last.position); ) {
    const page = await store.readAll({ after: folder.last?.position ?? null, limit: eventsPerTurn })
    for (const event of page) folder.fold(event)
    if (folder.last === null || page.length === 0) break
    events += page.length
    onProgress?.({ events, position: folder.last.position })
    if (folder.held >= partitionsHeld) {
      await writeOut(folder, rebuild)
      folder.forget()
      allHeld = false
    }
    await turn()
  }
  await writeOut(folder, rebuild)
  while (rebuild.index()) await turn()
  return folder.last
}

const writeOut = async (folder: Folder, rebuild: Rebuild): Promise<void> => {
  for (;;) {
    const rows = folder.takeChanged(rowsPerTurn)
    if (rows.size === 0) return
    for (const [projection, list] of rows) rebuild.put(projection, list)
    await turn()
  }
}
