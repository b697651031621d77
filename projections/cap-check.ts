import type { PersonEvent } from '../src/domain/person/events.ts'
import type { Step } from '../src/domain/policy/assessment.ts'
import type { Projection } from './projection.ts'

/** Why a claim came to what it came to: each rule that cut it, by how much, and on which grounds. */
export interface CapCheck {
  readonly claimId: string
  readonly personId: string
  readonly district: string
  readonly provider: string | null
  readonly instrument: string
  readonly basis: string
  /** As the applicant wrote it; null: the whole eligible cost, or the fixed award. */
  readonly requestedFen: number | null
  /** What the rulebook started from. */
  readonly askedFen: number
  readonly amountFen: number
  /** `askedFen` − `amountFen`. */
  readonly cutFen: number
  /** Null only between two events of one append. */
  readonly outcome: 'approved' | 'refused' | null
  readonly reasons: readonly string[]
  /** Binding at approval, a trial before. */
  readonly stage: 'submission' | 'review' | 'approval' | null
  readonly policy: { readonly id: string; readonly version: number; readonly digest: string } | null
  readonly interpretations: readonly { readonly id: string; readonly chosen: string }[]
  /** In the order in which the rulebook took them; each cut what lies between `inFen` and `outFen`. */
  readonly steps: readonly Step[]
  /** When that was. */
  readonly at: string | null
  /** The assessments before it, oldest first. */
  readonly earlier: readonly PastAssessment[]
  /** What facts that changed after the approval made of it, oldest first; the decision stays. */
  readonly late: readonly LateAssessment[]
}

interface LateAssessment {
  readonly at: string
  /** Number of the recovery that was proposed on it. */
  readonly recoveryNo: number
  readonly outcome: 'approved' | 'refused'
  readonly amountFen: number
  readonly reasons: readonly string[]
  readonly policyVersion: number
  readonly steps: readonly Step[]
}

interface PastAssessment {
  readonly at: string
  readonly stage: 'submission' | 'review' | 'approval'
  readonly outcome: 'approved' | 'refused'
  readonly amountFen: number
  readonly policyVersion: number
}

type AssessmentEvent = Extract<
  PersonEvent,
  { readonly type: 'ClaimSubmitted' | 'ClaimTransferred' | 'ClaimAssessed' | 'RecoveryProposed' }
>

const withPast = ({ at, stage, outcome, amountFen, policy, earlier }: CapCheck): CapCheck['earlier'] => {
  if (at === null || stage === null || outcome === null || policy === null) return earlier
  return earlier.concat({ at, stage, outcome, amountFen, policyVersion: policy.version })
}

export const capCheck: Projection<CapCheck, AssessmentEvent> = {
  name: 'cap-check',
  version: 2,
  category: 'person',
  partitionBy: (event) => event.data.claimId,
  init: () => ({
    claimId: '',
    personId: '',
    district: '',
    provider: null,
    instrument: '',
    basis: '',
    requestedFen: null,
    askedFen: 0,
    amountFen: 0,
    cutFen: 0,
    outcome: null,
    reasons: [],
    stage: null,
    policy: null,
    interpretations: [],
    steps: [],
    at: null,
    earlier: [],
    late: [],
  }),
  when: {
    ClaimSubmitted: (state, { data, streamId }) => {
      const { claimId, district, provider, instrument, basis, requestedFen } = data
      const personId = streamId.slice('person-'.length)
      return { ...state, claimId, personId, district, provider, instrument, basis, requestedFen }
    },
    ClaimTransferred: (state, { data }) => ({ ...state, district: data.district }),
    ClaimAssessed: (state, { data, metadata }) => {
      const { stage, assessment } = data
      const { outcome, amountFen, reasons, policy, interpretations, steps } = assessment
      const askedFen = steps[0]?.inFen ?? 0
      return {
        claimId: state.claimId,
        personId: state.personId,
        district: state.district,
        provider: state.provider,
        instrument: state.instrument,
        basis: state.basis,
        requestedFen: state.requestedFen,
        askedFen,
        amountFen,
        cutFen: askedFen - amountFen,
        outcome,
        reasons,
        stage,
        policy,
        interpretations,
        steps,
        at: metadata.at,
        earlier: withPast(state),
        late: state.late,
      }
    },
    RecoveryProposed: (state, { data, metadata }) => {
      if (data.assessment === null) return state
      const { outcome, amountFen, reasons, policy, steps } = data.assessment
      const found = { outcome, amountFen, reasons, policyVersion: policy.version, steps }
      return { ...state, late: [...state.late, { at: metadata.at, recoveryNo: data.no, ...found }] }
    },
  },
  index: {},
  lists: [],
}
