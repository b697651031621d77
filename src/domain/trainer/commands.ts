import type { Day } from '../dates.ts'
import type { Commitments } from '../person/events.ts'
import type { Enlistment } from './events.ts'

type Commands = {
  EnlistTrainer: Enlistment & { trainerId: string; commitments: Commitments }
  DelistTrainer: { on: Day; document: string }
}

export type TrainerCommandType = keyof Commands
export type TrainerCommandData<T extends TrainerCommandType> = Readonly<Commands[T]>
export type TrainerCommand = {
  [T in TrainerCommandType]: { readonly type: T; readonly data: TrainerCommandData<T> }
}[TrainerCommandType]
