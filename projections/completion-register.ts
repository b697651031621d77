import type { PersonEvent, PersonEventData } from '../src/domain/person/events.ts'
import type { Folded, Projection } from './projection.ts'

/** Each completion with what registers group it by. */
export interface RegisteredCompletion {
  readonly completionId: string
  readonly personId: string
  /** Null: recorded by an office. */
  readonly provider: string | null
  readonly course: string
  readonly trainingId: string
  readonly startsOn: string
  readonly endsOn: string
  readonly eligibleCostFen: number
  /** Where the person was registered on the last day; null for what was recorded before it was asked for. */
  readonly district: string | null
  /** Of its class; null without one. */
  readonly department: string | null
  readonly hours: number | null
  /** Of its class, or of its first certificate. */
  readonly occupation: string | null
  readonly level: string | null
  /** How many certificates it has. */
  readonly certificates: number
  readonly withdrawn: boolean
  /** Instant, ISO 8601 UTC. */
  readonly recordedAt: string
  /** The import that recorded it; null: it came another way. */
  readonly importId: string | null
}

type CompletionEvent = Extract<
  PersonEvent,
  {
    readonly type:
      | 'TrainingCompleted'
      | 'CompletionCorrected'
      | 'CompletionWithdrawn'
      | 'CertificateIssued'
      | 'CertificateVoided'
  }
>

/** A correction that names no class has not moved to another, unless its training is another. */
const described = (
  state: RegisteredCompletion,
  data: PersonEventData<'TrainingCompleted'> | PersonEventData<'CompletionCorrected'>,
): RegisteredCompletion => {
  const { completionId, course, trainingId, startsOn, endsOn, eligibleCostFen, district, training } = data
  const now = { completionId, course, trainingId, startsOn, endsOn, eligibleCostFen }
  const kept = { ...state, ...now, district: district ?? state.district }
  if (training !== undefined) {
    const { department, hours } = training
    const occupation = training.occupation ?? state.occupation
    return { ...kept, department, hours, occupation, level: training.level ?? state.level }
  }
  return trainingId === state.trainingId ? kept : { ...kept, department: null, hours: null }
}

const personOf = ({ streamId }: Folded<CompletionEvent>): string => streamId.slice('person-'.length)

export const completionRegister: Projection<RegisteredCompletion, CompletionEvent> = {
  name: 'completion-register',
  version: 4,
  category: 'person',
  partitionBy: (event) => event.data.completionId,
  init: () => ({
    ...{ completionId: '', personId: '', provider: null, course: '', trainingId: '' },
    ...{ startsOn: '', endsOn: '', eligibleCostFen: 0, district: null, department: null, hours: null },
    ...{ occupation: null, level: null, certificates: 0, withdrawn: false },
    ...{ recordedAt: '', importId: null },
  }),
  when: {
    TrainingCompleted: (state, event) => {
      const { provider } = event.data
      const { at: recordedAt, importId = null } = event.metadata
      return described({ ...state, personId: personOf(event), provider, recordedAt, importId }, event.data)
    },
    CompletionCorrected: (state, { data }) => described(state, data),
    CompletionWithdrawn: (state) => ({ ...state, withdrawn: true }),
    CertificateIssued: (state, { data: { certificate } }) => ({
      ...state,
      certificates: state.certificates + 1,
      occupation: state.occupation ?? certificate.occupation,
      level: state.level ?? certificate.level,
    }),
    // One that goes with its record leaves a count that nobody reads.
    CertificateVoided: (state) =>
      state.withdrawn ? state : { ...state, certificates: state.certificates - 1 },
  },
  index: {
    provider: (state) => state.provider,
    department: (state) => state.department,
    district: (state) => state.district,
    occupation: (state) => state.occupation,
    level: (state) => state.level,
    year: (state) => state.endsOn.slice(0, 4),
    person: (state) => state.personId,
    certificates: (state) => state.certificates,
    standing: (state) => (state.withdrawn ? 'no' : 'yes'),
    import: (state) => state.importId,
    training: (state) => state.trainingId,
  },
  lists: [
    ['import', 'standing'],
    ['training'],
    ['provider', 'year'],
    ['district', 'year'],
    ['year'],
    ['provider'],
    ['district'],
  ],
}
