import type { HostedProjection } from '../../projections/projection.ts'

/**
 * The port to the stored figures: one state per projection and partition, with the place in the log
 * it reflects. Everything in it can be computed again, so it is never the only copy of anything.
 */

/** The last event of the log that a projection has seen, whether or not its fold uses it. */
export interface Seen {
  readonly position: bigint
  /** Instant of that event; null if its metadata give none. */
  readonly at: string | null
  /** Where to find it, so that a checkpoint over another log is noticed. */
  readonly stream: string
  readonly revision: bigint
  readonly eventId: string
}

export interface Checkpoint {
  readonly version: number
  /** Index columns and lists as the table was made. */
  readonly layout: string
  /** Grows with every rebuild. */
  readonly epoch: number
  /** Null: the log was empty. */
  readonly seen: Seen | null
}

/** `newer`: made by a later version of this program. */
export type Fit = 'current' | 'absent' | 'stale' | 'newer'

export interface StateRow {
  readonly partition: string
  /** Position of the event that began the partition: its place in lists, for ever. */
  readonly seq: bigint
  /** Position of the last event folded into it. */
  readonly position: bigint
  /** Canonical JSON. */
  readonly state: string
  /** Values of the index columns, in the order of the projection's `index`. */
  readonly columns: readonly (string | number | null)[]
}

export interface Advance {
  readonly projection: HostedProjection
  readonly rows: readonly StateRow[]
  readonly expected: Checkpoint
  readonly seen: Seen
}

/** Column → the only value wanted. */
export type Filter = Readonly<Record<string, string>>

export interface PageRequest {
  readonly projection: HostedProjection
  readonly filter: Filter
  /** `seq` of the last row of the page before. */
  readonly after: bigint | null
  readonly limit: number
}

export interface PrefixRequest {
  readonly projection: HostedProjection
  readonly filter: Filter
  readonly prefix: string
  /** Partition of the last row of the page before. */
  readonly after: string | null
  readonly limit: number
}

/** Rows counted together by the values of columns. */
export interface GroupRequest {
  readonly projection: HostedProjection
  /** The columns that name a group; none: all rows are one. */
  readonly by: readonly string[]
  /** Column → the values wanted. */
  readonly filter: Readonly<Record<string, readonly string[]>>
  /** The column whose different values are counted. */
  readonly distinct?: string | undefined
  /** Columns of whole numbers. */
  readonly sums: readonly string[]
  /** Counts and sums these rows instead: those whose column `on` names a row of the projection. */
  readonly through?:
    | { readonly projection: HostedProjection; readonly on: string; readonly filter: Filter }
    | undefined
}

export interface Group {
  readonly keys: readonly (string | null)[]
  readonly rows: number
  readonly distinct: number
  /** In the order of `sums`. */
  readonly sums: readonly number[]
}

export interface ReadModelReader {
  checkpoint(projection: HostedProjection): Checkpoint | undefined
  get(projection: HostedProjection, partition: string): StateRow | undefined
  /** Newest first, by `seq`. */
  page(request: PageRequest): readonly StateRow[]
  /** Partitions that start with `prefix`, in the order of their names. */
  pageByPrefix(request: PrefixRequest): readonly StateRow[]
  /** In no order. */
  group(request: GroupRequest): readonly Group[]
  /** How many rows fit, as far as `atMost`. */
  countUpTo(projection: HostedProjection, filter: Filter, atMost: number): number
  /** At most `limit` rows with a greater `seq`, oldest first. */
  rowsAfter(projection: HostedProjection, seq: bigint, limit: number): readonly StateRow[]
}

export interface ReadModelStore extends ReadModelReader {
  /** All reads in `read` see one moment. */
  together<T>(read: () => T): T
  /**
   * States and checkpoints in one transaction. `moved`: another process wrote since `expected`, and
   * nothing was written.
   *
   * @throws {ReadModelsBusy} another process is writing; nothing was written.
   */
  advance(advances: readonly Advance[]): 'ok' | 'moved'
  /**
   * Empties the figures and fills them anew, unseen by readers until it is finished.
   *
   * @throws {ReadModelsBusy} another process is writing.
   */
  rebuild(projections: readonly HostedProjection[]): Rebuild
  /** The figures as they are now, for as long as the caller takes. */
  freeze(): ReadModelReader & { close(): void }
  /** An empty store that goes when it is closed. */
  scratch(): ReadModelStore
  close(): void
}

export interface Rebuild {
  /** What this rebuild has put so far. */
  get(projection: HostedProjection, partition: string): StateRow | undefined
  put(projection: HostedProjection, rows: readonly StateRow[]): void
  /** One statement of work that is left after the last row; false when there is none. */
  index(): boolean
  /** The new figures stand from here on. */
  finish(seen: Seen | null): void
  /** Everything is as it was before. Harmless after `finish`. */
  abandon(): void
}

/** Another process is writing the figures; the same call can be made again shortly. */
export class ReadModelsBusy extends Error {
  override readonly name = 'ReadModelsBusy'
}

/** The file holds something else, or was written by a later version. It names the file or the figure. */
export class ReadModelsUnfit extends Error {
  override readonly name = 'ReadModelsUnfit'
}

/** The figures do not reflect the wanted position yet. */
export class ReadModelBehind extends Error {
  override readonly name = 'ReadModelBehind'
  readonly position: bigint | null

  constructor(position: bigint | null) {
    super(`the figures reflect position ${position ?? 'none'} of the log`)
    this.position = position
  }
}

export const layoutOf = ({ index, lists }: HostedProjection): string =>
  JSON.stringify([Object.keys(index), lists])

export const fitOf = (projection: HostedProjection, checkpoint: Checkpoint | undefined): Fit => {
  if (checkpoint === undefined) return 'absent'
  if (checkpoint.version > projection.version) return 'newer'
  const same = checkpoint.version === projection.version && checkpoint.layout === layoutOf(projection)
  return same ? 'current' : 'stale'
}
