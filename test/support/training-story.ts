import type { Actor } from '../../src/domain/actor.ts'
import type { Day } from '../../src/domain/dates.ts'
import type { ProviderCommand } from '../../src/domain/provider/commands.ts'
import { decideProvider } from '../../src/domain/provider/decide.ts'
import type { ProviderEvent } from '../../src/domain/provider/events.ts'
import { evolveProvider } from '../../src/domain/provider/evolve.ts'
import { initialProvider, type ProviderState } from '../../src/domain/provider/state.ts'
import type { TrainerCommand } from '../../src/domain/trainer/commands.ts'
import { decideTrainer } from '../../src/domain/trainer/decide.ts'
import type { TrainerEvent } from '../../src/domain/trainer/events.ts'
import { evolveTrainer } from '../../src/domain/trainer/evolve.ts'
import { initialTrainer, type TrainerState } from '../../src/domain/trainer/state.ts'
import type {
  ClassElsewhere,
  TrainingChange,
  TrainingCommand,
  TrainingContext,
} from '../../src/domain/training/commands.ts'
import { decideTraining } from '../../src/domain/training/decide.ts'
import type { NewTrainingEvent, TrainingDetails, TrainingEvent } from '../../src/domain/training/events.ts'
import { evolveTraining } from '../../src/domain/training/evolve.ts'
import { initialTraining, type TrainingState } from '../../src/domain/training/state.ts'

/** Providers, trainers and classes of tests, from commands that were really decided. */

export const districts = new Set(['330602', '330603'])

export const designation = {
  districts: ['330602'],
  occupations: ['数控车工'],
  from: '2025-01-01',
  until: '2025-12-31',
  document: '绍市人社〔2025〕1号',
}
export const designate: ProviderCommand = {
  type: 'DesignateProvider',
  data: { providerId: 'provider-1', name: '绍兴技师学院', creditCode: null, ...designation },
}

/** As commands that were all given on one day leave it. */
export const providerOn = (today: Day, ...commands: readonly ProviderCommand[]): ProviderState => {
  const metadata = { at: `${today}T01:00:00.000Z` }
  return commands.reduce(
    (state, command) =>
      decideProvider(command, state, { districts, today })
        .map((event) => ({ ...event, metadata }) as ProviderEvent)
        .reduce(evolveProvider, state),
    initialProvider,
  )
}

export const providerAfter = (...commands: readonly ProviderCommand[]): ProviderState =>
  providerOn('2025-12-31', ...commands)

export const trainerId = 't'.repeat(26)
export const enlistment = {
  occupation: '数控车工',
  level: '高级技师',
  certificateDigest: 'digest',
  from: '2025-01-01',
  until: '2025-12-31',
  document: '绍师资〔2025〕1号',
}
export const enlist: TrainerCommand = {
  type: 'EnlistTrainer',
  data: { trainerId, ...enlistment, commitments: { name: 'n', idNumber: 'i' } },
}

export const trainerAfter = (...commands: readonly TrainerCommand[]): TrainerState =>
  commands.reduce(
    (state, command) =>
      decideTrainer(command, state)
        .map((event) => event as TrainerEvent)
        .reduce(evolveTrainer, state),
    initialTrainer,
  )

export const trainingId = 'SX-2025-001'
export const details: TrainingDetails = {
  providerId: 'provider-1',
  course: 'vocational',
  name: '数控车工高级班',
  occupation: '数控车工',
  level: '高级工',
  startsOn: '2025-03-03',
  endsOn: '2025-03-14',
  hours: 80,
  place: '市技师学院 2 号楼 201',
  trainerId,
  capacity: 3,
  department: 'human-resources',
  district: '330602',
}

export const provider: Actor = { account: 'provider-1', role: 'provider', pid: 'p'.repeat(26) }
export const officer: Actor = { account: 'officer-330602', role: 'officer', pid: 'o'.repeat(26) }

/** Everything that the class needs, on the day after it ended. */
export const context: TrainingContext = {
  actor: provider,
  today: '2025-03-15',
  districts,
  departments: new Set(['human-resources', 'industry']),
  courses: new Set(['vocational', 'composite']),
  levels: ['中级工', '高级工', '技师', '高级技师'],
  provider: providerAfter(designate),
  trainer: trainerAfter(enlist),
  elsewhere: [],
}

export const otherClass = (change: Partial<ClassElsewhere> = {}): ClassElsewhere => ({
  trainingId: 'SX-2025-900',
  trainerId,
  place: '别处',
  startsOn: '2025-03-14',
  endsOn: '2025-03-20',
  ...change,
})

export const plan: TrainingCommand = { type: 'PlanTraining', data: { trainingId, ...details } }
export const change = (data: TrainingChange): TrainingCommand => ({
  type: 'ChangeTraining',
  data: { change: data },
})
export const open: TrainingCommand = { type: 'OpenTraining', data: {} }
export const finish: TrainingCommand = { type: 'FinishTraining', data: {} }
export const close: TrainingCommand = { type: 'CloseTraining', data: {} }
export const cancel: TrainingCommand = { type: 'CancelTraining', data: {} }
export const enrol = (...personIds: readonly string[]): TrainingCommand => ({
  type: 'EnrolLearners',
  data: { personIds },
})
export const remove = (...personIds: readonly string[]): TrainingCommand => ({
  type: 'RemoveLearners',
  data: { personIds },
})
export const resolve = (no: number, upheld = false): TrainingCommand => ({
  type: 'ResolveTrainingFinding',
  data: { no, upheld, noteCommitment: 'n' },
})

/** One command with what was around it. */
export interface Step {
  readonly command: TrainingCommand
  readonly with?: Partial<TrainingContext>
}

const recorded = (event: NewTrainingEvent, { actor }: TrainingContext): TrainingEvent =>
  ({ ...event, metadata: { actor } }) as unknown as TrainingEvent

export const stepped = (state: TrainingState, step: Step | TrainingCommand): TrainingState => {
  const { command, with: around } = 'type' in step ? { command: step, with: {} } : step
  const then = { ...context, ...around }
  return decideTraining(command, state, then)
    .map((event) => recorded(event, then))
    .reduce(evolveTraining, state)
}

export const trainingAfter = (...steps: readonly (Step | TrainingCommand)[]): TrainingState =>
  steps.reduce(stepped, initialTraining)
