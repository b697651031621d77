import { z } from 'zod'
import type { FundEvent, FundEventData, FundEventType } from '../../domain/fund/events.ts'
import type { RecordedEvent } from '../../event-store/event-store.ts'
import { conform, conformMetadata, unsupported } from '../event-codec.ts'
import { id, positiveFen } from './fields.ts'

const part = z.looseObject({ reservationId: id, partId: id, amountFen: positiveFen })

const data: { readonly [T in FundEventType]: z.ZodType<FundEventData<T>> } = {
  FundOpened: z.looseObject({ fundId: id, district: id, source: id, year: z.int().min(2000).max(2999) }),
  FundAllotted: z.looseObject({ amountFen: positiveFen, document: id }),
  FundReserved: z.looseObject({ reservationId: id, amountFen: positiveFen }),
  FundSettled: part,
  FundReleased: part,
  FundUnsettled: part,
  FundRecovered: z.looseObject({ recoveryId: id, partId: id, amountFen: positiveFen }),
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodeFundEvent = (event: RecordedEvent): FundEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as FundEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as FundEvent
}
