import type { Enlistment, TrainerEvent } from '../src/domain/trainer/events.ts'
import type { Projection } from './projection.ts'

/** Each trainer of the pool: for what, on which certificate, and in which days. */
export interface RegisteredTrainer {
  /** The person id. */
  readonly trainerId: string
  /** Of name and id number, which lie in the vault. */
  readonly commitments: Readonly<Record<string, string>>
  /** Oldest first, as they were recorded: a delisting is not taken off them. */
  readonly enlistments: readonly Enlistment[]
  /** Oldest first; `on`: the first day out of the pool, for what was enlisted before. */
  readonly delistings: readonly {
    readonly on: string
    readonly document: string
    /** So many enlistments were recorded before it. */
    readonly after: number
  }[]
}

export const trainerRegister: Projection<RegisteredTrainer, TrainerEvent> = {
  name: 'trainer-register',
  version: 1,
  category: 'trainer',
  partitionBy: (event) => event.streamId.slice('trainer-'.length),
  init: () => ({ trainerId: '', commitments: {}, enlistments: [], delistings: [] }),
  when: {
    TrainerEnlisted: (state, { data }) => {
      const { trainerId, commitments, ...enlistment } = data
      return { ...state, trainerId, commitments, enlistments: [...state.enlistments, enlistment] }
    },
    TrainerDelisted: (state, { data: { on, document } }) => {
      const delisting = { on, document, after: state.enlistments.length }
      return { ...state, delistings: [...state.delistings, delisting] }
    },
  },
  index: {},
  lists: [],
}
