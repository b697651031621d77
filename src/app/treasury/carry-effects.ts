import type { BatchEvent } from '../../domain/batch/events.ts'
import { type BatchState, initialBatch } from '../../domain/batch/state.ts'
import { DomainError } from '../../domain/errors.ts'
import type { PersonCommand } from '../../domain/person/commands.ts'
import { LedgerError } from '../errors.ts'
import type { OnProgress } from '../jobs.ts'
import { type Ledger, personOfClaim } from '../ledger.ts'
import type { Batches, BatchHistory } from './batches.ts'
import { type Cause, derivedCaller } from './derived-caller.ts'
import { type ClaimEffect, effectsOf } from './effects.ts'
import { type FreezeParts, giveBack } from './freeze.ts'
import type { Funds } from './funds.ts'
import { inParallel } from './in-parallel.ts'

export interface Streams {
  readonly ledger: Ledger
  readonly funds: Funds
  readonly batches: Batches
}

const words: Readonly<Partial<Record<BatchEvent['type'], string>>> = {
  NoticeOpened: '标记公示中',
  BatchApproved: '标记待拨付',
  LinesConfirmed: '登记到账',
  LinesReturned: '登记退汇',
}

/**
 * Carries out, on claims and funds, what the batch's newest events ask for, and notes in the batch how
 * far that is done. Killed at any step it is simply done again: each step is known by its cause.
 *
 * @returns whether there was anything to do.
 * @throws {LedgerError} `effects-incomplete`: a claim or fund refused what the batch asks for.
 */
export const carryEffects = async (
  parts: FreezeParts,
  batchId: string,
  onProgress: OnProgress = () => {},
): Promise<boolean> => {
  const pending = await pendingIn(parts.batches, batchId)
  for (const { before, event } of pending) await carry(parts, before, event, onProgress)
  const last = pending.at(-1)
  if (last === undefined) return false
  const caller = derivedCaller(causeOf(last.before, last.event), 'carried')
  await parts.batches.execute(caller, batchId, { type: 'NoteCarried', data: { through: last.revision } })
  return true
}

interface Pending {
  /** The batch right before the event, as far as the event's effects depend on it. */
  readonly before: BatchState
  readonly event: BatchEvent
  readonly revision: number
}

/**
 * What one command decided leaves the lines it speaks of as they were, so the batch as it is now tells
 * as much as the batch before. Only what several commands left behind needs the whole history.
 */
const pendingIn = async (batches: Batches, batchId: string): Promise<readonly Pending[]> => {
  const now = await batches.batch({ kind: 'all' }, batchId)
  if (now === undefined) return []
  const newer = await batches.eventsAfter(batchId, now.carriedThrough)
  const pending = newer.filter(({ event }) => hasEffects(now, event))
  const first = pending[0]
  if (first === undefined) return []
  const since = newer.filter(({ revision }) => revision >= first.revision)
  const isOneCommand = since.every(({ event }) => event.metadata.commandId === first.event.metadata.commandId)
  if (!isOneCommand) return pendingOf(await batches.history(batchId))
  return pending.map((one) => ({ ...one, before: now }))
}

const pendingOf = ({ state, events }: BatchHistory): readonly Pending[] => {
  const pending: Pending[] = []
  let before = initialBatch
  for (const { event, revision, state: after } of events) {
    if (revision > state.carriedThrough && hasEffects(before, event))
      pending.push({ before, event, revision })
    before = after
  }
  return pending
}

/** Whether claims or funds have anything to do with the event. */
export const hasEffects = (before: BatchState, event: BatchEvent): boolean => {
  if (event.type === 'BatchFreezeAbandoned') return true
  const { claims, funds } = effectsOf(before, event)
  return claims.length + funds.length > 0
}

export const causeOf = ({ district }: BatchState, { id, metadata }: BatchEvent): Cause => ({
  id,
  actor: metadata.actor,
  district,
  at: metadata.at,
})

const carry = async (
  parts: FreezeParts,
  before: BatchState,
  event: BatchEvent,
  onProgress: OnProgress,
): Promise<void> => {
  const { ledger, funds } = parts
  const cause = causeOf(before, event)
  if (event.type === 'BatchFreezeAbandoned') {
    await giveBack(parts, { state: { ...before, attempt: event.data.attempt }, cause })
    return
  }
  const { claims, funds: fundEffects } = effectsOf(before, event)
  const step = words[event.type] ?? '更新申领'
  const total = claims.length
  await inParallel(
    claims,
    async (effect) => {
      const personId = personOfClaim(effect.claimId) ?? ''
      const command = await claimCommand(ledger, before, effect)
      await mustBeTaken(effect.claimId, () =>
        ledger.execute(derivedCaller(cause, effect.claimId), personId, command),
      )
    },
    (done) => onProgress({ step, done, total }),
  )
  for (const { fundId, command } of fundEffects) {
    await mustBeTaken(fundId, () => funds.execute(derivedCaller(cause, fundId), fundId, command))
  }
}

/** What the batch's own order makes legal cannot be refused, unless the log was changed. */
const mustBeTaken = async (subject: string, step: () => Promise<unknown>): Promise<void> => {
  try {
    await step()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new LedgerError('effects-incomplete', { subject, reason: error.code })
  }
}

/** The claim's payments in this batch are numbered in the order of its files. */
const claimCommand = async (
  ledger: Ledger,
  { batchId }: BatchState,
  effect: ClaimEffect,
): Promise<PersonCommand> => {
  if ('command' in effect) return effect.command
  const { claimId, filesSent, result } = effect
  const found = await ledger.person({ kind: 'all' }, personOfClaim(claimId) ?? '')
  const payments = found?.state.claims.get(claimId)?.payments ?? []
  const known = payments.filter((payment) => payment.batchId === batchId)[filesSent - 1]
  const payment = { claimId, batchId: batchId ?? '', paymentNo: known?.no ?? payments.length + 1 }
  const { type, ...of } = result
  return type === 'PayClaim'
    ? { type, data: { ...payment, ...(of as { amountFen: number; paidOn: string }) } }
    : { type, data: { ...payment, ...(of as { reason: string; returnedOn: string }) } }
}
