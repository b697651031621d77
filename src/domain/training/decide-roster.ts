import { DomainError } from '../errors.ts'
import type { TrainingCommandData } from './commands.ts'
import { learnersPerEvent, type NewTrainingEvent } from './events.ts'
import { roomIn, type TrainingState } from './state.ts'

type Decided = readonly NewTrainingEvent[]

const inPages = (
  type: 'LearnersEnrolled' | 'LearnersRemoved',
  personIds: readonly string[],
): readonly NewTrainingEvent[] => {
  const events: NewTrainingEvent[] = []
  for (let from = 0; from < personIds.length; from += learnersPerEvent) {
    events.push({ type, data: { personIds: personIds.slice(from, from + learnersPerEvent) } })
  }
  return events
}

/** All of them or none. */
export const enrolLearners = (
  { personIds }: TrainingCommandData<'EnrolLearners'>,
  state: TrainingState,
): Decided => {
  const added = [...new Set(personIds)].filter((id) => !state.roster.has(id))
  const room = roomIn(state)
  if (added.length > room) throw new DomainError('training-full', { room: String(room) })
  return inPages('LearnersEnrolled', added)
}

export const removeLearners = (
  { personIds }: TrainingCommandData<'RemoveLearners'>,
  { roster }: TrainingState,
): Decided => {
  const removed = [...new Set(personIds)].filter((id) => roster.has(id))
  return inPages('LearnersRemoved', removed)
}
