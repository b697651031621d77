import { DomainError } from '../errors.ts'
import { assess } from '../policy/assess.ts'
import type { Assessment } from '../policy/assessment.ts'
import type { DecideContext, PersonCommand, PersonCommandData } from './commands.ts'
import type { NewPersonEvent, PersonEventData } from './events.ts'
import { type Claim, type ClaimStatus, districtOn, type PersonState } from './state.ts'

type Decided = readonly NewPersonEvent[]

export type ClaimStep = Extract<
  PersonCommand,
  {
    type: 'ReturnClaim' | 'ResubmitClaim' | 'ReviewClaim' | 'ApproveClaim' | 'RejectClaim' | 'WithdrawClaim'
  }
>

/** From which states each step may be taken; anything else is `state-conflict`. */
export const stepsFrom: Readonly<Record<ClaimStep['type'], readonly ClaimStatus[]>> = {
  ReturnClaim: ['submitted', 'reviewed'],
  ResubmitClaim: ['returned'],
  ReviewClaim: ['submitted'],
  ApproveClaim: ['reviewed'],
  RejectClaim: ['submitted', 'reviewed'],
  WithdrawClaim: ['submitted', 'returned', 'reviewed', 'approved'],
}

export const submitClaim = (
  { instrument: id, basis, requestedFen }: PersonCommandData<'SubmitClaim'>,
  state: PersonState,
  context: DecideContext,
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
    { type: 'ClaimSubmitted', data: claim },
    assessed('submission', assess(context.policy, state, claim), claimId),
  ]
}

const assessed = (
  stage: PersonEventData<'ClaimAssessed'>['stage'],
  assessment: Assessment,
  claimId: string,
): NewPersonEvent => ({ type: 'ClaimAssessed', data: { claimId, stage, assessment } })

/** The steps after submission. Each is legal from some states only, and by some persons only. */
export const decideClaimStep = (command: ClaimStep, state: PersonState, context: DecideContext): Decided => {
  const { claimId } = command.data
  const claim = state.claims.get(claimId)
  if (claim === undefined) throw new DomainError('claim-unknown', { claimId })
  if (!stepsFrom[command.type].includes(claim.status)) {
    throw new DomainError('state-conflict', { claimId, status: claim.status })
  }
  switch (command.type) {
    case 'ReturnClaim':
      return [{ type: 'ClaimReturned', data: { claimId, noteCommitment: command.data.noteCommitment } }]
    case 'ResubmitClaim':
      return [
        { type: 'ClaimResubmitted', data: { claimId } },
        assessed('submission', assess(context.policy, state, claim), claimId),
      ]
    case 'ReviewClaim':
      keepApart(context, reviewBarredTo(state, claim))
      return [
        assessed('review', assess(context.policy, state, claim), claimId),
        { type: 'ClaimReviewed', data: { claimId } },
      ]
    case 'ApproveClaim':
      return approveClaim(claim, state, context)
    case 'RejectClaim': {
      keepApart(context, [state.personId])
      const reasons = claim.assessment?.outcome === 'refused' ? claim.assessment.reasons : []
      const { noteCommitment } = command.data
      return [{ type: 'ClaimRejected', data: { claimId, reasons, noteCommitment } }]
    }
    case 'WithdrawClaim':
      return [{ type: 'ClaimWithdrawn', data: { claimId, noteCommitment: command.data.noteCommitment } }]
  }
}

const keepApart = ({ actor }: DecideContext, barred: readonly (string | null)[]): void => {
  if (barred.includes(actor.pid)) throw new DomainError('separation-of-duties')
}

/** Who filed the claim or recorded the training does not review it; a title rests on a public document. */
const reviewBarredTo = (state: PersonState, claim: Claim): readonly (string | null)[] => {
  const fact = state.facts.get(claim.basis)
  return [state.personId, ...claim.filedBy, ...(fact?.kind === 'completion' ? fact.recordedBy : [])]
}

/** The award is fixed here, over what the person holds at this revision. */
const approveClaim = (claim: Claim, state: PersonState, context: DecideContext): Decided => {
  const { claimId, instrument, basis } = claim
  const recordedBy = state.facts.get(basis)?.recordedBy ?? []
  keepApart(context, [state.personId, ...claim.filedBy, claim.reviewedBy, ...recordedBy])
  const assessment = assess(context.policy, state, claim)
  const { amountFen, reasons } = assessment
  const buckets = assessment.buckets.map(({ bucket, window, capFen }) => ({ bucket, window, capFen }))
  return [
    assessed('approval', assessment, claimId),
    assessment.outcome === 'approved'
      ? { type: 'ClaimApproved', data: { claimId, instrument, basis, amountFen, buckets } }
      : { type: 'ClaimRejected', data: { claimId, reasons, noteCommitment: null } },
  ]
}
