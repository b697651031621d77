/**
 * The port to the append-only log. Four methods, and no more: what one adapter cannot promise
 * does not belong here. `test/contracts/event-store.contract.ts` holds every promise.
 */

/** JSON that survives every store unchanged: no undefined, no NaN, no bigint, no dates. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** `category-id`. The category ends at the first dash. */
export type StreamName = `${string}-${string}`

/** Always exact. "Any" is no expectation, so it does not exist here. */
export type ExpectedRevision = bigint | 'no_stream'

export interface NewEvent {
  /** A UUID; derived from the command, so that a retry carries the same id. */
  readonly id: string
  readonly type: string
  readonly data: JsonObject
  readonly metadata: JsonObject
}

export interface RecordedEvent extends NewEvent {
  readonly stream: StreamName
  /** Place in its stream, from 0n, without gaps. */
  readonly revision: bigint
  /** Place in the whole log. Grows, is not dense. */
  readonly position: bigint
}

export type AppendOutcome =
  /** On disk. `revision` and `position` are those of the last event of this append. */
  | { readonly outcome: 'ok'; readonly revision: bigint; readonly position: bigint }
  /**
   * Nothing was written. `revision`: the stream is elsewhere than expected.
   * `event-id`: one of the ids is already recorded with other content or in another place.
   */
  | {
      readonly outcome: 'conflict'
      readonly reason: 'revision' | 'event-id'
      readonly actual: bigint | 'no_stream'
    }
  /** It may or may not be on disk. Repeat the same append (same ids, same expectation) to find out. */
  | { readonly outcome: 'unknown'; readonly cause: string }

export interface EventStore {
  /**
   * Appends all events or none. The same ids again at the same `expectedRevision` with the same
   * content answer `ok` with the first revision and position, and add nothing.
   *
   * @throws {InvalidAppend} before anything is sent: no events, an id twice, not JSON, too large.
   * @throws {StoreUnavailable} nothing was written: full disk, read-only file, no connection.
   * @throws {StoreOverloaded} nothing was written: the bounded queue is full.
   */
  append(
    stream: StreamName,
    events: readonly NewEvent[],
    options: { readonly expectedRevision: ExpectedRevision },
  ): Promise<AppendOutcome>
  /** Oldest first. A stream nobody wrote to is empty. `fromRevision` is inclusive. */
  readStream(
    stream: StreamName,
    options?: { readonly fromRevision?: bigint },
  ): Promise<readonly RecordedEvent[]>
  /** In commit order, strictly after `after` (`null`: from the start), at most `limit` events. */
  readAll(options: {
    readonly after: bigint | null
    readonly limit: number
  }): Promise<readonly RecordedEvent[]>
  close(): Promise<void>
}

/** Limits of one append, the same for every adapter. */
export const appendLimits = {
  events: 1_000,
  bytesPerEvent: 262_144,
  bytes: 1_000_000,
  streamNameLength: 200,
} as const

/** The caller's mistake; nothing was sent. */
export class InvalidAppend extends Error {
  override readonly name = 'InvalidAppend'
}

/** Nothing was written, and nothing will be until the cause is mended. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** Nothing was written; the same append may be tried again shortly. */
export class StoreOverloaded extends Error {
  override readonly name = 'StoreOverloaded'
}

/** The log contradicts itself: a gap, an altered byte, an unreadable event. Names the event. */
export class IntegrityFailure extends Error {
  override readonly name = 'IntegrityFailure'
}
