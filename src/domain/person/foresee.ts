import type { DecideContext } from './commands.ts'
import type { NewPersonEvent } from './events.ts'
import { evolvePerson } from './evolve.ts'
import type { PersonState } from './state.ts'

/**
 * The person as they will stand once these events of the command are recorded, so that what is
 * decided in the same append rests on them by the ids they will have.
 *
 * @param from the place of the first of them among the command's events
 */
export const foreseen = (
  state: PersonState,
  events: readonly NewPersonEvent[],
  { actor, eventId }: Pick<DecideContext, 'actor' | 'eventId'>,
  from = 0,
): PersonState => {
  const metadata = { commandId: '', digest: '', actor, at: '' }
  return events.reduce<PersonState>(
    (before, event, index) => evolvePerson(before, { ...event, id: eventId(from + index), metadata }),
    state,
  )
}
