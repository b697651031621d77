import type { Day } from '../dates.ts'
import type { Commitments } from '../person/events.ts'
import type { Enlistment } from './events.ts'

export interface TrainerState {
  /** The person id; null: nobody enlisted them yet. */
  readonly trainerId: string | null
  readonly commitments: Commitments
  /** A delisting cuts those that were recorded before it. */
  readonly enlistments: readonly Enlistment[]
  /** The last one. */
  readonly delisted: { readonly on: Day; readonly document: string } | null
}

export const initialTrainer: TrainerState = {
  trainerId: null,
  commitments: {},
  enlistments: [],
  delisted: null,
}

/** Whether the trainer is in the pool on that day. */
export const trainerCurrentOn = ({ enlistments }: Pick<TrainerState, 'enlistments'>, day: Day): boolean =>
  enlistments.some(({ from, until }) => from <= day && day <= until)
