import type { TrainingDetails, TrainingEvent, TrainingRule } from '../src/domain/training/events.ts'
import type { TrainingStatus } from '../src/domain/training/status.ts'
import type { Folded, Projection } from './projection.ts'

/** Each class: what it is, where it stands, how many are on its roster, and what was found. */
export interface RegisteredTraining extends TrainingDetails {
  readonly trainingId: string
  readonly status: TrainingStatus
  /** Learners on the roster. */
  readonly enrolled: number
  readonly openedOn: string | null
  readonly finishedOn: string | null
  readonly closedOn: string | null
  readonly cancelledOn: string | null
  readonly findings: readonly FindingFigure[]
}

export interface FindingFigure {
  readonly no: number
  readonly rule: TrainingRule
  /** Ids of the other classes. */
  readonly becauseOf: readonly string[]
  /** Instant, ISO 8601 UTC. */
  readonly at: string
  /** Null: nobody decided yet. */
  readonly upheld: boolean | null
  readonly resolvedAt: string | null
  /** The account of who decided. */
  readonly resolvedBy: string | null
}

type DetailsEvent = Folded<Extract<TrainingEvent, { type: 'TrainingPlanned' | 'TrainingChanged' }>>

const described = (state: RegisteredTraining, { data }: DetailsEvent): RegisteredTraining => ({
  ...state,
  ...data,
})

/** One key for one place, however it is typed. */
export const placeKey = (place: string): string => place.normalize('NFKC').replace(/\s/gu, '')

const isFindingOpen = ({ upheld }: FindingFigure): boolean => upheld === null

export const trainingRegister: Projection<RegisteredTraining, TrainingEvent> = {
  name: 'training-register',
  version: 1,
  category: 'training',
  partitionBy: (event) => event.streamId.slice('training-'.length),
  init: () => ({
    ...{ trainingId: '', providerId: '', course: '', name: '', occupation: null, level: null },
    ...{ startsOn: '', endsOn: '', hours: 0, place: '', trainerId: null, capacity: 0 },
    ...{ department: '', district: '', status: 'planned', enrolled: 0, findings: [] },
    ...{ openedOn: null, finishedOn: null, closedOn: null, cancelledOn: null },
  }),
  when: {
    TrainingPlanned: described,
    TrainingChanged: described,
    TrainingOpened: (state, { data }) => ({ ...state, ...data, status: 'open' }),
    TrainingFinished: (state, { data }) => ({ ...state, ...data, status: 'finished' }),
    TrainingClosed: (state, { data }) => ({ ...state, ...data, status: 'closed' }),
    TrainingCancelled: (state, { data }) => ({ ...state, ...data, status: 'cancelled' }),
    LearnersEnrolled: (state, { data }) => ({
      ...state,
      enrolled: state.enrolled + data.personIds.length,
    }),
    LearnersRemoved: (state, { data }) => ({
      ...state,
      enrolled: state.enrolled - data.personIds.length,
    }),
    TrainingFindingRaised: (state, { data: { no, rule, becauseOf }, metadata: { at } }) => {
      const open = { upheld: null, resolvedAt: null, resolvedBy: null }
      return { ...state, findings: [...state.findings, { no, rule, becauseOf, at, ...open }] }
    },
    TrainingFindingResolved: (state, { data: { no, upheld }, metadata: { at, actor } }) => {
      const resolved = { upheld, resolvedAt: at, resolvedBy: actor.account }
      const findings = state.findings.map((known) => (known.no === no ? { ...known, ...resolved } : known))
      return { ...state, findings }
    },
  },
  index: {
    provider: (state) => state.providerId,
    district: (state) => state.district,
    department: (state) => state.department,
    status: (state) => state.status,
    trainer: (state) => state.trainerId,
    place: (state) => placeKey(state.place),
    findings: (state) => (state.findings.some(isFindingOpen) ? 'open' : 'none'),
  },
  lists: [
    ['trainer'],
    ['place'],
    ['provider', 'status'],
    ['provider'],
    ['district', 'status'],
    ['district', 'department'],
    ['district'],
    ['department', 'status'],
    ['department'],
    ['findings'],
    ['status'],
  ],
}
