import {
  type AppendOutcome,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  StoreOverloaded,
  StoreUnavailable,
  type StreamName,
} from '../event-store/event-store.ts'

const attempts = 3

/** The store says of one call that nothing was written; of the calls before it that says nothing. */
export const wroteNothing = (error: unknown): boolean =>
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
