import type { Actor } from '../actor.ts'
import type { Day } from '../dates.ts'
import type { ProviderState } from '../provider/state.ts'
import type { TrainerState } from '../trainer/state.ts'
import type { TrainingDetails } from './events.ts'

/** Who holds a class never changes. */
export type TrainingChange = {
  readonly [K in Exclude<keyof TrainingDetails, 'providerId'>]?: TrainingDetails[K] | undefined
}

type Commands = {
  PlanTraining: TrainingDetails & { trainingId: string }
  ChangeTraining: { change: TrainingChange }
  OpenTraining: object
  EnrolLearners: { personIds: readonly string[] }
  RemoveLearners: { personIds: readonly string[] }
  FinishTraining: object
  CloseTraining: object
  CancelTraining: object
  ResolveTrainingFinding: { no: number; upheld: boolean; noteCommitment: string }
}

export type TrainingCommandType = keyof Commands
export type TrainingCommandData<T extends TrainingCommandType> = Readonly<Commands[T]>
export type TrainingCommand = {
  [T in TrainingCommandType]: { readonly type: T; readonly data: TrainingCommandData<T> }
}[TrainingCommandType]

/** Another class that is or was held, with what it may have in common with this one. */
export interface ClassElsewhere {
  readonly trainingId: string
  readonly trainerId: string | null
  readonly place: string
  readonly startsOn: Day
  readonly endsOn: Day
}

/** What arrives with a command, so that deciding needs no clock and no look-up. */
export interface TrainingContext {
  readonly actor: Actor
  /** Today in Asia/Shanghai. */
  readonly today: Day
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
  /** Ids of the industry departments. */
  readonly departments: ReadonlySet<string>
  /** Ids of the policy's courses. */
  readonly courses: ReadonlySet<string>
  /** Levels of skill certificates, lowest first; empty: any text is one. */
  readonly levels: readonly string[]
  /** Who holds the class. */
  readonly provider: ProviderState
  /** Of the trainer who is named; the initial state where nobody is, or nobody by that id. */
  readonly trainer: TrainerState
  /** Classes, others than this, that share its trainer or its place. */
  readonly elsewhere: readonly ClassElsewhere[]
}

const trainingIdForm = /^[A-Za-z0-9-]{1,40}$/

export const isTrainingId = (text: string): boolean => trainingIdForm.test(text)
