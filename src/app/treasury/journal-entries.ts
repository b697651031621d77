import type { BatchEvent, FundPart, Line } from '../../domain/batch/events.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import type { FundEvent } from '../../domain/fund/events.ts'
import type { PersonEventData } from '../../domain/person/events.ts'
import { type EventStore, IntegrityFailure, type RecordedEvent } from '../../event-store/event-store.ts'
import { decodeBatchEvent } from '../codecs/batch-events.ts'
import { decodeFundEvent } from '../codecs/fund-events.ts'
import { decodePersonEvent } from '../event-codec.ts'
import type { JournalEntry, JournalKind } from '../journal.ts'
import { pagesOf } from '../log-walk.ts'
import { fundOf } from './funds.ts'

/**
 * Every move of every fund, in the order of the log, a line of a batch at a time: the funds say how
 * much and when, batches and claims say for what.
 *
 * @throws {IntegrityFailure} a fund moved something else than the batch or claim behind it.
 */
export const journalEntries = async (
  store: EventStore,
  onPassed: (events: number) => void = () => {},
): Promise<readonly JournalEntry[]> => {
  const book = new Book()
  const entries: JournalEntry[] = []
  let passed = 0
  for await (const page of pagesOf(store)) {
    for (const recorded of page) for (const entry of book.take(recorded)) entries.push(entry)
    passed += page.length
    onPassed(passed)
  }
  return entries
}

/** What of a batch an event was about, and on which day. */
interface Cause {
  readonly batchId: string
  readonly nos: readonly number[]
  readonly on: string
}

type Received = PersonEventData<'RecoveryReceived'>

class Book {
  readonly #lines = new Map<string, Line[]>()
  /** By the id of the batch's event. */
  readonly #causes = new Map<string, Cause>()
  /** By the id of the person's event. */
  readonly #received = new Map<string, Received>()
  /** The batch that paid a claim last. */
  readonly #paidIn = new Map<string, string>()

  take(recorded: RecordedEvent): readonly JournalEntry[] {
    const { stream } = recorded
    if (stream.startsWith('batch-')) this.#note(decodeBatchEvent(recorded), stream.slice('batch-'.length))
    else if (recorded.type === 'RecoveryReceived' || recorded.type === 'ClaimPaid') this.#notePerson(recorded)
    else if (stream.startsWith('fund-'))
      return this.#entries(recorded, decodeFundEvent(recorded), stream.slice('fund-'.length))
    return []
  }

  #notePerson(recorded: RecordedEvent): void {
    const event = decodePersonEvent(recorded)
    if (event.type === 'ClaimPaid') this.#paidIn.set(event.data.claimId, event.data.batchId)
    if (event.type === 'RecoveryReceived') this.#received.set(event.id, event.data)
  }

  #note({ id, type, data, metadata }: BatchEvent, batchId: string): void {
    const cause = (nos: readonly number[], on: string) => this.#causes.set(id, { batchId, nos, on })
    const today = shanghaiDay(metadata.at)
    switch (type) {
      case 'BatchFreezeStarted':
        this.#lines.set(batchId, [])
        break
      case 'BatchLinesAdded':
        this.#lines.get(batchId)?.push(...data.lines)
        break
      case 'LineRemoved':
      case 'LineGivenUp':
        cause([data.no], today)
        break
      case 'LinesConfirmed':
        cause(data.nos, data.paidOn)
        break
      case 'LinesReturned':
        cause(data.nos, data.on)
        break
    }
  }

  #entries(recorded: RecordedEvent, event: FundEvent, fundId: string): readonly JournalEntry[] {
    const fund = fundOf(fundId)
    if (fund === undefined) throw broken(recorded, 'no fund')
    const on = shanghaiDay(event.metadata.at)
    const entry = (kind: JournalKind, amountFen: number, of: Partial<JournalEntry> = {}): JournalEntry => {
      return { on, kind, ...fund, amountFen, ...of }
    }
    switch (event.type) {
      case 'FundOpened':
        return []
      case 'FundAllotted': {
        const { amountFen, document } = event.data
        return [entry('allotment', amountFen, { document })]
      }
      case 'FundReserved': {
        const { reservationId, amountFen } = event.data
        return [entry('reservation', amountFen, { batchId: batchOf(reservationId) })]
      }
      case 'FundRecovered':
        return [entry('recovery', event.data.amountFen, this.#recovered(recorded, event.data.partId))]
      default: {
        const { reservationId, partId, amountFen } = event.data
        const kind = partKinds[event.type]
        const batchId = batchOf(reservationId)
        const cause = this.#causes.get(partId)
        // A freeze that was called off gives back all it held, without lines.
        if (cause === undefined && kind === 'release') return [entry(kind, amountFen, { batchId })]
        const parts = this.#partsOf(cause, fundId)
        const sumFen = parts.reduce((sum, part) => sum + (part.amountFen ?? 0), 0)
        if (cause?.batchId !== batchId || sumFen !== amountFen) throw broken(recorded, 'lines')
        return parts.map((part) => entry(kind, part.amountFen ?? 0, { ...part, on: cause.on }))
      }
    }
  }

  /** What the lines take from this fund. */
  #partsOf(cause: Cause | undefined, fundId: string): readonly Partial<JournalEntry>[] {
    if (cause === undefined) return []
    const { batchId } = cause
    const lines = this.#lines.get(batchId) ?? []
    return cause.nos.flatMap((no) => {
      const { claimId, instrument, sources = [] } = lines[no - 1] ?? {}
      const parts = sources.filter((part: FundPart) => part.fundId === fundId)
      return parts.map(({ amountFen }) => ({ batchId, claimId, instrument, amountFen }))
    })
  }

  #recovered(recorded: RecordedEvent, partId: string): Partial<JournalEntry> {
    const received = this.#received.get(partId)
    if (received === undefined) throw broken(recorded, 'recovery')
    const { claimId, instrument, receivedOn: on } = received
    return { claimId, instrument, on, batchId: this.#paidIn.get(claimId) }
  }
}

const partKinds = {
  FundSettled: 'payment',
  FundReleased: 'release',
  FundUnsettled: 'return',
} as const satisfies Readonly<Record<string, JournalKind>>

const batchOf = (reservationId: string): string => reservationId.split('/')[0] ?? ''

const broken = ({ id, stream, revision }: RecordedEvent, what: string): IntegrityFailure =>
  new IntegrityFailure(`event ${id} (${stream} ${revision}) does not agree with the ${what} behind it`)
