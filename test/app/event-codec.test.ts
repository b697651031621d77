import { test } from 'tap'
import { decodePersonEvent } from '../../src/app/event-codec.ts'
import { policyDigest } from '../../src/app/policy-document.ts'
import { decodePolicyEvent } from '../../src/app/rulebook.ts'
import type { PersonEventData, PersonEventType } from '../../src/domain/person/events.ts'
import type { Assessment } from '../../src/domain/policy/assessment.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import type { JsonObject, RecordedEvent } from '../../src/event-store/event-store.ts'
import { damaged } from '../support/damaged.ts'
import { shippedDocument } from '../support/policies.ts'

/** What the program reads of its own log: the known forms, and nothing it does not understand. */

const title = { recognitionId: 'r1', title: 'golden-collar', grantedOn: '2025-01-01', document: '人社 1 号' }
const training = {
  completionId: 't1',
  course: 'overseas',
  trainingId: 'K-1',
  startsOn: '2025-01-01',
  endsOn: '2025-01-31',
  eligibleCostFen: 100,
}
const noteCommitment = 'n'
const place = { bucket: 'overseas-training', window: 'term', capFen: 5_000_000 }
const assessment: Assessment = {
  policy: { id: 'plan', version: 1, digest: 'd' },
  instrument: 'overseas-training',
  basis: 't1',
  relevantOn: '2025-01-31',
  requestedFen: null,
  filedOn: '2025-02-01',
  interpretations: [{ id: 'I2', chosen: 'term-cumulative' }],
  steps: [
    {
      rule: 'cap',
      clause: '二(三)4',
      interpretation: 'I2',
      inFen: 100,
      outFen: 100,
      reason: null,
      bucket: 'overseas-training',
      becauseOf: ['e1'],
    },
  ],
  outcome: 'approved',
  amountFen: 100,
  reasons: [],
  buckets: [{ ...place, usedFen: 0, awards: [], clause: '二(三)4', interpretation: null }],
}

const inBatch = { claimId: 'c1', batchId: 'b1' }
const award = { claimId: 'c1', instrument: 'overseas-training', district: '330602', amountFen: 100 }
const awardInBatch = { ...award, ...inBatch }

/** One of each, so that a new type does not compile until it has its place here. */
const samples: { readonly [T in PersonEventType]: PersonEventData<T> } = {
  PersonRegistered: { personId: 'p', district: '330602', provider: null, commitments: { name: 'c' } },
  PersonRegisteredAgain: { personId: 'p', provider: 'p1' },
  PersonDetailsChanged: { personId: 'p', commitments: { phone: 'c' } },
  DetailsRevealed: { personId: 'p', fields: ['name', 'phone'], noteCommitment: 'n' },
  PersonMoved: { personId: 'p', district: '330603', movedOn: '2025-01-01' },
  RelativeDeclared: { personId: 'p', relativeId: 'q' },
  RecognitionGranted: title,
  RecognitionCorrected: { ...title, noteCommitment },
  RecognitionRevoked: { recognitionId: 'r1', revokedOn: '2025-02-01', noteCommitment },
  TrainingCompleted: { ...training, provider: 'p1' },
  CompletionCorrected: { ...training, noteCommitment },
  CompletionWithdrawn: { completionId: 't1', noteCommitment },
  CertificateVoided: { completionId: 't1', numberDigest: 'd' },
  FindingRaised: {
    ...{ no: 1, rule: 'overlapping-trainings', clause: '审计', completionId: 't1', becauseOf: ['t2'] },
    ...{ provider: null, district: '330602' },
  },
  FindingResolved: {
    ...{ no: 1, rule: 'overlapping-trainings', completionId: 't1', upheld: false, noteCommitment: 'n' },
  },
  CertificateIssued: {
    completionId: 't1',
    certificate: { occupation: '车工', level: '三级', numberDigest: 'd', issuedOn: '2025-02-01' },
  },
  ClaimSubmitted: {
    claimId: 'c1',
    instrument: 'overseas-training',
    basis: 't1',
    requestedFen: 100,
    filedOn: '2025-02-01',
    district: '330602',
    provider: 'p1',
  },
  ClaimAssessed: { claimId: 'c1', stage: 'submission', assessment },
  ClaimTransferred: { claimId: 'c1', district: '330603' },
  ClaimReturned: { claimId: 'c1', noteCommitment },
  ClaimResubmitted: { claimId: 'c1' },
  ClaimReviewed: { claimId: 'c1' },
  ClaimApproved: {
    claimId: 'c1',
    instrument: 'overseas-training',
    basis: 't1',
    amountFen: 100,
    buckets: [place],
  },
  ClaimRejected: { claimId: 'c1', reasons: ['cap-exhausted'], noteCommitment: null },
  ClaimWithdrawn: { claimId: 'c1', noteCommitment: null },
  ClaimAccountConfirmed: { claimId: 'c1' },
  ClaimBatched: awardInBatch,
  ClaimUnbatched: { ...awardInBatch, reason: 'line-removed' },
  ClaimNoticed: inBatch,
  ClaimObjectionUpheld: { ...awardInBatch, no: 1, noteCommitment },
  ClaimCleared: inBatch,
  ClaimPaid: { ...awardInBatch, paymentNo: 2, paidOn: '2025-06-01', replaces: 1 },
  PaymentReturned: {
    ...awardInBatch,
    paymentNo: 1,
    reason: '账号不存在',
    returnedOn: '2025-06-01',
    late: false,
  },
  RecoveryProposed: {
    claimId: 'c1',
    no: 1,
    amountFen: 50,
    cause: 'late-fact',
    noteCommitment: null,
    assessment,
  },
  RecoveryConfirmed: { claimId: 'c1', no: 1 },
  RecoveryDismissed: { claimId: 'c1', no: 1, noteCommitment },
  RecoveryReceived: { ...award, no: 1, receivedOn: '2025-07-01' },
  AwardReduced: { claimId: 'c1', no: 1, amountFen: 0 },
}

const actor = { account: 'officer-330602', role: 'officer', pid: 'p9' }
const metadata = { commandId: 'k1', digest: 'd', at: '2025-02-01T00:00:00.000Z', actor }

const recorded = (type: string, data: unknown, over: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: '00000000-0000-4000-8000-000000000001',
  stream: 'person-p',
  revision: 3n,
  position: 17n,
  type,
  data: data as JsonObject,
  metadata,
  ...over,
})

const named = /^schema-unsupported: event 00000000-0000-4000-8000-000000000001 \(person-p 3, position 17, /
const refused = (place: string) => ({
  name: 'IntegrityFailure',
  message: new RegExp(`${named.source}.*at ${place}`),
})

test('a recorded event of each kind is read; one field amiss, and it is not', (t) => {
  let cases = 0
  for (const [type, data] of Object.entries(samples)) {
    t.equal(decodePersonEvent(recorded(type, data)).type, type)
    const later = { ...data, addedLater: { by: 'a newer version' } }
    t.doesNotThrow(() => decodePersonEvent(recorded(type, later)), `${type} may have been added to`)
    for (const [what, wrong] of damaged(data, type)) {
      // Commitments are named by the fields of the vault, and none needs to be there.
      if (/commitments\/\w+ is missing/.test(what)) continue
      cases += 1
      t.throws(() => decodePersonEvent(recorded(type, wrong)), refused('data'), what)
    }
  }
  t.ok(cases > 200, `${cases} damaged events`)
  t.end()
})

test('what is filed for a person says so, and in one way only', (t) => {
  const filed = { ...samples.ClaimSubmitted, onBehalf: true }
  for (const onBehalf of [false, 1, 'yes', null]) {
    t.throws(() => decodePersonEvent(recorded('ClaimSubmitted', { ...filed, onBehalf })), refused('data'))
  }
  t.strictSame(decodePersonEvent(recorded('ClaimSubmitted', filed)).data, filed)
  t.end()
})

test('a type this version does not know stops the stream, naming the event', (t) => {
  for (const type of ['ClaimPostponed', 'constructor', '__proto__', 'claimsubmitted']) {
    t.throws(() => decodePersonEvent(recorded(type, samples.ClaimSubmitted)), refused('type'), type)
    t.throws(() => decodePolicyEvent(recorded(type, {})), refused('type'), type)
  }
  t.end()
})

test('who, when and on which command is never missing', (t) => {
  for (const [what, wrong] of damaged(metadata, 'metadata')) {
    const event = recorded('ClaimReviewed', samples.ClaimReviewed, { metadata: wrong as JsonObject })
    t.throws(() => decodePersonEvent(event), refused('metadata'), what)
  }
  const role = recorded('ClaimReviewed', samples.ClaimReviewed, {
    metadata: { ...metadata, actor: { ...actor, role: 'x' } },
  })
  t.throws(() => decodePersonEvent(role), refused('metadata/actor/role'))
  t.end()
})

test('who, when and on which command is asked of a policy too', (t) => {
  const data = { policyId: 'plan', version: 1, digest: 'd', inForceFrom: '2024-01-01' }
  const event = recorded('PolicyApproved', data, { metadata: {} })
  t.throws(() => decodePolicyEvent(event), refused('metadata/commandId'))
  t.end()
})

test('the message tells the place and never the content', (t) => {
  const secret = '张三 330699199001010011'
  const event = recorded('PersonMoved', { ...samples.PersonMoved, movedOn: secret })
  try {
    decodePersonEvent(event)
    t.fail('it was read')
  } catch (error) {
    t.notMatch(String(error), secret)
    t.match(String(error), 'data/movedOn')
  }
  t.end()
})

test('a published policy is read whole, and only with its own digest', (t) => {
  const document = shippedDocument() as PolicyDocument
  const drafted = {
    policyId: document.id,
    version: 1,
    digest: policyDigest(document),
    document,
  } as unknown as JsonObject
  const approved = { policyId: document.id, version: 1, digest: 'd', inForceFrom: '2024-01-01' }
  t.equal(decodePolicyEvent(recorded('PolicyDrafted', drafted)).type, 'PolicyDrafted')
  t.equal(decodePolicyEvent(recorded('PolicyApproved', approved)).type, 'PolicyApproved')
  for (const [what, wrong] of damaged(approved, 'PolicyApproved')) {
    t.throws(() => decodePolicyEvent(recorded('PolicyApproved', wrong)), refused('data'), what)
  }
  const edited = { ...document, title: '另一份' } as unknown as JsonObject
  t.throws(
    () => decodePolicyEvent(recorded('PolicyDrafted', { ...drafted, document: edited })),
    refused('data/digest'),
  )
  t.throws(
    () => decodePolicyEvent(recorded('PolicyDrafted', { ...drafted, document: {} })),
    refused('data/document'),
  )
  const { document: _gone, ...none } = drafted
  t.throws(() => decodePolicyEvent(recorded('PolicyDrafted', none)), refused('data/document'))
  t.end()
})
