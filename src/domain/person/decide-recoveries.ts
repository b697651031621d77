import { DomainError } from '../errors.ts'
import { type Fen, formatYuan } from '../money.ts'
import type { ClaimCommand, DecideContext, PersonCommandData } from './commands.ts'
import { keepApart } from './duties.ts'
import type { NewPersonEvent } from './events.ts'
import { leftToRecover } from './recoveries.ts'
import type { Claim, PersonState, Recovery, RecoveryStatus } from './state.ts'
import { needClaim, needStatus } from './steps.ts'

type Decided = readonly NewPersonEvent[]

export type RecoveryStep = Extract<ClaimCommand, { type: `${string}Recovery` }>

/** Money back: proposed by one person, confirmed by another, received in parts. */
export const decideRecoveryStep = (
  command: RecoveryStep,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const claim = needClaim(state, command.data.claimId)
  const { claimId } = claim
  if (command.type === 'ProposeRecovery') {
    needStatus(command.type, claim)
    return proposeRecovery(command.data, claim)
  }
  const { no } = command.data
  const recovery = claim.recoveries.find((one) => one.no === no)
  if (recovery === undefined) {
    needStatus(command.type, claim)
    throw new DomainError('recovery-unknown', { claimId, no: String(no) })
  }
  needRecovery(claim, recovery, command.type === 'ReceiveRecovery' ? 'confirmed' : 'proposed')
  needStatus(command.type, claim)
  switch (command.type) {
    case 'ConfirmRecovery':
      keepApart(context.actor, state, [recovery.proposedBy])
      return confirmRecovery(claim, recovery)
    case 'DismissRecovery': {
      keepApart(context.actor, state, [recovery.proposedBy])
      const { noteCommitment } = command.data
      return [{ type: 'RecoveryDismissed', data: { claimId, no, noteCommitment } }]
    }
    case 'ReceiveRecovery':
      keepApart(context.actor, state)
      return receiveRecovery(command.data, claim, recovery, context)
  }
}

const needRecovery = ({ claimId }: Claim, { no, status }: Recovery, needed: RecoveryStatus): void => {
  if (status !== needed) throw new DomainError('recovery-conflict', { claimId, no: String(no), status })
}

const needWithin = ({ claimId }: Claim, amountFen: Fen, leftFen: Fen): void => {
  if (amountFen > 0 && amountFen <= leftFen) return
  throw new DomainError('recovery-exceeds', { claimId, leftYuan: formatYuan(leftFen) })
}

const proposeRecovery = (
  { amountFen: asked, noteCommitment }: PersonCommandData<'ProposeRecovery'>,
  claim: Claim,
): Decided => {
  const leftFen = leftToRecover(claim)
  const amountFen = asked ?? leftFen
  needWithin(claim, amountFen, leftFen)
  const { claimId, recoveries } = claim
  const by = { cause: 'person', noteCommitment, assessment: null } as const
  return [{ type: 'RecoveryProposed', data: { claimId, no: recoveries.length + 1, amountFen, ...by } }]
}

/** Before payment nothing comes back: the award goes down instead. */
const confirmRecovery = (claim: Claim, { no, amountFen }: Recovery): Decided => {
  const { claimId, status } = claim
  const confirmed: NewPersonEvent = { type: 'RecoveryConfirmed', data: { claimId, no } }
  if (status === 'paid') return [confirmed]
  const leftFen = (claim.amountFen ?? 0) - amountFen
  return [confirmed, { type: 'AwardReduced', data: { claimId, no, amountFen: leftFen } }]
}

const receiveRecovery = (
  { amountFen, receivedOn }: PersonCommandData<'ReceiveRecovery'>,
  claim: Claim,
  recovery: Recovery,
  { today }: DecideContext,
): Decided => {
  const { claimId, instrument, district, payments } = claim
  needWithin(claim, amountFen, recovery.amountFen - recovery.receivedFen)
  if (receivedOn > today) throw new DomainError('date-future', { field: 'receivedOn' })
  const paidOn = payments.at(-1)?.on
  if (paidOn !== undefined && receivedOn < paidOn) {
    throw new DomainError('date-order', { field: 'receivedOn' })
  }
  const award = { claimId, instrument, district, amountFen }
  return [{ type: 'RecoveryReceived', data: { ...award, no: recovery.no, receivedOn } }]
}
