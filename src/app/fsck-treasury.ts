import { evolveBatch } from '../domain/batch/evolve.ts'
import type { BatchLine, BatchState } from '../domain/batch/state.ts'
import { initialBatch, reservationIdOf } from '../domain/batch/state.ts'
import { evolveFund } from '../domain/fund/evolve.ts'
import { initialFund } from '../domain/fund/state.ts'
import type { RecordedEvent } from '../event-store/event-store.ts'
import { decodeBatchEvent } from './codecs/batch-events.ts'
import { decodeFundEvent } from './codecs/fund-events.ts'
import { decodePersonEvent } from './event-codec.ts'
import type { Finding } from './fsck.ts'
import { effectsOf } from './treasury/effects.ts'

/** Fen of one batch in one fund. */
interface Held {
  readonly reservedFen: number
  readonly paidFen: number
}

/** How often a claim was paid and returned, and with how much in all. */
interface Answers {
  readonly confirmed: number
  readonly returned: number
  readonly amountFen: number
}

/**
 * Holds funds, batches and claims against each other: what the funds moved is what the lines take
 * from them, and what claims were paid is what the bank confirmed. Of each stream only the sums are
 * kept, so the order in which they come does not matter.
 */
export class TreasuryCheck {
  /** Reservation → fund → what it holds. */
  readonly #held = new Map<string, Map<string, Held>>()
  readonly #batches: BatchState[] = []
  /** Every batch that there is, those under way too. */
  readonly #known = new Set<string>()
  /** Batch and claim → what the claim says that the bank answered. */
  readonly #payments = new Map<string, Answers>()
  /** Batch and claim → what the batch says. */
  readonly #answers = new Map<string, Answers>()
  /** Event of a receipt → fen of it that no fund has yet; negative: more than came in. */
  readonly #received = new Map<string, number>()

  /** A whole stream, oldest first; others than of funds, batches and people are passed over. */
  take(stream: string, events: readonly RecordedEvent[]): void {
    if (stream.startsWith('fund-')) this.#takeFund(stream.slice('fund-'.length), events)
    else if (stream.startsWith('batch-')) this.#takeBatch(stream.slice('batch-'.length), events)
    else if (stream.startsWith('person-')) this.#takePerson(events)
  }

  #takeFund(fundId: string, events: readonly RecordedEvent[]): void {
    let state = initialFund
    for (const recorded of events) {
      const event = decodeFundEvent(recorded)
      state = evolveFund(state, event)
      if (event.type === 'FundRecovered') this.#receive(event.data.partId, -event.data.amountFen)
    }
    for (const [id, { amountFen, paidFen, releasedFen }] of state.reservations) {
      const funds = this.#held.get(id) ?? new Map<string, Held>()
      this.#held.set(id, funds.set(fundId, { reservedFen: amountFen - paidFen - releasedFen, paidFen }))
    }
  }

  #takeBatch(batchId: string, events: readonly RecordedEvent[]): void {
    this.#known.add(batchId)
    let state = initialBatch
    const asked: number[] = []
    for (const recorded of events) {
      const event = decodeBatchEvent(recorded)
      const { claims, funds } = effectsOf(state, event)
      if (claims.length + funds.length > 0) asked.push(Number(recorded.revision))
      state = evolveBatch(state, event)
      if (event.type !== 'LinesConfirmed' && event.type !== 'LinesReturned') continue
      for (const no of event.data.nos) this.#answer(state.lines[no - 1], batchId, event.type)
    }
    const { carriedThrough, status } = state
    // What was interrupted is finished by the next start; until then nothing can be said.
    if (status !== 'freezing' && (asked.at(-1) ?? -1) <= carriedThrough) this.#batches.push(state)
  }

  #answer(line: BatchLine | undefined, batchId: string, type: 'LinesConfirmed' | 'LinesReturned'): void {
    if (line === undefined) return
    const { claimId, amountFen } = line
    count(this.#answers, `${batchId}/${claimId}`, amountFen, type === 'LinesConfirmed')
  }

  #takePerson(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      if (!ofMoney.has(recorded.type)) continue
      const { type, data, id } = decodePersonEvent(recorded)
      if (type === 'RecoveryReceived') this.#receive(id, data.amountFen)
      if (type !== 'ClaimPaid' && type !== 'PaymentReturned') continue
      const { batchId, claimId, amountFen } = data
      count(this.#payments, `${batchId}/${claimId}`, amountFen, type === 'ClaimPaid')
    }
  }

  #receive(eventId: string, changeFen: number): void {
    this.#received.set(eventId, (this.#received.get(eventId) ?? 0) + changeFen)
  }

  /** What does not agree, in Chinese; asked once every stream was taken. */
  findings(): readonly Finding[] {
    const texts = [
      ...this.#batches.flatMap((batch) => this.#ofBatch(batch)),
      ...this.#ofNoBatch(),
      ...this.#ofRecoveries(),
    ]
    return texts.map((text) => ({ event: null, text }))
  }

  #ofBatch(batch: BatchState): readonly string[] {
    const { batchId, attempt, status, lines } = batch
    const texts: string[] = []
    const isFrozen = status !== 'planned' && status !== 'cancelled'
    const current = reservationIdOf(batchId ?? '', attempt)
    for (let n = 1; n <= attempt; n++) {
      const id = reservationIdOf(batchId ?? '', n)
      const expected = isFrozen && id === current ? heldBy(lines) : new Map<string, Held>()
      texts.push(...this.#differences(id, expected))
    }
    if (isFrozen) texts.push(...lines.flatMap((line) => this.#ofLine(batchId ?? '', line)))
    return texts
  }

  #differences(reservationId: string, expected: ReadonlyMap<string, Held>): readonly string[] {
    const found = this.#held.get(reservationId) ?? new Map<string, Held>()
    const funds = new Set([...found.keys(), ...expected.keys()])
    return [...funds].flatMap((fundId) => {
      const has = found.get(fundId) ?? nothing
      const wants = expected.get(fundId) ?? nothing
      const texts: string[] = []
      if (has.reservedFen !== wants.reservedFen) texts.push('占用')
      if (has.paidFen !== wants.paidFen) texts.push('到账')
      return texts.map((what) => `资金 ${fundId} 为 ${reservationId} 记的${what}与批次名单不符`)
    })
  }

  #ofLine(batchId: string, { claimId }: BatchLine): readonly string[] {
    const place = `${batchId}/${claimId}`
    const told = this.#payments.get(place) ?? unanswered
    const answered = this.#answers.get(place) ?? unanswered
    const agrees =
      told.confirmed === answered.confirmed &&
      told.returned === answered.returned &&
      told.amountFen === answered.amountFen
    return agrees ? [] : [`申领 ${claimId} 的到账和退汇与批次 ${batchId} 的银行结果不符`]
  }

  /** What names a batch that is not there, or a claim that is not in it. */
  *#ofNoBatch(): Generator<string> {
    for (const reservationId of this.#held.keys()) {
      const [batchId = ''] = reservationId.split('/')
      if (!this.#known.has(batchId)) yield `占用 ${reservationId} 没有批次`
    }
    const claims = new Map(
      this.#batches.map(({ batchId, lines }) => [batchId, new Set(lines.map(({ claimId }) => claimId))]),
    )
    for (const place of this.#payments.keys()) {
      const [batchId = '', claimId = ''] = place.split('/')
      const isListed = claims.get(batchId)?.has(claimId) ?? this.#known.has(batchId)
      if (!isListed) yield `申领 ${claimId} 的拨付不在批次 ${batchId} 中`
    }
  }

  *#ofRecoveries(): Generator<string> {
    for (const [eventId, leftFen] of this.#received) {
      if (leftFen > 0) yield `事件 ${eventId} 收回的钱没有全部回到资金`
      if (leftFen < 0) yield `资金收回的钱多于事件 ${eventId} 所记`
    }
  }
}

const ofMoney: ReadonlySet<string> = new Set(['ClaimPaid', 'PaymentReturned', 'RecoveryReceived'])

const unanswered: Answers = { confirmed: 0, returned: 0, amountFen: 0 }

const count = (
  answers: Map<string, Answers>,
  place: string,
  amountFen: number,
  isConfirmed: boolean,
): void => {
  const before = answers.get(place) ?? unanswered
  const one = isConfirmed ? 1 : 0
  answers.set(place, {
    confirmed: before.confirmed + one,
    returned: before.returned + 1 - one,
    amountFen: before.amountFen + amountFen,
  })
}

const nothing: Held = { reservedFen: 0, paidFen: 0 }

/** What the lines take from each fund. */
const heldBy = (lines: readonly BatchLine[]): ReadonlyMap<string, Held> => {
  const held = new Map<string, Held>()
  for (const { status, sources } of lines) {
    if (status === 'removed' || status === 'given-up') continue
    for (const { fundId, amountFen } of sources) {
      const { reservedFen, paidFen } = held.get(fundId) ?? nothing
      const isPaid = status === 'paid'
      held.set(fundId, {
        reservedFen: reservedFen + (isPaid ? 0 : amountFen),
        paidFen: paidFen + (isPaid ? amountFen : 0),
      })
    }
  }
  return held
}
