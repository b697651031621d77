import type { PersonEvent } from '../src/domain/person/events.ts'
import type { ClaimStatus } from '../src/domain/person/state.ts'
import type { Folded, Projection } from './projection.ts'

/** Each claim with where it stands, what it came to and who did what when. */
export interface RegisteredClaim {
  readonly claimId: string
  readonly personId: string
  readonly instrument: string
  readonly basis: string
  /** The district that pays. */
  readonly district: string
  readonly provider: string | null
  readonly filedOn: string
  readonly status: ClaimStatus
  /** Null: the whole eligible cost, or the fixed award. */
  readonly requestedFen: number | null
  /** What the newest assessment came to: a trial until approval. */
  readonly assessedFen: number
  /** The award. Null before approval, and again once rejected or withdrawn. */
  readonly amountFen: number | null
  /** Of the newest assessment, or of the rejection. */
  readonly reasons: readonly string[]
  /** Every step but the assessments (cap-check has those), oldest first. */
  readonly timeline: readonly ClaimStepTaken[]
}

export interface ClaimStepTaken {
  readonly eventId: string
  readonly type: string
  /** Instant, ISO 8601 UTC. */
  readonly at: string
  readonly account: string
  /** Stands for a person's own words, which lie in the vault. */
  readonly noteCommitment: string | null
}

type ClaimEvent = Extract<PersonEvent, { readonly type: `Claim${string}` }>

/** The timeline with the step that this event is. */
const taken = (
  { timeline }: RegisteredClaim,
  event: Folded<ClaimEvent>,
  noteCommitment: string | null,
): readonly ClaimStepTaken[] => {
  const { id: eventId, type, metadata } = event
  const { at, actor } = metadata
  return [...timeline, { eventId, type, at, account: actor.account, noteCommitment }]
}

export const claimRegister: Projection<RegisteredClaim, ClaimEvent> = {
  name: 'claim-register',
  version: 1,
  category: 'person',
  partitionBy: (event) => event.data.claimId,
  init: () => ({
    claimId: '',
    personId: '',
    instrument: '',
    basis: '',
    district: '',
    provider: null,
    filedOn: '',
    status: 'submitted',
    requestedFen: null,
    assessedFen: 0,
    amountFen: null,
    reasons: [],
    timeline: [],
  }),
  when: {
    ClaimSubmitted: (state, event) => {
      const { claimId, instrument, basis, district, provider, filedOn, requestedFen } = event.data
      const personId = event.streamId.slice('person-'.length)
      const timeline = taken(state, event, null)
      return {
        ...state,
        claimId,
        personId,
        instrument,
        basis,
        district,
        provider,
        filedOn,
        requestedFen,
        timeline,
      }
    },
    ClaimAssessed: (state, { data: { assessment } }) => ({
      ...state,
      assessedFen: assessment.amountFen,
      reasons: assessment.reasons,
    }),
    ClaimTransferred: (state, event) => ({
      ...state,
      district: event.data.district,
      timeline: taken(state, event, null),
    }),
    ClaimReturned: (state, event) => ({
      ...state,
      status: 'returned',
      timeline: taken(state, event, event.data.noteCommitment),
    }),
    ClaimResubmitted: (state, event) => ({
      ...state,
      status: 'submitted',
      timeline: taken(state, event, null),
    }),
    ClaimReviewed: (state, event) => ({
      ...state,
      status: 'reviewed',
      timeline: taken(state, event, null),
    }),
    ClaimApproved: (state, event) => ({
      ...state,
      status: 'approved',
      amountFen: event.data.amountFen,
      timeline: taken(state, event, null),
    }),
    ClaimRejected: (state, event) => ({
      ...state,
      status: 'rejected',
      reasons: event.data.reasons,
      timeline: taken(state, event, event.data.noteCommitment),
    }),
    ClaimWithdrawn: (state, event) => ({
      ...state,
      status: 'withdrawn',
      amountFen: null,
      timeline: taken(state, event, event.data.noteCommitment),
    }),
  },
  index: {
    district: (state) => state.district,
    status: (state) => state.status,
    instrument: (state) => state.instrument,
    provider: (state) => state.provider,
    person: (state) => state.personId,
  },
  lists: [
    ['person'],
    ['provider', 'status'],
    ['provider'],
    ['district', 'status', 'instrument'],
    ['district', 'status'],
    ['district', 'instrument'],
    ['district'],
    ['status', 'instrument'],
    ['status'],
    ['instrument'],
  ],
}
