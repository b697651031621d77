import { test } from 'tap'
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts'
import type { DecideContext, PersonCommand, PersonCommandData } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { TrainingFacts } from '../../src/domain/training/facts.ts'
import { contextOf, folded, givenIn, past, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** A completion belongs to a class where the policy asks for one, and fits it wherever there is one. */

const today = '2026-12-31'
const provider = someone('provider')
const training: TrainingFacts = {
  trainingId: 'K-1',
  provider: 'p1',
  course: 'vocational',
  startsOn: '2026-07-06',
  endsOn: '2026-07-17',
  occupation: '焊工',
  level: '高级工',
  hours: 64,
  department: 'jxj',
  district: '330602',
  status: 'open',
  enrolled: false,
  room: 1,
  providerFault: null,
  openFindings: [],
  upheldFindings: [],
}
const details = {
  course: 'vocational',
  trainingId: 'K-1',
  startsOn: '2026-07-06',
  endsOn: '2026-07-17',
  eligibleCostFen: 100_000,
}
type Data = PersonCommandData<'RecordCompletion'>
const record = (over: Partial<Data> = {}): PersonCommand => ({
  type: 'RecordCompletion',
  data: { provider: 'p1', certificates: [], ...details, ...over },
})
const registered = folded([story.registered()])
const decided = (command: PersonCommand, of: Partial<TrainingFacts> | null, state = registered) => {
  const facts = of === null ? null : { ...training, ...of }
  const context: DecideContext = { ...contextOf(provider, { today }), training: facts }
  return decidePerson(command, state, context)
}

test('a class that is needed must be there; where it is, it must fit', (t) => {
  const refused = (code: DomainErrorCode, of: Partial<TrainingFacts> | null, over: Partial<Data> = {}) =>
    t.throws(() => decided(record(over), of), { name: 'DomainError', code }, code)
  refused('training-unknown', null)
  refused('training-unknown', { trainingId: 'K-2' })
  refused('training-unknown', { provider: 'p2' })
  for (const status of ['planned', 'closed', 'cancelled'] as const) refused('training-not-open', { status })
  refused('training-course', { course: 'composite' })
  refused('training-dates', {}, { startsOn: '2026-07-05' })
  refused('training-dates', {}, { endsOn: '2026-07-18' })
  refused('training-full', { room: 0 })
  refused('provider-not-eligible', { providerFault: 'provider-suspended' })
  refused('training-course', {}, { course: 'overseas' })
  for (const of of [{}, { status: 'finished' }, { room: 0, enrolled: true }] as const) {
    t.match(decided(record(), of), [{ type: 'TrainingCompleted' }])
  }
  t.match(
    decided(record({ provider: null }), {}),
    [{ type: 'TrainingCompleted' }],
    'an office, for any class',
  )
  t.end()
})

test('before its day, and of other courses, no class is needed', (t) => {
  const early = { startsOn: '2023-12-25', endsOn: '2023-12-29' }
  for (const over of [early, { course: 'overseas' }]) {
    const [event] = decided(record(over), null)
    t.equal(event?.type, 'TrainingCompleted')
    t.notOk(event && 'training' in event.data, 'nothing is made up')
  }
  t.end()
})

test('the completion takes over what registers group it by', (t) => {
  const copied = { department: 'jxj', occupation: '焊工', level: '高级工', hours: 64 }
  t.match(decided(record(), {})[0]?.data, { district: '330602', provider: 'p1', training: copied })
  t.end()
})

const correct = (change: PersonCommandData<'CorrectCompletion'>['change']): PersonCommand => ({
  type: 'CorrectCompletion',
  data: { completionId: 't1', change, noteCommitment: 'n' },
})

test('a correction is held against the class where it touches what the class rules', (t) => {
  const state = folded([story.registered(), story.completed('t1', details)])
  const moved = { endsOn: '2026-07-16' }
  t.throws(() => decided(correct(moved), null, state), { code: 'training-unknown' })
  t.throws(() => decided(correct(moved), { status: 'closed' }, state), { code: 'training-not-open' })
  t.throws(() => decided(correct({ endsOn: '2026-07-18' }), {}, state), { code: 'training-dates' })
  const other = correct({ trainingId: 'K-2' })
  t.throws(() => decided(other, { trainingId: 'K-2', room: 0 }, state), { code: 'training-full' })
  const copied = { training: { department: 'jxj' }, district: '330602' }
  t.match(decided(correct(moved), { room: 0 }, state)[0]?.data, copied, 'who completed it had a place')
  const cost = correct({ eligibleCostFen: 9 })
  t.match(
    decided(cost, { status: 'closed' }, state)[0]?.data,
    copied,
    'another cost, when the class is closed',
  )
  t.match(decided(cost, null, state), [{ type: 'CompletionCorrected' }])
  t.throws(() => decided(correct({}), {}, state), new DomainError('nothing-changed', { id: 't1' }))
  t.end()
})

test('a class that another provider registers under the same id is none of the completion’s', (t) => {
  const early = { ...details, course: 'overseas', startsOn: '2026-07-06', endsOn: '2026-07-17' }
  const state = folded([story.registered(), story.completed('t1', { ...early, provider: 'p1' })])
  const others = { provider: 'p2', course: 'vocational', status: 'planned' } as const
  for (const change of [{ eligibleCostFen: 9 }, { endsOn: '2026-07-16' }]) {
    const [event] = decided(correct(change), others, state)
    t.equal(event?.type, 'CompletionCorrected')
    t.notOk(event && 'training' in event.data, 'nothing of it is taken over')
  }
  t.end()
})

test('levels are the policy’s, kinds are told apart, and one evaluation gives a certificate and a title', (t) => {
  const given = givenIn(t, { today: '2026-06-01' })
  const issued = { occupation: '焊工', level: '高级工', numberDigest: 'd', issuedOn: '2026-05-20' }
  const over = { course: 'composite', startsOn: '2026-05-11', endsOn: '2026-05-15' }
  const with_ = (...certificates: Data['certificates']) => record({ ...over, certificates })
  const held = [story.registered()]
  given(...held)
    .when(with_({ ...issued, level: '三级' }))
    .refused('level-unknown')
  given(...held)
    .when(with_({ ...issued, kind: 'skill-level', level: '工程师' }))
    .refused('level-unknown')
  given(...held)
    .when(with_({ ...issued, kind: 'industry', evaluation: 'E-1' }))
    .refused('evaluation-kind')
  const both = [
    { ...issued, evaluation: 'E-1' },
    { ...issued, kind: 'title' as const, level: '工程师', numberDigest: 'e', evaluation: 'E-1' },
  ]
  const completionId = `${personId}-t1`
  given(...held)
    .when(with_(...both))
    .happens(
      { type: 'TrainingCompleted' },
      ...both.map((certificate) => ({
        type: 'CertificateIssued' as const,
        data: { completionId, certificate, provider: 'p1', district: '330602' },
      })),
    )
  t.end()
})

test('a skill certificate is for what its class is held for', (t) => {
  const issued = { occupation: '焊工', level: '高级工', numberDigest: 'd', issuedOn: '2026-07-20' }
  const other = { ...issued, numberDigest: 'e', level: '特级技师' }
  const title = { ...other, kind: 'title' as const, level: '工程师' }
  const with_ = (...certificates: Data['certificates']) => record({ certificates })
  const code = 'training-certificate'
  const facts = (field: string) => ({ code, facts: { field, heldFor: '焊工 高级工' } })
  t.throws(() => decided(with_(issued, other), {}), facts('level'))
  t.throws(() => decided(with_({ ...issued, level: '中级工' }), {}), facts('level'), 'nor a lower one')
  t.throws(() => decided(with_({ ...issued, occupation: '钳工' }), {}), facts('occupation'))
  const narrow = { occupation: null, level: '中级工' }
  t.throws(() => decided(with_(issued), narrow), { code, facts: { field: 'level', heldFor: '中级工' } })
  const happens = [{ type: 'TrainingCompleted' }, { type: 'CertificateIssued' }]
  t.match(decided(with_(issued), { level: '三级/高级工' }), happens, 'by another word for the level')
  t.match(decided(with_(other), { occupation: null, level: null }), happens, 'of a class that names nothing')
  t.match(decided(with_(title), {}), happens, 'a title')
  t.match(decided(with_({ ...other, kind: 'vocational' }), {}), happens)

  const bare = folded([story.registered(), story.completed('t1', details)])
  const issue = (certificate: typeof issued): PersonCommand => ({
    type: 'IssueCertificates',
    data: { completionId: 't1', certificates: [certificate] },
  })
  t.throws(() => decided(issue(other), {}, bare), facts('level'))
  t.match(decided(issue(issued), {}, bare), [{ type: 'CertificateIssued' }])

  const old = past({ type: 'CertificateIssued', data: { completionId: 't1', certificate: other } })
  const wrong = folded([story.registered(), story.completed('t1', details), old])
  t.throws(() => decided(correct({ endsOn: '2026-07-16' }), {}, wrong), facts('level'))
  t.match(decided(correct({ eligibleCostFen: 9 }), {}, wrong), [{ type: 'CompletionCorrected' }], 'the cost')
  t.end()
})

test('another number for what a training proves replaces the certificate it had', (t) => {
  const given = givenIn(t, { today })
  const certificate = { occupation: '焊工', level: '高级工', numberDigest: 'd1', issuedOn: '2025-03-10' }
  const other = { ...certificate, numberDigest: 'd2' }
  const title = { ...certificate, kind: 'title' as const, numberDigest: 'd3' }
  const issued = (one: typeof certificate) =>
    past({ type: 'CertificateIssued', data: { completionId: 't1', certificate: one } })
  const voided = (numberDigest: string) => ({
    type: 'CertificateVoided' as const,
    data: { completionId: 't1', numberDigest },
  })
  const issue = (...certificates: Data['certificates']): PersonCommand => ({
    type: 'IssueCertificates',
    data: { completionId: 't1', certificates },
  })
  const held = [story.registered(), story.completed('t1'), issued(certificate)]
  const isNew = (one: typeof certificate) => ({
    type: 'CertificateIssued' as const,
    data: { completionId: 't1', certificate: one },
  })
  given(...held)
    .when(issue(other))
    .happens(voided('d1'), isNew(other))
  given(...held)
    .when(issue(certificate, other))
    .happens(isNew(other))
  given(...held)
    .when(issue(title))
    .happens(isNew(title))
  given(...held, past(voided('d1')), issued(other))
    .when(issue(other))
    .happens()
  given(...held, past(voided('d1')), issued(other))
    .when(issue(certificate))
    .happens(voided('d2'), isNew(certificate))
  t.end()
})

test('certificates go with their completion', (t) => {
  const given = givenIn(t, { today })
  const issued = (numberDigest: string) => {
    const certificate = { occupation: '焊工', level: '高级工', numberDigest, issuedOn: '2025-03-10' }
    return past({ type: 'CertificateIssued', data: { completionId: 't1', certificate } })
  }
  given(story.registered(), story.completed('t1'), issued('d1'), issued('d2'))
    .when({ type: 'WithdrawCompletion', data: { completionId: 't1', noteCommitment: 'n' } })
    .happens(
      { type: 'CompletionWithdrawn' },
      { type: 'CertificateVoided', data: { completionId: 't1', numberDigest: 'd1' } },
      { type: 'CertificateVoided', data: { completionId: 't1', numberDigest: 'd2' } },
    )
  t.end()
})
