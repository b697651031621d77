import type { HostedProjection } from '../../projections/projection.ts'
import type { EventStore } from '../event-store/event-store.ts'
import { Folder } from './folder.ts'
import { needSameLog, seenOf } from './log-place.ts'
import type { Advance, Checkpoint, ReadModelStore, Seen } from './read-model-store.ts'
import { fitOf, ReadModelsBusy, ReadModelsUnfit } from './read-model-store.ts'
import { rebuildReadModels } from './rebuild.ts'

/** Some 10 ms of work between two turns of the event loop. */
const eventsPerTurn = 250
/** Stored together while the log is ahead: neighbours in an index then share the writing of a page. */
const eventsPerStoring = 1_000

/** Where this process believes the stored figures to be, with their states at hand. */
interface Place {
  readonly folder: Folder
  readonly checkpoints: Map<HostedProjection, Checkpoint>
  after: bigint | null
  /** Folded, and not stored yet. */
  unstored: number
}

/**
 * `folded`: something was, and is stored with what follows; `moved`: another process went ahead, and
 * the next step takes up from there.
 */
export type Step = 'folded' | 'advanced' | 'moved' | 'busy' | 'at-the-end'

/**
 * Takes the stored figures forward along the log, one page at a time. States and checkpoint are
 * stored together and only if nobody else moved them, so a crash, or a second process on the same
 * file, repeats work and never loses or doubles it.
 */
export class Follower {
  readonly #store: EventStore
  readonly #readModels: ReadModelStore
  readonly #projections: readonly HostedProjection[]
  readonly #partitionsHeld: number
  #place: Place | null = null

  /** @param partitionsHeld beyond so many in memory those not used lately are let go. */
  constructor(
    store: EventStore,
    readModels: ReadModelStore,
    projections: readonly HostedProjection[],
    partitionsHeld: number,
  ) {
    this.#store = store
    this.#readModels = readModels
    this.#projections = projections
    this.#partitionsHeld = partitionsHeld
  }

  /** The figures reflect the log up to here; null before the first event. */
  get position(): bigint | null {
    return this.#place?.after ?? null
  }

  /**
   * @throws {IntegrityFailure} an event is unknown or broken, or the figures are of another log.
   * @throws {ReadModelsUnfit} the figures were made by a later version of this program.
   */
  async step(): Promise<Step> {
    const place = this.#place ?? (await this.#begin())
    // Taken away while under way: after an error the states in memory may be ahead of the stored ones.
    this.#place = null
    const { folder } = place
    const after = place.unstored === 0 ? place.after : (folder.last?.position ?? null)
    const events = await this.#store.readAll({ after, limit: eventsPerTurn })
    for (const event of events) folder.fold(event)
    place.unstored += events.length
    const outcome = this.#storedWhenDue(place, events.length)
    if (outcome !== 'moved' && outcome !== 'busy') this.#place = place
    return outcome
  }

  #storedWhenDue(place: Place, read: number): Step {
    const { last } = place.folder
    if (place.unstored === 0 || last === null) return 'at-the-end'
    if (read === eventsPerTurn && place.unstored < eventsPerStoring) return 'folded'
    return this.#advance(place, seenOf(last))
  }

  /** Builds what is missing or stale, then takes up where the stored figures stand. */
  async #begin(): Promise<Place> {
    const stale = this.#projections.filter((projection) => {
      const fit = fitOf(projection, this.#readModels.checkpoint(projection))
      if (fit === 'newer') throw new ReadModelsUnfit(`${projection.name} was built by a later version`)
      return fit !== 'current'
    })
    if (stale.length > 0) {
      await rebuildReadModels({ store: this.#store, readModels: this.#readModels, projections: stale })
    }
    const checkpoints = this.#readModels.together(() => this.#checkpoints())
    const seen = [...checkpoints.values()].map((checkpoint) => checkpoint.seen)
    for (const last of new Set(seen)) if (last !== null) await needSameLog(this.#store, last)
    const targets = [...checkpoints].map(([projection, checkpoint]) => ({
      projection,
      after: checkpoint.seen?.position ?? null,
      until: null,
    }))
    const folder = new Folder(targets, (projection, partition) => this.#readModels.get(projection, partition))
    return { folder, checkpoints, after: earliest(seen), unstored: 0 }
  }

  #checkpoints(): Map<HostedProjection, Checkpoint> {
    const found = new Map<HostedProjection, Checkpoint>()
    for (const projection of this.#projections) {
      const checkpoint = this.#readModels.checkpoint(projection)
      if (checkpoint !== undefined) found.set(projection, checkpoint)
    }
    return found
  }

  #advance(place: Place, seen: Seen): Step {
    const rows = place.folder.takeChanged(Number.MAX_SAFE_INTEGER)
    const advances: Advance[] = []
    for (const [projection, expected] of place.checkpoints) {
      if (expected.seen !== null && expected.seen.position >= seen.position) continue
      advances.push({ projection, rows: rows.get(projection) ?? [], expected, seen })
    }
    try {
      if (this.#readModels.advance(advances) === 'moved') return 'moved'
    } catch (error) {
      if (error instanceof ReadModelsBusy) return 'busy'
      throw error
    }
    for (const { projection, expected } of advances) place.checkpoints.set(projection, { ...expected, seen })
    place.after = seen.position
    place.unstored = 0
    if (place.folder.held > this.#partitionsHeld) place.folder.forget()
    return 'advanced'
  }
}

/** Null as soon as one of them has seen nothing. */
const earliest = (seen: readonly (Seen | null)[]): bigint | null => {
  let first: bigint | undefined
  for (const last of seen) {
    if (last === null) return null
    if (first === undefined || last.position < first) first = last.position
  }
  return first ?? null
}
