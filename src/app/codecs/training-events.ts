import { z } from 'zod'
import {
  learnersPerEvent,
  type TrainingEvent,
  type TrainingEventData,
  type TrainingEventType,
} from '../../domain/training/events.ts'
import type { RecordedEvent } from '../../event-store/event-store.ts'
import { conform, conformMetadata, unsupported } from '../event-codec.ts'
import { day, id, ordinal } from './fields.ts'

const details = z.looseObject({
  trainingId: id,
  providerId: id,
  course: id,
  name: id,
  occupation: id.nullable(),
  level: id.nullable(),
  startsOn: day,
  endsOn: day,
  hours: ordinal,
  place: id,
  trainerId: id.nullable(),
  capacity: ordinal,
  department: id,
  district: id,
})
const learners = z.looseObject({ personIds: z.array(id).min(1).max(learnersPerEvent) })

const data: { readonly [T in TrainingEventType]: z.ZodType<TrainingEventData<T>> } = {
  TrainingPlanned: details,
  TrainingChanged: details,
  TrainingOpened: z.looseObject({ openedOn: day }),
  LearnersEnrolled: learners,
  LearnersRemoved: learners,
  TrainingFinished: z.looseObject({ finishedOn: day }),
  TrainingClosed: z.looseObject({ closedOn: day }),
  TrainingCancelled: z.looseObject({ cancelledOn: day }),
  TrainingFindingRaised: z.looseObject({
    no: ordinal,
    rule: z.enum(['trainer-two-places', 'room-two-places']),
    becauseOf: z.array(id).min(1),
  }),
  TrainingFindingResolved: z.looseObject({ no: ordinal, upheld: z.boolean(), noteCommitment: id }),
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodeTrainingEvent = (event: RecordedEvent): TrainingEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as TrainingEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as TrainingEvent
}
