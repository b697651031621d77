import { addDays } from '../dates.ts'
import type { TrainerEvent } from './events.ts'
import type { TrainerState } from './state.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveTrainer = (state: TrainerState, event: TrainerEvent): TrainerState => {
  switch (event.type) {
    case 'TrainerEnlisted': {
      const { trainerId, commitments, ...enlistment } = event.data
      return { ...state, trainerId, commitments, enlistments: [...state.enlistments, enlistment] }
    }
    case 'TrainerDelisted': {
      const last = addDays(event.data.on, -1)
      const enlistments = state.enlistments.map((known) =>
        known.until > last ? { ...known, until: last } : known,
      )
      return { ...state, enlistments, delisted: event.data }
    }
    default:
      return state
  }
}
