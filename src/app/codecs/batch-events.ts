import { z } from 'zod'
import {
  type BatchEvent,
  type BatchEventData,
  type BatchEventType,
  linesPerEvent,
} from '../../domain/batch/events.ts'
import { returnReasons } from '../../domain/batch/return-reasons.ts'
import type { RecordedEvent } from '../../event-store/event-store.ts'
import { conform, conformMetadata, unsupported } from '../event-codec.ts'
import { count, day, digest, fundPart, id, ordinal, positiveFen, totalFen } from './fields.ts'

const attempt = { attempt: ordinal }
const note = { noteCommitment: id }
const noteOrNone = { noteCommitment: id.nullable() }
const line = z.looseObject({
  no: ordinal,
  claimId: id,
  personId: id,
  instrument: id,
  amountFen: positiveFen,
  sources: z.array(fundPart).min(1),
  relatives: z.array(id).min(1).optional(),
})
const policy = z.looseObject({ id, version: ordinal, digest })
const file = { fileNo: ordinal, fileDigest: digest, format: id, totalFen, asOf: id, policy }
const some = { nos: z.array(ordinal).min(1).max(linesPerEvent), amountFen: positiveFen }

const data: { readonly [T in BatchEventType]: z.ZodType<BatchEventData<T>> } = {
  BatchPlanned: z.looseObject({ batchId: id, district: id, claims: ordinal, plannedOn: day }),
  BatchClaimsListed: z.looseObject({ claimIds: z.array(id).min(1).max(linesPerEvent) }),
  BatchCancelled: z.looseObject(noteOrNone),
  BatchFreezeStarted: z.looseObject(attempt),
  BatchFreezeAbandoned: z.looseObject({ ...attempt, reason: id, facts: z.record(z.string(), z.string()) }),
  BatchLinesAdded: z.looseObject({ ...attempt, lines: z.array(line).min(1).max(linesPerEvent) }),
  BatchFrozen: z.looseObject({
    ...attempt,
    lines: ordinal,
    totalFen,
    digest,
    reservations: z.array(fundPart),
    decidedBy: z.array(id),
  }),
  LineRemoved: z.looseObject({
    no: ordinal,
    claimId: id,
    amountFen: positiveFen,
    reason: id,
    ...noteOrNone,
    digest,
    lines: count,
    totalFen,
  }),
  NoticeOpened: z.looseObject({
    opensOn: day,
    workingDays: ordinal,
    closesOn: day,
    digest,
    listDigest: digest,
    policy,
  }),
  LineObjected: z.looseObject({ no: ordinal, claimId: id, ...note }),
  ObjectionResolved: z.looseObject({ no: ordinal, upheld: z.boolean(), ...note }),
  NoticeClosed: z.looseObject({ digest }),
  BatchSigned: z.looseObject({ digest }),
  BatchApproved: z.looseObject({ digest, lines: ordinal, totalFen, signedBy: z.array(id).min(1) }),
  BatchReleased: z.looseObject({ ...file, digest, lines: ordinal }),
  LinesReissued: z.looseObject({ ...file, nos: z.array(ordinal).min(1) }),
  LinesConfirmed: z.looseObject({ fileDigest: digest, paidOn: day, ...some }),
  LinesReturned: z.looseObject({
    fileDigest: digest,
    reason: z.enum(returnReasons),
    on: day,
    late: z.boolean(),
    ...some,
  }),
  ResultsRecorded: z.looseObject({
    fileDigest: digest,
    confirmed: count,
    returned: count,
    unused: count.optional(),
  }),
  PayListShown: z.looseObject({ fileNo: ordinal, format: id, fileDigest: digest }),
  LineGivenUp: z.looseObject({ no: ordinal, claimId: id, amountFen: positiveFen, ...note }),
  EffectsCarried: z.looseObject({ through: count }),
  BatchClosed: z.looseObject({
    paid: count,
    paidFen: totalFen,
    givenUp: count,
    givenUpFen: totalFen,
    confirmedDigest: digest,
  }),
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodeBatchEvent = (event: RecordedEvent): BatchEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as BatchEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as BatchEvent
}
