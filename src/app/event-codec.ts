import { z } from 'zod'
import { roles } from '../domain/actor.ts'
import {
  certificateKinds,
  type PersonEvent,
  type PersonEventData,
  type PersonEventType,
  revealableFields,
} from '../domain/person/events.ts'
import type { Assessment } from '../domain/policy/assessment.ts'
import { IntegrityFailure, type RecordedEvent } from '../event-store/event-store.ts'

/** What a recorded person event must look like to be folded. Unknown or broken events stop the stream. */

const id = z.string().min(1)
const day = z.iso.date()
const fen = z.int().nonnegative()
const commitments = z.record(z.string(), z.string())

const recognition = { recognitionId: id, title: id, grantedOn: day, document: z.string() }
const completion = {
  completionId: id,
  course: id,
  trainingId: id,
  startsOn: day,
  endsOn: day,
  eligibleCostFen: fen,
}
const ofRegister = {
  district: id.optional(),
  training: z
    .looseObject({ department: id, occupation: id.nullable(), level: id.nullable(), hours: fen })
    .optional(),
}
const claimId = { claimId: id }
const no = z.int().positive()
/** A payment or a part of a recovery; there is none of nothing. */
const someFen = z.int().positive()
const inBatch = { ...claimId, batchId: id }
const award = { ...claimId, instrument: id, district: id, amountFen: someFen }
const awardInBatch = { ...award, batchId: id }
const recovery = { ...claimId, no }
const note = { noteCommitment: id }
const noteOrNone = { noteCommitment: id.nullable() }

const bucketUse = z.looseObject({
  bucket: id,
  window: id,
  capFen: fen,
  usedFen: fen,
  awards: z.array(id),
  clause: z.string(),
  interpretation: id.nullable(),
})
const step = z.looseObject({
  rule: id,
  clause: z.string(),
  interpretation: id.nullable(),
  inFen: fen,
  outFen: fen,
  reason: id.nullable(),
  bucket: id.nullable(),
  becauseOf: z.array(id),
})
const assessment: z.ZodType<Assessment> = z.looseObject({
  policy: z.looseObject({ id, version: z.int().positive(), digest: id }),
  instrument: id,
  basis: id,
  relevantOn: day.nullable(),
  requestedFen: fen.nullable(),
  filedOn: day,
  interpretations: z.array(z.looseObject({ id, chosen: z.string() })),
  steps: z.array(step),
  outcome: z.enum(['approved', 'refused']),
  amountFen: fen,
  reasons: z.array(id),
  buckets: z.array(bucketUse),
})

const data: { readonly [T in PersonEventType]: z.ZodType<PersonEventData<T>> } = {
  PersonRegistered: z.looseObject({ personId: id, district: id, provider: id.nullable(), commitments }),
  PersonRegisteredAgain: z.looseObject({ personId: id, provider: id.nullable() }),
  PersonDetailsChanged: z.looseObject({ personId: id, commitments }),
  DetailsRevealed: z.looseObject({ personId: id, fields: z.array(z.enum(revealableFields)).min(1), ...note }),
  PersonMoved: z.looseObject({ personId: id, district: id, movedOn: day }),
  RelativeDeclared: z.looseObject({ personId: id, relativeId: id }),
  RecognitionGranted: z.looseObject(recognition),
  RecognitionCorrected: z.looseObject({ ...recognition, ...note, awardedOn: day.optional() }),
  RecognitionRevoked: z.looseObject({ recognitionId: id, revokedOn: day, ...note }),
  TrainingCompleted: z.looseObject({ ...completion, ...ofRegister, provider: id.nullable() }),
  CompletionCorrected: z.looseObject({ ...completion, ...ofRegister, ...note, awardedOn: day.optional() }),
  CompletionWithdrawn: z.looseObject({ completionId: id, ...note }),
  CertificateIssued: z.looseObject({
    completionId: id,
    certificate: z.looseObject({
      occupation: id,
      level: id,
      numberDigest: id,
      issuedOn: day,
      kind: z.enum(certificateKinds).optional(),
      evaluation: id.optional(),
    }),
    provider: id.nullish(),
    district: id.optional(),
    noteCommitment: id.optional(),
  }),
  CertificateVoided: z.looseObject({ completionId: id, numberDigest: id }),
  FindingRaised: z.looseObject({
    no: z.int().positive(),
    rule: id,
    clause: z.string(),
    completionId: id,
    becauseOf: z.array(id).min(1),
    others: z.int().nonnegative().optional(),
    provider: id.nullable(),
    district: z.string(),
  }),
  FindingResolved: z.looseObject({
    no: z.int().positive(),
    rule: id,
    completionId: id,
    upheld: z.boolean(),
    ...note,
  }),
  ClaimSubmitted: z.looseObject({
    ...claimId,
    instrument: id,
    basis: id,
    requestedFen: fen.nullable(),
    filedOn: day,
    district: id,
    provider: id.nullable(),
    onBehalf: z.literal(true).optional(),
  }),
  ClaimAccountConfirmed: z.looseObject(claimId),
  ClaimAssessed: z.looseObject({
    ...claimId,
    stage: z.enum(['submission', 'review', 'approval']),
    assessment,
  }),
  ClaimTransferred: z.looseObject({ ...claimId, district: id }),
  ClaimReturned: z.looseObject({ ...claimId, ...note }),
  ClaimResubmitted: z.looseObject(claimId),
  ClaimReviewed: z.looseObject(claimId),
  ClaimApproved: z.looseObject({
    ...claimId,
    instrument: id,
    basis: id,
    amountFen: fen,
    buckets: z.array(z.looseObject({ bucket: id, window: id, capFen: fen })),
  }),
  ClaimRejected: z.looseObject({ ...claimId, reasons: z.array(id), ...noteOrNone }),
  ClaimWithdrawn: z.looseObject({ ...claimId, ...noteOrNone }),
  ClaimBatched: z.looseObject(awardInBatch),
  ClaimUnbatched: z.looseObject({ ...awardInBatch, reason: z.enum(['freeze-abandoned', 'line-removed']) }),
  ClaimNoticed: z.looseObject(inBatch),
  ClaimObjectionUpheld: z.looseObject({ ...awardInBatch, no, ...note }),
  ClaimCleared: z.looseObject(inBatch),
  ClaimPaid: z.looseObject({
    ...awardInBatch,
    paymentNo: no,
    paidOn: day,
    replaces: no.nullable(),
  }),
  PaymentReturned: z.looseObject({
    ...awardInBatch,
    paymentNo: no,
    reason: z.string(),
    returnedOn: day,
    late: z.boolean(),
  }),
  RecoveryProposed: z.looseObject({
    ...recovery,
    amountFen: someFen,
    cause: z.enum(['person', 'late-fact']),
    ...noteOrNone,
    assessment: assessment.nullable(),
  }),
  RecoveryConfirmed: z.looseObject(recovery),
  RecoveryDismissed: z.looseObject({ ...recovery, ...note }),
  RecoveryReceived: z.looseObject({ ...award, no, receivedOn: day }),
  AwardReduced: z.looseObject({ ...recovery, amountFen: fen }),
}

const metadata = z.looseObject({
  commandId: id,
  digest: id,
  at: z.iso.datetime(),
  actor: z.looseObject({ account: id, role: z.enum(roles), pid: id }),
  importId: id.optional(),
})

/** @throws {IntegrityFailure} `schema-unsupported`, naming the event, never its content. */
export const unsupported = (event: RecordedEvent, place: string): IntegrityFailure => {
  const { id: eventId, stream, revision, position, type } = event
  const where = `${stream} ${revision}, position ${position}, ${type}`
  return new IntegrityFailure(`schema-unsupported: event ${eventId} (${where}) at ${place}`)
}

/** Checks one schema and throws {@link unsupported} where it does not fit. */
export const conform = (schema: z.ZodType, value: unknown, event: RecordedEvent, place: string): void => {
  const result = schema.safeParse(value)
  if (!result.success) throw unsupported(event, [place, ...(result.error.issues[0]?.path ?? [])].join('/'))
}

/** The events of one command share their metadata, which needs one look only. */
let soundMetadata: object | undefined

export const conformMetadata = (event: RecordedEvent): void => {
  if (soundMetadata === event.metadata) return
  conform(metadata, event.metadata, event, 'metadata')
  soundMetadata = event.metadata
}

/** @throws {IntegrityFailure} for a type or a form that this version does not know. */
export const decodePersonEvent = (event: RecordedEvent): PersonEvent => {
  const schema = Object.hasOwn(data, event.type) ? data[event.type as PersonEventType] : undefined
  if (schema === undefined) throw unsupported(event, 'type')
  conform(schema, event.data, event, 'data')
  conformMetadata(event)
  return event as unknown as PersonEvent
}
