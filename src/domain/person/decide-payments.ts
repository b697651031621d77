import { DomainError } from '../errors.ts'
import { formatYuan } from '../money.ts'
import type { ClaimCommand, DecideContext, PersonCommandData } from './commands.ts'
import { needNoFinding } from './decide-findings.ts'
import type { NewPersonEvent } from './events.ts'
import { findingsOfReturn } from './findings-of-account.ts'
import { receivedOf } from './recoveries.ts'
import type { Claim, ClaimStatus, Payment, PersonState } from './state.ts'
import { needClaim, needStatus, openBatchOf } from './steps.ts'

type Decided = readonly NewPersonEvent[]

const awardOf = ({ claimId, instrument, district, amountFen }: Claim) => ({
  claimId,
  instrument,
  district,
  amountFen: amountFen ?? 0,
})

export type BatchStep = Extract<ClaimCommand, { readonly data: { readonly batchId: string } }>

/** In which states what the batch asks for has been done, so that asking again adds nothing. */
const doneIn: Readonly<Partial<Record<BatchStep['type'], readonly ClaimStatus[]>>> = {
  BatchClaim: ['batched', 'noticed', 'payable', 'paid'],
  NoticeClaim: ['noticed', 'payable', 'paid'],
  ClearClaim: ['payable', 'paid'],
  UpholdObjection: ['rejected'],
}

/** What a batch does with a claim. A process that was interrupted may send any of it again. */
export const decideBatchStep = (command: BatchStep, state: PersonState, context: DecideContext): Decided => {
  const claim = needClaim(state, command.data.claimId)
  const { claimId } = claim
  const { batchId } = command.data
  if (command.type === 'PayClaim') return payClaim(command.data, claim, context)
  if (command.type === 'ReturnPayment') return returnPayment(command.data, claim, state, context)
  if (claim.batchId === batchId && doneIn[command.type]?.includes(claim.status)) return []
  if (command.type === 'UnbatchClaim') return unbatchClaim(command.data, claim)
  if (command.type !== 'BatchClaim') needBatch(claim, batchId)
  needStatus(command.type, claim)
  switch (command.type) {
    case 'BatchClaim': {
      const open = claim.recoveries.find(({ status }) => status === 'proposed')
      if (open !== undefined) throw new DomainError('recovery-open', { claimId, no: String(open.no) })
      // What was found after the approval: the class's findings are looked at until then.
      needNoFinding(claim, state, null)
      return [{ type: 'ClaimBatched', data: { ...awardOf(claim), batchId } }]
    }
    case 'NoticeClaim':
      return [{ type: 'ClaimNoticed', data: { claimId, batchId } }]
    case 'ClearClaim':
      return [{ type: 'ClaimCleared', data: { claimId, batchId } }]
    case 'UpholdObjection': {
      const { no, noteCommitment } = command.data
      return [{ type: 'ClaimObjectionUpheld', data: { ...awardOf(claim), batchId, no, noteCommitment } }]
    }
  }
}

const needBatch = (claim: Claim, batchId: string): void => {
  const held = openBatchOf(claim)
  if (held !== null && held !== batchId) {
    throw new DomainError('batch-differs', { claimId: claim.claimId, batchId: held })
  }
}

/** A claim that is in no batch need not be taken out of one. */
const unbatchClaim = (
  { batchId, reason }: PersonCommandData<'UnbatchClaim'>,
  claim: Claim,
): readonly NewPersonEvent[] => {
  const { status } = claim
  needBatch(claim, batchId)
  if (openBatchOf(claim) === null && status !== 'paid' && status !== 'recovered') return []
  // Whether it was sent to the bank is the batch's to know: it lets go of no line that is there.
  needStatus('UnbatchClaim', claim)
  return [{ type: 'ClaimUnbatched', data: { ...awardOf(claim), batchId, reason } }]
}

const payClaim = (
  data: PersonCommandData<'PayClaim'>,
  claim: Claim,
  { today }: DecideContext,
): readonly NewPersonEvent[] => {
  const { claimId, batchId, paymentNo, amountFen, paidOn } = data
  const known = knownPayment(data, claim)
  if (known !== undefined) {
    needAmount(claimId, amountFen, known.amountFen)
    if (known.paidOn !== paidOn) throw paymentDiffers(claim, known.no)
    return []
  }
  needBatch(claim, batchId)
  needStatus('PayClaim', claim)
  needNext(claim, paymentNo)
  needAmount(claimId, amountFen, claim.amountFen)
  if (paidOn > today) throw new DomainError('date-future', { field: 'paidOn' })
  const replaces = claim.payments.at(-1)?.no ?? null
  return [{ type: 'ClaimPaid', data: { ...awardOf(claim), batchId, paymentNo, paidOn, replaces } }]
}

const returnPayment = (
  data: PersonCommandData<'ReturnPayment'>,
  claim: Claim,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  const { claimId, batchId, paymentNo, reason, returnedOn } = data
  const known = knownPayment(data, claim)
  if (known?.outcome === 'returned') {
    if (known.on !== returnedOn) throw paymentDiffers(claim, known.no)
    return []
  }
  if (known === undefined) {
    needBatch(claim, batchId)
    needStatus('ReturnPayment', claim)
    needNext(claim, paymentNo)
  }
  needStatus('ReturnPayment', claim)
  if (receivedOf(claim) > 0) throw new DomainError('recovery-received', { claimId })
  if (returnedOn > context.today) throw new DomainError('date-future', { field: 'returnedOn' })
  const late = known !== undefined
  return [
    { type: 'PaymentReturned', data: { ...awardOf(claim), batchId, paymentNo, reason, returnedOn, late } },
    ...findingsOfReturn(claim.basis, state, context),
  ]
}

/** The payment that the bank's answer is about, if it has one already. */
const knownPayment = (
  { batchId, paymentNo }: { readonly batchId: string; readonly paymentNo: number },
  claim: Claim,
): Payment | undefined => {
  const known = claim.payments.find(({ no }) => no === paymentNo)
  if (known !== undefined && known.batchId !== batchId) {
    throw new DomainError('batch-differs', { claimId: claim.claimId, batchId: known.batchId })
  }
  return known
}

/** A payment is answered for in turn, and not while the one before it stands. */
const needNext = (claim: Claim, paymentNo: number): void => {
  const next = claim.payments.length + 1
  if (paymentNo !== next || claim.status === 'paid') throw paymentDiffers(claim, paymentNo)
}

const needAmount = (claimId: string, amountFen: number, dueFen: number | null): void => {
  if (amountFen === dueFen) return
  throw new DomainError('amount-differs', { claimId, awardYuan: formatYuan(dueFen ?? 0) })
}

const paymentDiffers = ({ claimId }: Claim, paymentNo: number): DomainError =>
  new DomainError('payment-differs', { claimId, paymentNo: String(paymentNo) })
