import type { TrainingDetails, TrainingRule } from './events.ts'
import type { TrainingStatus } from './status.ts'

export interface TrainingFinding {
  readonly no: number
  readonly rule: TrainingRule
  /** Ids of the other classes. */
  readonly becauseOf: readonly string[]
  /** Person id of whose step raised it. */
  readonly raisedBy: string
  /** Null: nobody decided yet. */
  readonly upheld: boolean | null
  /** Person id. */
  readonly resolvedBy: string | null
  readonly noteCommitment: string | null
  /**
   * Person id of who changed, since it was decided, what the rule looks at; null: nobody did. What was said of
   * the class as it was may be decided anew.
   */
  readonly changedBy: string | null
}

export interface TrainingState {
  /** Null: nobody planned it yet. */
  readonly trainingId: string | null
  readonly status: TrainingStatus
  readonly details: TrainingDetails
  /** Person ids of the learners. */
  readonly roster: ReadonlySet<string>
  readonly findings: readonly TrainingFinding[]
}

export const initialTraining: TrainingState = {
  trainingId: null,
  status: 'planned',
  details: {
    providerId: '',
    course: '',
    name: '',
    occupation: null,
    level: null,
    startsOn: '',
    endsOn: '',
    hours: 0,
    place: '',
    trainerId: null,
    capacity: 0,
    department: '',
    district: '',
  },
  roster: new Set(),
  findings: [],
}

/** Free places. */
export const roomIn = ({ details, roster }: Pick<TrainingState, 'details' | 'roster'>): number =>
  Math.max(0, details.capacity - roster.size)
