import { test } from 'tap'
import type { PersonCommand, PersonCommandData } from '../../src/domain/person/commands.ts'
import { folded, givenIn, past, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** Titles and trainings: recorded, corrected, taken back. The refusal, the event, the repeat. */

const noteCommitment = 'n'
const provincial = 'technical-expert-provincial'
const officer = someone('officer')

const grant = (over: Partial<PersonCommandData<'GrantRecognition'>> = {}): PersonCommand => ({
  type: 'GrantRecognition',
  data: { title: provincial, grantedOn: '2025-02-01', document: '人社 1 号', ...over },
})
const correctTitle = (change: object, recognitionId = 'r1'): PersonCommand => ({
  type: 'CorrectRecognition',
  data: { recognitionId, noteCommitment, ...change },
})
const revoke = (revokedOn: string, recognitionId = 'r1'): PersonCommand => ({
  type: 'RevokeRecognition',
  data: { recognitionId, revokedOn, noteCommitment },
})

const details = {
  course: 'overseas',
  trainingId: 'K-1',
  startsOn: '2025-03-03',
  endsOn: '2025-03-07',
  eligibleCostFen: 1,
}
const certificate = { occupation: '车工', level: '高级工', numberDigest: 'd', issuedOn: '2025-03-10' }
const record = (over: Partial<PersonCommandData<'RecordCompletion'>> = {}): PersonCommand => ({
  type: 'RecordCompletion',
  data: { ...details, provider: 'p1', certificates: [], ...over },
})
const correct = (change: object, completionId = 't1'): PersonCommand => ({
  type: 'CorrectCompletion',
  data: { completionId, change, noteCommitment },
})
const takeBack = (completionId = 't1'): PersonCommand => ({
  type: 'WithdrawCompletion',
  data: { completionId, noteCommitment },
})

test('a title is granted, corrected and revoked', (t) => {
  const given = givenIn(t, { today: '2025-06-01' })
  const held = [story.registered(), story.granted('r1', provincial, '2025-02-01')]
  given().when(grant()).refused('person-unknown')
  given(...held)
    .when(grant({ title: 'captain' }))
    .refused('title-unknown', { title: 'captain' })
  given(...held)
    .when(grant({ grantedOn: '2025-06-02' }))
    .refused('date-future', { field: 'grantedOn' })
  given(story.registered())
    .when(grant({ grantedOn: '2025-06-01' }))
    .happens({ type: 'RecognitionGranted', data: { recognitionId: `${personId}-r1` } })
  given(...held)
    .when(grant(), officer, 'a second document is a second record')
    .happens({ type: 'RecognitionGranted', data: { recognitionId: `${personId}-r2` } })

  given(...held)
    .when(correctTitle({ title: 'captain' }))
    .refused('title-unknown', { title: 'captain' })
  given(...held)
    .when(correctTitle({ grantedOn: '2026-01-01' }))
    .refused('date-future', { field: 'grantedOn' })
  given(...held)
    .when(correctTitle({ title: provincial }))
    .refused('nothing-changed', { id: 'r1' })
  given(...held)
    .when(correctTitle({}, 'constructor'))
    .refused('recognition-unknown', { id: 'constructor' })
  given(...held, story.completed('t1'))
    .when(correctTitle({}, 't1'))
    .refused('recognition-unknown', { id: 't1' })
  given(...held)
    .when(correctTitle({ grantedOn: '2025-01-15' }))
    .happens({
      type: 'RecognitionCorrected',
      data: { title: provincial, grantedOn: '2025-01-15', document: '人社 1 号' },
    })

  given(...held)
    .when(revoke('2025-01-31'))
    .refused('date-order', { field: 'revokedOn' })
  given(...held)
    .when(revoke('2025-06-02'))
    .refused('date-future', { field: 'revokedOn' })
  given(...held)
    .when(revoke('2025-02-01', 'r9'))
    .refused('recognition-unknown', { id: 'r9' })
  given(...held)
    .when(revoke('2025-02-01'))
    .happens({ type: 'RecognitionRevoked', data: { revokedOn: '2025-02-01' } })
  given(...held, story.revoked('r1'))
    .when(revoke('2025-05-01'), officer, 'again')
    .refused('already-revoked', { id: 'r1' })
  given(...held, story.revoked('r1'))
    .when(correctTitle({ document: 'x' }))
    .refused('already-revoked', { id: 'r1' })
  t.end()
})

test('a training is recorded, corrected and taken back', (t) => {
  const given = givenIn(t, { today: '2025-06-01' })
  const held = [story.registered(), story.completed('t1', { ...details })]
  given().when(record()).refused('person-unknown')
  given(...held)
    .when(record({ course: 'cooking' }))
    .refused('course-unknown', { course: 'cooking' })
  given(...held)
    .when(record({ endsOn: '2025-03-02' }))
    .refused('date-order', { field: 'endsOn' })
  given(...held)
    .when(record({ endsOn: '2025-06-02' }))
    .refused('date-future', { field: 'endsOn' })
  given(story.registered())
    .when(record({ endsOn: '2025-06-01', certificates: [certificate, certificate] }))
    .happens(
      {
        type: 'TrainingCompleted',
        data: { completionId: `${personId}-t1`, provider: 'p1', ...details, endsOn: '2025-06-01' },
      },
      { type: 'CertificateIssued', data: { completionId: `${personId}-t1`, certificate } },
      { type: 'CertificateIssued' },
    )

  given(...held)
    .when(correct({ course: 'cooking' }))
    .refused('course-unknown', { course: 'cooking' })
  given(...held)
    .when(correct({ startsOn: '2025-03-08' }))
    .refused('date-order', { field: 'endsOn' })
  given(...held)
    .when(correct({ endsOn: '2025-06-02' }))
    .refused('date-future', { field: 'endsOn' })
  given(...held)
    .when(correct({}))
    .refused('nothing-changed', { id: 't1' })
  given(...held)
    .when(correct({ course: 'overseas' }))
    .refused('nothing-changed', { id: 't1' })
  given(...held)
    .when(correct({ course: 'composite' }, 't2'))
    .refused('completion-unknown', { id: 't2' })
  given(...held)
    .when(correct({ eligibleCostFen: 2 }))
    .happens({ type: 'CompletionCorrected', data: { completionId: 't1', ...details, eligibleCostFen: 2 } })

  given(...held)
    .when(takeBack('r1'))
    .refused('completion-unknown', { id: 'r1' })
  given(...held)
    .when(takeBack())
    .happens({ type: 'CompletionWithdrawn', data: { completionId: 't1' } })
  given(...held, story.withdrawnRecord('t1'))
    .when(takeBack(), officer, 'again')
    .refused('already-revoked', { id: 't1' })
  given(...held, story.withdrawnRecord('t1'))
    .when(correct({ eligibleCostFen: 2 }))
    .refused('already-revoked', { id: 't1' })
  t.end()
})

test('a correction counts from then on, and keeps the certificates', (t) => {
  const change = { ...details, eligibleCostFen: 9, course: 'composite', completionId: 't1', noteCommitment }
  const held = [
    story.registered(),
    story.completed('t1'),
    story.certified('t1', '车工', '三级'),
    story.certified('t1', '焊工', '三级'),
  ]
  const corrected = past({ type: 'CompletionCorrected', data: change }, officer)
  const before = folded(held).facts.get('t1')
  const after = folded([...held, corrected]).facts.get('t1')
  t.match(after, {
    of: 'composite',
    relevantOn: '2025-03-07',
    eligibleCostFen: 9,
    revoked: false,
    provider: 'p1',
  })
  t.strictSame(after?.certificates, before?.certificates)
  t.equal(after?.certificates.length, 2)
  t.strictSame([before?.eventId, after?.eventId], ['e1', 'e4'], 'a decision rests on the correcting event')
  t.strictSame(after?.recordedBy, ['provider', 'officer'])
  t.end()
})
