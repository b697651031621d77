import { z } from 'zod'
import type { TrainerEvent, TrainerEventData, TrainerEventType } from '../../domain/trainer/events.ts'
import type { RecordedEvent } from '../../event-store/event-store.ts'
import { conform, conformMetadata, unsupported } from '../event-codec.ts'
import { day, digest, id } from './fields.ts'

const data: { readonly [T in TrainerEventType]: z.ZodType<TrainerEventData<T>> } = {
  TrainerEnlisted: z.looseObject({
    trainerId: id,
    occupation: id,
    level: id,
    certificateDigest: digest,
    from: day,
    until: day,
    document: id,
    commitments: z
      .record(z.string(), id)
      .refine(({ name, idNumber }) => name !== undefined && idNumber !== undefined),
  }),
  TrainerDelisted: z.looseObject({ on: day, document: id }),
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodeTrainerEvent = (event: RecordedEvent): TrainerEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as TrainerEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as TrainerEvent
}
