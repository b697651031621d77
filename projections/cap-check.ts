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
  /** Every assessment, oldest first; the last is the one above. */
  readonly history: readonly PastAssessment[]
}

interface PastAssessment {
  readonly at: string
  readonly stage: 'submission' | 'review' | 'approval'
  readonly outcome: 'approved' | 'refused'
  readonly amountFen: number
  readonly policyVersion: number
}

type AssessmentEvent = Extract<PersonEvent, { readonly type: 'ClaimSubmitted' | 'ClaimAssessed' }>

export const capCheck: Projection<CapCheck, AssessmentEvent> = {
  name: 'cap-check',
  version: 1,
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
    history: [],
  }),
  when: {
    ClaimSubmitted: (state, { data, streamId }) => {
      const { claimId, district, provider, instrument, basis, requestedFen } = data
      const personId = streamId.slice('person-'.length)
      return { ...state, claimId, personId, district, provider, instrument, basis, requestedFen }
    },
    ClaimAssessed: (state, { data, metadata }) => {
      const { stage, assessment } = data
      const { outcome, amountFen, reasons, policy, interpretations, steps } = assessment
      const askedFen = steps[0]?.inFen ?? 0
      const past = { at: metadata.at, stage, outcome, amountFen, policyVersion: policy.version }
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
        history: [...state.history, past],
      }
    },
  },
  index: {},
  lists: [],
}
