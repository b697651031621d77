import { DomainError } from '../errors.ts'
import type { ClaimCommand } from './commands.ts'
import type { Claim, ClaimStatus, PersonState } from './state.ts'

type Steps = Readonly<Record<ClaimCommand['type'], readonly ClaimStatus[]>>

/** From which states each step may be taken. */
export const stepsFrom: Steps = {
  ConfirmAccount: ['unconfirmed'],
  ReturnClaim: ['submitted', 'reviewed'],
  ResubmitClaim: ['returned'],
  ReviewClaim: ['submitted'],
  ApproveClaim: ['reviewed'],
  RejectClaim: ['submitted', 'reviewed'],
  WithdrawClaim: ['unconfirmed', 'submitted', 'returned', 'reviewed', 'approved'],
  BatchClaim: ['approved'],
  UnbatchClaim: ['batched', 'noticed', 'payable'],
  NoticeClaim: ['batched'],
  UpholdObjection: ['noticed'],
  ClearClaim: ['noticed'],
  PayClaim: ['payable'],
  ReturnPayment: ['payable', 'paid'],
  ProposeRecovery: ['paid'],
  ConfirmRecovery: ['approved', 'paid'],
  DismissRecovery: ['approved', 'batched', 'noticed', 'payable', 'paid'],
  ReceiveRecovery: ['paid'],
}

/** The batch that holds a claim until it is paid or taken out. */
const inBatch: readonly ClaimStatus[] = ['batched', 'noticed', 'payable']
export const openBatchOf = ({ status, batchId }: Claim): string | null =>
  inBatch.includes(status) ? batchId : null

/** What a batch holds is first taken out of it, or paid. */
const waitsForBatch: readonly ClaimCommand['type'][] = ['WithdrawClaim', 'BatchClaim', 'ConfirmRecovery']

/** @throws {DomainError} `claim-unknown` */
export const needClaim = (state: PersonState, claimId: string): Claim => {
  const claim = state.claims.get(claimId)
  if (claim === undefined) throw new DomainError('claim-unknown', { claimId })
  return claim
}

/** @throws {DomainError} `claim-in-batch`, where taking it out would help; else `state-conflict`. */
export const needStatus = (type: ClaimCommand['type'], claim: Claim): void => {
  const { claimId, status } = claim
  if (stepsFrom[type].includes(status)) return
  const batchId = openBatchOf(claim)
  if (batchId !== null && waitsForBatch.includes(type)) {
    throw new DomainError('claim-in-batch', { claimId, batchId })
  }
  throw new DomainError('state-conflict', { claimId, status })
}
