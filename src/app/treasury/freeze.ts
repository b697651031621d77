import type { Line } from '../../domain/batch/events.ts'
import { drawOn, fundTotals } from '../../domain/batch/lines.ts'
import { type BatchState, reservationIdOf } from '../../domain/batch/state.ts'
import { shanghaiDay, yearOf } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { fundIdOf } from '../../domain/fund/commands.ts'
import { availableFen, openFen } from '../../domain/fund/state.ts'
import { formatYuan } from '../../domain/money.ts'
import { handsIn } from '../../domain/person/duties.ts'
import type { Claim } from '../../domain/person/state.ts'
import { sourceOrderOn } from '../../domain/policy/payment.ts'
import type { OnProgress } from '../jobs.ts'
import { personOfClaim } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import type { Streams } from './carry-effects.ts'
import { ClaimsNotReady, type RefusedClaim } from './claims-not-ready.ts'
import { type Cause, derivedCaller } from './derived-caller.ts'
import { inParallel } from './in-parallel.ts'

export interface FreezeParts extends Streams {
  readonly rulebook: Rulebook
}

/** One append holds so many lines, whatever their sources. */
const linesPerCommand = 2_000

/** A freeze under way: everything it does is known by its attempt, so it can be taken up anywhere. */
export interface Freeze {
  readonly state: BatchState
  readonly cause: Cause
}

/**
 * Takes the planned claims, reserves their money and fixes the lines. What cannot be frozen leaves
 * nothing behind: claims are free and money is available again.
 *
 * @throws {ClaimsNotReady} a claim is not approved, in another batch, or another district's.
 * @throws {DomainError} `fund-insufficient`, with what is missing.
 */
export const freezeBatch = async (
  parts: FreezeParts,
  freeze: Freeze,
  onProgress: OnProgress,
): Promise<{ readonly state: BatchState; readonly position: bigint }> => {
  const { state, cause } = freeze
  try {
    const claims = await takeClaims(parts, freeze, onProgress)
    const lines = await reserve(parts, freeze, claims)
    return await fixLines(parts, freeze, { claims, lines }, onProgress)
  } catch (error) {
    if (!(error instanceof ClaimsNotReady) && !(error instanceof DomainError)) throw error
    const { batchId, attempt } = state
    const { code: reason } = error
    const facts = error instanceof ClaimsNotReady ? error.firstFacts : error.facts
    // Only then is anything given back: a freeze that is called off cannot come to an end any more.
    await parts.batches.execute(derivedCaller(cause, 'abandon'), batchId ?? '', {
      type: 'AbandonFreeze',
      data: { attempt, reason, facts },
    })
    throw error
  }
}

interface Taken {
  readonly claim: Claim
  /** Declared so far. */
  readonly relatives: readonly string[]
  /** Persons who may not pay it. */
  readonly hands: readonly string[]
}

const takeClaims = async (
  { ledger }: FreezeParts,
  { state, cause }: Freeze,
  onProgress: OnProgress,
): Promise<readonly Taken[]> => {
  const batchId = state.batchId ?? ''
  const { claimIds } = state
  const taken: Taken[] = []
  const refused: RefusedClaim[] = []
  const take = async (claimId: string, place: number): Promise<void> => {
    const personId = personOfClaim(claimId)
    if (personId === undefined) throw new DomainError('claim-unknown')
    const command = { type: 'BatchClaim', data: { claimId, batchId } } as const
    const { state: person } = await ledger.execute(derivedCaller(cause, claimId), personId, command)
    const claim = person.claims.get(claimId)
    if (claim === undefined) throw new DomainError('claim-unknown')
    taken[place] = { claim, relatives: person.relatives, hands: handsIn(person, claim) }
  }
  await inParallel(
    claimIds,
    async (claimId, place) => {
      try {
        await take(claimId, place)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        refused.push({ claimId, code: error.code, facts: error.facts })
      }
    },
    (done) => onProgress({ step: '核对申领', done, total: claimIds.length }),
  )
  if (refused.length > 0) throw new ClaimsNotReady(refused)
  return taken
}

/** In the order of the fund sources (I6). @throws {DomainError} `fund-insufficient` */
const reserve = async (
  parts: FreezeParts,
  { state, cause }: Freeze,
  claims: readonly Taken[],
): Promise<readonly Line[]> => {
  const reservationId = reservationIdOf(state.batchId ?? '', state.attempt)
  const funds = await fundsOf(parts, state, cause)
  // What an interrupted freeze holds already is its own to draw on, and what it found empty stays so.
  const holds = funds.map(({ fund }) => fund.reservations.get(reservationId))
  const lastHeld = holds.findLastIndex((held) => held !== undefined)
  const available = funds.map(({ fundId, fund }, place) => {
    const held = holds[place]
    if (held !== undefined) return { fundId, availableFen: openFen(held) }
    return { fundId, availableFen: place < lastHeld ? 0 : availableFen(fund) }
  })
  const lines = claims.map(({ claim: { claimId, instrument, amountFen }, relatives }, place) => ({
    no: place + 1,
    claimId,
    personId: personOfClaim(claimId) ?? '',
    instrument,
    amountFen: amountFen ?? 0,
    ...(relatives.length === 0 ? {} : { relatives }),
  }))
  const drawn = drawOn(lines, available)
  if (drawn.lines === null) {
    const { shortfallFen } = drawn
    const facts = { shortfallFen: String(shortfallFen), shortfall: formatYuan(shortfallFen) }
    throw new DomainError('fund-insufficient', { fundId: state.district, ...facts })
  }
  for (const { fundId, amountFen } of fundTotals(drawn.lines)) {
    const caller = derivedCaller(cause, `reserve/${fundId}/${amountFen}`)
    const command = { type: 'ReserveFund', data: { reservationId, amountFen } } as const
    await parts.funds.execute(caller, fundId, command).catch(asContention)
  }
  return drawn.lines
}

/** The fund had enough a moment ago, so somebody else drew on it: looking again may find other funds. */
const asContention = (error: unknown): never => {
  if (!(error instanceof DomainError) || error.code !== 'fund-insufficient') throw error
  throw new DomainError(error.code, { ...error.facts, contended: 'true' })
}

/** The district's funds of this year, in the order in which they are drawn on. */
const fundsOf = async ({ funds, rulebook }: FreezeParts, { district }: BatchState, { at }: Cause) => {
  const today = shanghaiDay(at)
  const order = sourceOrderOn(rulebook.inForce(today), district, today)
  const ids = order.map((source) => fundIdOf({ district, source, year: yearOf(today) }))
  const found = await Promise.all(ids.map((fundId) => funds.fund({ kind: 'all' }, fundId)))
  return found.flatMap((fund, place) => (fund?.fundId ? [{ fundId: ids[place] ?? '', fund }] : []))
}

interface Frozen {
  readonly claims: readonly Taken[]
  readonly lines: readonly Line[]
}

const fixLines = async (
  { batches }: FreezeParts,
  { state, cause }: Freeze,
  { claims, lines }: Frozen,
  onProgress: OnProgress,
): Promise<{ readonly state: BatchState; readonly position: bigint }> => {
  const { attempt } = state
  const batchId = state.batchId ?? ''
  for (let from = 0; from < lines.length; from += linesPerCommand) {
    const page = lines.slice(from, from + linesPerCommand)
    await batches.execute(derivedCaller(cause, `lines/${from}`), batchId, {
      type: 'AddLines',
      data: { attempt, lines: page },
    })
    onProgress({ step: '固定名单', done: from + page.length, total: lines.length })
  }
  const decidedBy = [...new Set(claims.flatMap(({ hands }) => hands))]
  return batches.execute(derivedCaller(cause, 'freeze'), batchId, {
    type: 'Freeze',
    data: { attempt, decidedBy },
  })
}

/** What a freeze that was called off had taken, of claims and of money. May be done again without harm. */
export const giveBack = async (parts: FreezeParts, { state, cause }: Freeze): Promise<void> => {
  const batchId = state.batchId ?? ''
  const reservationId = reservationIdOf(batchId, state.attempt)
  for (const { fundId, fund } of await fundsOf(parts, state, cause)) {
    const held = fund.reservations.get(reservationId)
    if (held === undefined || openFen(held) === 0) continue
    const part = { reservationId, partId: 'abandoned', amountFen: openFen(held) }
    const caller = derivedCaller(cause, `release/${fundId}`)
    await parts.funds.execute(caller, fundId, { type: 'ReleaseReservation', data: part })
  }
  await inParallel(state.claimIds, async (claimId) => {
    try {
      await parts.ledger.execute(derivedCaller(cause, `free/${claimId}`), personOfClaim(claimId) ?? '', {
        type: 'UnbatchClaim',
        data: { claimId, batchId, reason: 'freeze-abandoned' },
      })
    } catch (error) {
      // It was never this batch's.
      if (!(error instanceof DomainError)) throw error
    }
  })
}
