import {
  type EventStore,
  IntegrityFailure,
  type RecordedEvent,
  type StreamName,
} from '../event-store/event-store.ts'
import type { Seen } from './read-model-store.ts'

export const seenOf = (event: RecordedEvent): Seen => {
  const { position, stream, revision, id: eventId, metadata } = event
  return { position, stream, revision, eventId, at: typeof metadata.at === 'string' ? metadata.at : null }
}

/**
 * Positions of two logs look alike, so figures copied from elsewhere, or older than a restored log,
 * are known by their last event.
 */
export const isInLog = async (store: EventStore, seen: Seen): Promise<boolean> => {
  const { stream, revision, eventId, position } = seen
  const [event] = await store.readStream(stream as StreamName, { fromRevision: revision })
  return event?.id === eventId && event.position === position
}

/** @throws {IntegrityFailure} the log does not hold the event that the figures saw last. */
export const needSameLog = async (store: EventStore, seen: Seen): Promise<void> => {
  if (await isInLog(store, seen)) return
  const { eventId, position } = seen
  throw new IntegrityFailure(
    `the figures reflect event ${eventId} at position ${position}, which is not in this log: rebuild them`,
  )
}
