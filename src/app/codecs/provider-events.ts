import { z } from 'zod'
import type { ProviderEvent, ProviderEventData, ProviderEventType } from '../../domain/provider/events.ts'
import type { RecordedEvent } from '../../event-store/event-store.ts'
import { conform, conformMetadata, unsupported } from '../event-codec.ts'
import { day, id } from './fields.ts'

const designation = {
  districts: z.array(id).min(1),
  occupations: z.array(id),
  from: day,
  until: day,
  document: id,
}

const data: { readonly [T in ProviderEventType]: z.ZodType<ProviderEventData<T>> } = {
  ProviderDesignated: z.looseObject({
    providerId: id,
    name: id,
    creditCode: id.nullable(),
    ...designation,
  }),
  DesignationChanged: z.looseObject(designation),
  ProviderSuspended: z.looseObject({ from: day, document: id }),
  ProviderReinstated: z.looseObject({ on: day, document: id }),
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodeProviderEvent = (event: RecordedEvent): ProviderEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as ProviderEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as ProviderEvent
}
