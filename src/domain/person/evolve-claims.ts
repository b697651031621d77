import type { PersonEvent } from './events.ts'
import { afterReturn } from './evolve-findings.ts'
import { isOpen } from './recoveries.ts'
import type { Claim, PersonState } from './state.ts'

export type ClaimEvent = Extract<
  PersonEvent,
  {
    type:
      | 'ClaimSubmitted'
      | 'ClaimAccountConfirmed'
      | 'ClaimAssessed'
      | 'ClaimTransferred'
      | 'ClaimReturned'
      | 'ClaimResubmitted'
      | 'ClaimReviewed'
      | 'ClaimApproved'
      | 'ClaimRejected'
      | 'ClaimWithdrawn'
  }
>

/** The life of a claim up to its decision, and its withdrawal. */
export const evolveClaim = (state: PersonState, event: ClaimEvent): PersonState => {
  const { claimId } = event.data
  const { pid } = event.metadata.actor
  const filedBy = [...(state.claims.get(claimId)?.filedBy ?? []), pid]
  switch (event.type) {
    case 'ClaimSubmitted':
      return addClaim(state, event)
    case 'ClaimAccountConfirmed':
      return changeClaim(state, claimId, { status: 'submitted', filedBy })
    case 'ClaimAssessed': {
      const { outcome, reasons } = event.data.assessment
      return changeClaim(state, claimId, { refusedFor: outcome === 'refused' ? reasons : [] })
    }
    case 'ClaimReturned':
      return changeClaim(afterReturn(state, claimId), claimId, { status: 'returned' })
    case 'ClaimResubmitted':
      return changeClaim(state, claimId, { status: 'submitted', reviewedBy: null, filedBy })
    case 'ClaimTransferred':
      return changeClaim(state, claimId, { district: event.data.district })
    case 'ClaimReviewed':
      return changeClaim(state, claimId, { status: 'reviewed', reviewedBy: pid })
    case 'ClaimApproved': {
      const { instrument, basis, amountFen } = event.data
      const award = { claimId, instrument, basis, amountFen, eventId: event.id }
      const approved = changeClaim(state, claimId, { status: 'approved', amountFen, approvedBy: pid })
      // Not spread: a spread array keeps room for sixteen more, in every cached person.
      return { ...approved, awards: state.awards.concat(award) }
    }
    case 'ClaimRejected':
      return changeClaim(state, claimId, { status: 'rejected' })
    case 'ClaimWithdrawn':
      return endAward(state, claimId, 'withdrawn')
  }
}

const addClaim = (
  state: PersonState,
  { data, metadata }: Extract<ClaimEvent, { type: 'ClaimSubmitted' }>,
): PersonState => {
  const { claimId, instrument, basis, requestedFen, filedOn, district, provider, onBehalf } = data
  const claim: Claim = {
    claimId,
    instrument,
    basis,
    requestedFen,
    filedOn,
    district,
    provider,
    status: onBehalf === true ? 'unconfirmed' : 'submitted',
    filedBy: [metadata.actor.pid],
    reviewedBy: null,
    approvedBy: null,
    refusedFor: [],
    amountFen: null,
    batchId: null,
    payments: [],
    recoveries: [],
  }
  const claims = new Map(state.claims).set(claimId, claim)
  return { ...state, claims, claimCount: state.claimCount + 1 }
}

export const changeClaim = (state: PersonState, id: string, change: Partial<Claim>): PersonState => {
  const claim = state.claims.get(id)
  return claim === undefined
    ? state
    : { ...state, claims: new Map(state.claims).set(id, { ...claim, ...change }) }
}

/** The award ends unpaid, and with it whatever was asked of it. */
export const endAward = (
  state: PersonState,
  claimId: string,
  status: 'withdrawn' | 'rejected',
): PersonState => {
  const recoveries = (state.claims.get(claimId)?.recoveries ?? []).map((recovery) =>
    isOpen(recovery) ? ({ ...recovery, status: 'lapsed' } as const) : recovery,
  )
  const ended = changeClaim(state, claimId, { status, amountFen: null, recoveries })
  return { ...ended, awards: state.awards.filter((award) => award.claimId !== claimId) }
}
