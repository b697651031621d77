import type { ClaimCommand } from '../../src/domain/person/commands.ts'
import type { Claim, ClaimStatus } from '../../src/domain/person/state.ts'
import { type Draw, pick } from './draw.ts'
import type { Move } from './person-story.ts'

/** What might happen next with a claim, from its account to its recovery. */

type Steps = readonly ClaimCommand['type'][]

const often = (type: ClaimCommand['type']): Steps => Array(12).fill(type)

const stepsOf: Readonly<Partial<Record<ClaimStatus, Steps>>> = {
  unconfirmed: [...often('ConfirmAccount'), 'WithdrawClaim'],
  submitted: [...often('ReviewClaim'), 'ReturnClaim', 'RejectClaim', 'WithdrawClaim'],
  returned: ['ResubmitClaim', 'ResubmitClaim', 'WithdrawClaim'],
  reviewed: [...often('ApproveClaim'), 'ReturnClaim', 'RejectClaim', 'WithdrawClaim'],
  approved: [
    ...often('BatchClaim'),
    'WithdrawClaim',
    'ConfirmRecovery',
    'ConfirmRecovery',
    'DismissRecovery',
  ],
  batched: [...often('NoticeClaim'), 'UnbatchClaim', 'UnbatchClaim', 'BatchClaim', 'DismissRecovery'],
  noticed: [...often('ClearClaim'), 'UpholdObjection', 'UnbatchClaim', 'ConfirmRecovery'],
  payable: [...often('PayClaim'), 'ReturnPayment', 'ReturnPayment', 'UnbatchClaim', 'ClearClaim'],
  paid: [
    'ReturnPayment',
    'ProposeRecovery',
    'ConfirmRecovery',
    'ConfirmRecovery',
    'DismissRecovery',
    'ReceiveRecovery',
    'ReceiveRecovery',
    'PayClaim',
  ],
}

export const isUnderWay = ({ status }: Claim): boolean => stepsOf[status] !== undefined

const desks: Readonly<Partial<Record<ClaimCommand['type'], Move['role']>>> = {
  ConfirmAccount: 'provider',
  ReturnClaim: 'provider',
  ResubmitClaim: 'provider',
  RejectClaim: 'provider',
  WithdrawClaim: 'provider',
  ReviewClaim: 'officer',
  ApproveClaim: 'reviewer',
  ConfirmRecovery: 'reviewer',
  DismissRecovery: 'reviewer',
}

export const claimMove = (claim: Claim, draw: Draw, today: string): Move => {
  const type = pick(draw, stepsOf[claim.status] ?? [])
  const command = { type, data: { claimId: claim.claimId, ...detailsOf(type, claim, draw, today) } }
  return { role: desks[type] ?? 'finance', command: command as ClaimCommand }
}

const noteCommitment = 'n'.repeat(43)

/** Mostly what fits the claim, now and then something that does not. */
const detailsOf = (type: ClaimCommand['type'], claim: Claim, draw: Draw, today: string): object => {
  const batchId = draw(20) > 0 && claim.batchId !== null ? claim.batchId : `b-${draw(9)}`
  const again = draw(6) === 0 ? 0 : 1
  const paymentNo = claim.payments.length + (claim.status === 'paid' ? 0 : again)
  const amountFen = draw(20) > 0 ? (claim.amountFen ?? 1) : 1
  const no = Math.max(1, claim.recoveries.length - draw(2))
  const partFen = draw(2) === 0 ? 1 + draw(200_000) : openPart(claim, no)
  switch (type) {
    case 'UnbatchClaim':
      return { batchId, reason: 'line-removed' }
    case 'BatchClaim':
    case 'NoticeClaim':
    case 'ClearClaim':
      return { batchId }
    case 'UpholdObjection':
      return { batchId, no: 1, noteCommitment }
    case 'PayClaim':
      return { batchId, paymentNo, amountFen, paidOn: today }
    case 'ReturnPayment':
      return { batchId, paymentNo, reason: '账号不存在', returnedOn: today }
    case 'ProposeRecovery':
      return { amountFen: draw(3) === 0 ? null : 1 + draw(400_000), noteCommitment }
    case 'ConfirmRecovery':
      return { no }
    case 'ReceiveRecovery':
      return { no, amountFen: partFen, receivedOn: today }
    default:
      return { no, noteCommitment }
  }
}

const openPart = ({ recoveries }: Claim, no: number): number => {
  const recovery = recoveries.find((one) => one.no === no)
  return recovery === undefined ? 1 : recovery.amountFen - recovery.receivedFen
}
