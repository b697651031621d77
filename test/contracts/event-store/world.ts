import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type {
  AppendOutcome,
  EventStore,
  ExpectedRevision,
  JsonObject,
  NewEvent,
  RecordedEvent,
  StreamName,
} from '../../../src/event-store/event-store.ts'

/** One opened log, for one promise. */
export interface OpenLog {
  readonly store: EventStore
  /** Opens the same log once more: beside the first store, or after it was closed. */
  readonly openAgain?: () => Promise<EventStore>
  /** Closes and removes everything, also after a promise was broken half way. */
  readonly cleanup: () => Promise<void>
}

/** What some adapters can do and others cannot; all else is promised by every adapter. */
export interface Capabilities {
  /**
   * Any id ever recorded is refused wherever else it turns up. Without it (EventStoreDB) an id is
   * recognised only where a retry brings it: in its own stream at its original expected revision.
   */
  readonly globalEventIds: boolean
  /** A repeat is compared with what is recorded. Without it, changed content is answered `ok`. */
  readonly comparesContent: boolean
  /** The log outlives the store object, and `openAgain` is given. */
  readonly openAgain: boolean
}

export interface Promised {
  readonly promise: string
  readonly needs?: keyof Capabilities
  readonly holds: (t: Test, world: World) => Promise<void>
}

export const uuid = (): string => randomUUID()

export const newEvent = (over: Partial<NewEvent> = {}): NewEvent => ({
  id: uuid(),
  type: 'ClaimSubmitted',
  data: { claimId: 'c-1', requestedFen: 300_000 },
  metadata: { commandId: 'k-1', actor: 'p-1' },
  ...over,
})

export const newEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, i) => newEvent({ data: { i } }))

export const before = (revision: bigint): ExpectedRevision => (revision === 0n ? 'no_stream' : revision - 1n)

/** A plain copy, since a recorded event may compute its data and metadata when asked. */
export const plain = ({ id, type, data, metadata }: NewEvent) => ({ id, type, data, metadata })

/** A store with a mark in its log: what a promise writes comes after the mark. */
export class World {
  readonly store: EventStore
  readonly #log: OpenLog
  readonly #tag = uuid().slice(0, 8)
  #streams = 0

  constructor(log: OpenLog) {
    this.#log = log
    this.store = log.store
  }

  /** A name no other promise uses. */
  stream(category = 'person'): StreamName {
    this.#streams += 1
    return `${category}-${this.#tag}-${this.#streams}`
  }

  openAgain(): Promise<EventStore> {
    if (this.#log.openAgain === undefined) throw new Error('the adapter did not say how to open again')
    return this.#log.openAgain()
  }

  append(
    stream: StreamName,
    events: readonly NewEvent[],
    expectedRevision: ExpectedRevision,
  ): Promise<AppendOutcome> {
    return this.store.append(stream, events, { expectedRevision })
  }

  /** Appends and insists on `ok`. */
  async written(stream: StreamName, events: readonly NewEvent[], expectedRevision: ExpectedRevision) {
    return insistOnOk(await this.append(stream, events, expectedRevision))
  }

  /** The position of a fresh event: whatever this promise writes next comes after it. */
  async mark(): Promise<bigint> {
    return (await this.written(this.stream('mark'), [newEvent()], 'no_stream')).position
  }

  /** Everything this promise wrote after `after`, read in pages of `limit`. */
  async mineAfter(after: bigint | null, limit = 100): Promise<RecordedEvent[]> {
    const found: RecordedEvent[] = []
    for (let last = after; ; ) {
      const page = await this.store.readAll({ after: last, limit })
      if (page.length > limit) throw new Error('a page longer than its limit')
      found.push(...page.filter(({ stream }) => stream.includes(this.#tag)))
      const next = page.at(-1)
      if (next === undefined) return found
      last = next.position
    }
  }
}

export function insistOnOk(outcome: AppendOutcome): { revision: bigint; position: bigint } {
  if (outcome.outcome !== 'ok') throw new Error(`an append was answered ${JSON.stringify(outcome.outcome)}`)
  return outcome
}

export const ids = (events: readonly NewEvent[]): string[] => events.map(({ id }) => id)
export const revisions = (events: readonly RecordedEvent[]): bigint[] => events.map((e) => e.revision)
export const positions = (events: readonly RecordedEvent[]): bigint[] => events.map((e) => e.position)

export const isConflict = (t: Test, outcome: AppendOutcome, actual: bigint | 'no_stream'): void => {
  t.match(outcome, { outcome: 'conflict', actual })
}

export const revisionConflict = (actual: bigint | 'no_stream'): AppendOutcome => ({
  outcome: 'conflict',
  reason: 'revision',
  actual,
})

export const idConflict = (actual: bigint | 'no_stream'): AppendOutcome => ({
  outcome: 'conflict',
  reason: 'event-id',
  actual,
})

export type { JsonObject }
