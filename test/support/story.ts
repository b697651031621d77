import type { Test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import type { Certificate, PersonEventData } from '../../src/domain/person/events.ts'
import type { ClaimStatus } from '../../src/domain/person/state.ts'
import { type Answer, givenIn, type Past, past, personId, someone, type World } from './given.ts'

/** Short words for the events and commands that specifications are made of. */

export const registered = (over: Partial<PersonEventData<'PersonRegistered'>> = {}): Past =>
  past({
    type: 'PersonRegistered',
    data: { personId, district: '330602', provider: 'p1', commitments: { name: 'c0' }, ...over },
  })

export const moved = (district: string, movedOn: string): Past =>
  past({ type: 'PersonMoved', data: { personId, district, movedOn } }, someone('officer'))

export const granted = (recognitionId: string, title: string, grantedOn: string): Past =>
  past(
    { type: 'RecognitionGranted', data: { recognitionId, title, grantedOn, document: '人社 1 号' } },
    someone('officer', 'recorder'),
  )

/** By default a week of a workshop in the province that cost 5,000 yuan. */
export const completed = (
  completionId: string,
  over: Partial<PersonEventData<'TrainingCompleted'>> = {},
): Past => {
  const details = { course: 'workshop-in-province', startsOn: '2025-03-03', endsOn: '2025-03-07' }
  const data = { completionId, provider: 'p1', trainingId: `K-${completionId}`, eligibleCostFen: 500_000 }
  return past({ type: 'TrainingCompleted', data: { ...data, ...details, ...over } })
}

export const certified = (
  completionId: string,
  occupation: string,
  level: string,
  over: Partial<Certificate> = {},
): Past => {
  const numberDigest = `${occupation}${level}`
  const certificate = { occupation, level, numberDigest, issuedOn: '2025-03-10', ...over }
  return past({ type: 'CertificateIssued', data: { completionId, certificate } })
}

export const revoked = (recognitionId: string): Past =>
  past({ type: 'RecognitionRevoked', data: { recognitionId, revokedOn: '2026-01-01', noteCommitment: 'n' } })

export const withdrawnRecord = (completionId: string): Past =>
  past({ type: 'CompletionWithdrawn', data: { completionId, noteCommitment: 'n' } })

export const submitted = (claimId: string, instrument: string, basis: string): Past =>
  past({
    type: 'ClaimSubmitted',
    data: {
      claimId,
      instrument,
      basis,
      requestedFen: null,
      filedOn: '2025-04-01',
      district: '330602',
      provider: 'p1',
    },
  })

export const reviewed = (claimId: string): Past =>
  past({ type: 'ClaimReviewed', data: { claimId } }, someone('officer'))

/** A claim that was filed and approved. */
export const awarded = (claimId: string, instrument: string, basis: string, amountFen: number): Past[] => [
  submitted(claimId, instrument, basis),
  reviewed(claimId),
  past(
    { type: 'ClaimApproved', data: { claimId, instrument, basis, amountFen, buckets: [] } },
    someone('reviewer'),
  ),
]

export const withdrawn = (claimId: string): Past =>
  past({ type: 'ClaimWithdrawn', data: { claimId, noteCommitment: null } })

export const finance = someone('finance')

const approvedC1 = awarded('c1', 'workshop-in-province', 't1', 500_000).slice(1)
const award = {
  claimId: 'c1',
  instrument: 'workshop-in-province',
  district: '330602',
  amountFen: 500_000,
}
const inBatch = { ...award, batchId: 'b1' }

export const batched = past({ type: 'ClaimBatched', data: inBatch }, finance)
export const noticed = past({ type: 'ClaimNoticed', data: inBatch }, finance)
export const cleared = past({ type: 'ClaimCleared', data: inBatch }, finance)

export const paid = (paymentNo = 1, amountFen = 500_000): Past => {
  const data = { ...inBatch, paymentNo, amountFen, paidOn: '2025-06-01' }
  return past(
    { type: 'ClaimPaid', data: { ...data, replaces: paymentNo > 1 ? paymentNo - 1 : null } },
    finance,
  )
}

export const paymentReturned = (paymentNo = 1): Past => {
  const data = { ...inBatch, paymentNo, reason: '账号不存在', returnedOn: '2025-06-02', late: true }
  return past({ type: 'PaymentReturned', data }, finance)
}

export const proposed = (no = 1, amountFen = 200_000, by = someone('reviewer', 'proposer')): Past => {
  const reason = { cause: 'person', noteCommitment: 'n', assessment: null } as const
  return past({ type: 'RecoveryProposed', data: { claimId: 'c1', no, amountFen, ...reason } }, by)
}

export const confirmed = (no = 1): Past =>
  past({ type: 'RecoveryConfirmed', data: { claimId: 'c1', no } }, someone('reviewer', 'confirmer'))

export const received = (no = 1, amountFen = 200_000): Past =>
  past({ type: 'RecoveryReceived', data: { ...award, no, amountFen, receivedOn: '2025-07-01' } }, finance)

export const reduced = (no = 1, amountFen = 300_000): Past =>
  past({ type: 'AwardReduced', data: { claimId: 'c1', no, amountFen } }, someone('reviewer', 'confirmer'))

const inQueue = [...approvedC1, batched, noticed, cleared]

/** All but the state before it is submitted, which only a grant from an official list brings about. */
export type SubmittedStatus = Exclude<ClaimStatus, 'unconfirmed'>

/** What brings a submitted claim `c1` into each state. */
export const into: Readonly<Record<SubmittedStatus, readonly Past[]>> = {
  submitted: [],
  returned: [past({ type: 'ClaimReturned', data: { claimId: 'c1', noteCommitment: 'n' } })],
  reviewed: [reviewed('c1')],
  approved: approvedC1,
  batched: [...approvedC1, batched],
  noticed: [...approvedC1, batched, noticed],
  payable: inQueue,
  paid: [...inQueue, paid()],
  rejected: [past({ type: 'ClaimRejected', data: { claimId: 'c1', reasons: [], noteCommitment: 'n' } })],
  withdrawn: [withdrawn('c1')],
  recovered: [...inQueue, paid(), proposed(1, 500_000), confirmed(), received(1, 500_000)],
}

export const submit = (
  instrument: string,
  basis: string,
  requestedFen: number | null = null,
): PersonCommand => ({
  type: 'SubmitClaim',
  data: { instrument, basis, requestedFen },
})

/** What a claim is filed for, on which basis, and what is asked. */
export type ClaimFor = readonly [instrument: string, basis: string, requestedFen?: number]
export type Row = readonly [what: string, history: readonly Past[], claim: ClaimFor, answer: Answer]

export const refused = (...refusedFor: string[]): Answer => ({ refusedFor })
export const approved = (approvedFen: number, ...reasons: string[]): Answer => ({ approvedFen, reasons })

/** Files each row's claim over its history and compares what the rulebook answers. */
export const answersOf = (t: Test, rows: readonly Row[], world: World = {}): void => {
  const given = givenIn(t, world)
  for (const [what, history, [instrument, basis, asked], answer] of rows) {
    const command = submit(instrument, basis, asked ?? null)
    given(registered(), ...history)
      .when(command, undefined, what)
      .answers(answer)
  }
  t.end()
}
