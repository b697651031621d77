import {
  type AppendOutcome,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  StoreOverloaded,
  StoreUnavailable,
  type StreamName,
} from '../event-store/event-store.ts'
import { OutcomeUnknown } from './errors.ts'

const attempts = 3

/** The store says of one call that nothing was written; of the calls before it that says nothing. */
const wroteNothing = (error: unknown): boolean =>
  error instanceof StoreUnavailable || error instanceof StoreOverloaded

/**
 * While the outcome is unknown the same append is repeated: same ids, same expectation.
 *
 * @throws as the store does, on the first call; later `unknown` stays the answer.
 */
export const appendRepeating = async (
  store: EventStore,
  stream: StreamName,
  events: readonly NewEvent[],
  expectedRevision: ExpectedRevision,
): Promise<AppendOutcome> => {
  let outcome = await store.append(stream, events, { expectedRevision })
  for (let attempt = 1; outcome.outcome === 'unknown' && attempt < attempts; attempt++) {
    try {
      outcome = await store.append(stream, events, { expectedRevision })
    } catch (error) {
      if (!wroteNothing(error)) throw error
    }
  }
  return outcome
}

/**
 * A read once the command is recorded, or may be. That the read fails says nothing about the command.
 *
 * @throws {OutcomeUnknown} where the store would say that nothing was written.
 */
export const readAfterwards = async <T>(read: Promise<T>, cause: string): Promise<T> => {
  try {
    return await read
  } catch (error) {
    if (wroteNothing(error)) throw new OutcomeUnknown(cause)
    throw error
  }
}
