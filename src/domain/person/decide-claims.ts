import { DomainError } from '../errors.ts'
import { assess } from '../policy/assess.ts'
import type { Assessment } from '../policy/assessment.ts'
import type { ClaimCommand, DecideContext, PersonCommandData } from './commands.ts'
import { needNoFinding } from './decide-findings.ts'
import { approvalBarredTo, keepApart, reviewBarredTo } from './duties.ts'
import type { NewPersonEvent, PersonEventData } from './events.ts'
import { type Claim, districtOn, type PersonState } from './state.ts'
import { needClaim, needStatus } from './steps.ts'

type Decided = readonly NewPersonEvent[]

/** @param onBehalf it is filed for the person, from an official list */
export const submitClaim = (
  { instrument: id, basis, requestedFen }: PersonCommandData<'SubmitClaim'>,
  state: PersonState,
  context: DecideContext,
  onBehalf = false,
): Decided => {
  const instrument = context.policy.instrument.get(id)
  if (instrument === undefined || instrument.payee !== 'person') {
    throw new DomainError('instrument-unknown', { instrument: id })
  }
  const fact = state.facts.get(basis)
  const claimId = `${state.personId}-c${state.claimCount + 1}`
  const district = districtOn(state, fact?.relevantOn ?? context.today)
  const provider = fact?.provider ?? null
  const filedOn = context.today
  const claim = { claimId, instrument: id, basis, requestedFen, filedOn, district, provider }
  return [
    { type: 'ClaimSubmitted', data: onBehalf ? { ...claim, onBehalf } : claim },
    assessed('submission', assess(context.policy, state, claim), claimId),
  ]
}

export const assessed = (
  stage: PersonEventData<'ClaimAssessed'>['stage'],
  assessment: Assessment,
  claimId: string,
): NewPersonEvent => ({ type: 'ClaimAssessed', data: { claimId, stage, assessment } })

export type ApplicationStep = Extract<
  ClaimCommand,
  {
    type:
      | 'ConfirmAccount'
      | 'ReturnClaim'
      | 'ResubmitClaim'
      | 'ReviewClaim'
      | 'ApproveClaim'
      | 'RejectClaim'
      | 'WithdrawClaim'
  }
>

/** The steps after submission and before any batch: each from some states only, and by some persons only. */
export const decideApplicationStep = (
  command: ApplicationStep,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const { claimId } = command.data
  const claim = needClaim(state, claimId)
  needStatus(command.type, claim)
  const { actor, policy, training } = context
  switch (command.type) {
    case 'ConfirmAccount':
      if (state.commitments.bankAccount === undefined) throw new DomainError('account-missing', { claimId })
      return [{ type: 'ClaimAccountConfirmed', data: { claimId } }]
    case 'ReturnClaim':
      return [{ type: 'ClaimReturned', data: { claimId, noteCommitment: command.data.noteCommitment } }]
    case 'ResubmitClaim':
      return [
        { type: 'ClaimResubmitted', data: { claimId } },
        assessed('submission', assess(policy, state, claim), claimId),
      ]
    case 'ReviewClaim':
      keepApart(actor, state, reviewBarredTo(state, claim))
      needNoFinding(claim, state, training)
      return [
        assessed('review', assess(policy, state, claim), claimId),
        { type: 'ClaimReviewed', data: { claimId } },
      ]
    case 'ApproveClaim':
      return approveClaim(claim, state, context)
    case 'RejectClaim': {
      keepApart(actor, state)
      const { noteCommitment } = command.data
      return [{ type: 'ClaimRejected', data: { claimId, reasons: claim.refusedFor, noteCommitment } }]
    }
    case 'WithdrawClaim':
      return [{ type: 'ClaimWithdrawn', data: { claimId, noteCommitment: command.data.noteCommitment } }]
  }
}

/** The award is fixed here, over what the person holds at this revision. */
const approveClaim = (
  claim: Claim,
  state: PersonState,
  { actor, policy, training }: DecideContext,
): Decided => {
  keepApart(actor, state, approvalBarredTo(state, claim))
  needNoFinding(claim, state, training)
  const { claimId, instrument, basis } = claim
  const assessment = assess(policy, state, claim)
  const { amountFen, reasons } = assessment
  const buckets = assessment.buckets.map(({ bucket, window, capFen }) => ({ bucket, window, capFen }))
  return [
    assessed('approval', assessment, claimId),
    assessment.outcome === 'approved'
      ? { type: 'ClaimApproved', data: { claimId, instrument, basis, amountFen, buckets } }
      : { type: 'ClaimRejected', data: { claimId, reasons, noteCommitment: null } },
  ]
}
