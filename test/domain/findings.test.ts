import { test } from 'tap'
import type { DecideContext, PersonCommand, PersonCommandData } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { Elsewhere } from '../../src/domain/person/elsewhere.ts'
import type { PersonEventData } from '../../src/domain/person/events.ts'
import { contextOf, folded, givenIn, type Past, past, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** Rules that hold one record against others: what they find holds a claim, and a person decides on it. */

const today = '2026-06-01'
const provider = someone('provider')
const nothing: Elsewhere = { born: null, sharingAccount: 0, holders: {}, issued: {} }

const certificate = { occupation: '焊工', level: '高级工', numberDigest: 'd1', issuedOn: '2026-05-20' }
const details = {
  course: 'workshop-in-province',
  trainingId: 'K-9',
  startsOn: '2026-05-11',
  endsOn: '2026-05-15',
  eligibleCostFen: 100_000,
}
const record = (over: Partial<PersonCommandData<'RecordCompletion'>> = {}): PersonCommand => ({
  type: 'RecordCompletion',
  data: { provider: 'p1', certificates: [], ...details, ...over },
})

/** What a command raises over a history, as rule and the records it names. */
const raisedBy = (
  command: PersonCommand,
  history: readonly Past[] = [],
  elsewhere: Partial<Elsewhere> = {},
): readonly (readonly [string, readonly string[]])[] => {
  const context: DecideContext = {
    ...contextOf(provider, { today }),
    elsewhere: { ...nothing, ...elsewhere },
  }
  const events = decidePerson(command, folded([story.registered(), ...history]), context)
  return events.flatMap(({ type, data }) =>
    type === 'FindingRaised' ? [[data.rule, data.becauseOf] as const] : [],
  )
}

const own = `${personId}-t1`
const second = `${personId}-t2`
const at = (id: string, startsOn: string, endsOn: string, over: object = {}) =>
  story.completed(id, { startsOn, endsOn, ...over })

test('overlapping-trainings: another class on one of the days', (t) => {
  const rows: [string, Past[], readonly string[]][] = [
    ['the day before', [at('t0', '2026-05-01', '2026-05-10')], []],
    ['the first day', [at('t0', '2026-05-01', '2026-05-11')], ['t0']],
    ['the last day', [at('t0', '2026-05-15', '2026-05-20')], ['t0']],
    ['the day after', [at('t0', '2026-05-16', '2026-05-20')], []],
    ['the same class', [at('t0', '2026-05-11', '2026-05-15', { trainingId: 'K-9' })], []],
    ['one that was withdrawn', [at('t0', '2026-05-12', '2026-05-13'), story.withdrawnRecord('t0')], []],
  ]
  for (const [name, history, becauseOf] of rows) {
    const expected = becauseOf.length === 0 ? [] : [['overlapping-trainings', becauseOf]]
    t.strictSame(raisedBy(record(), history), expected, name)
  }
  t.end()
})

test('ages are those on the first day, by the value of the day', (t) => {
  const born = (on: string, sex: 'male' | 'female') => ({ born: { on, sex } })
  const retired = [['retirement-age', [own]]]
  const young = [['minimum-age', [own]]]
  // 725 months for men and 665 for women from May 2026.
  t.strictSame(raisedBy(record(), [], born('1965-12-11', 'male')), retired)
  t.strictSame(raisedBy(record(), [], born('1965-12-12', 'male')), [])
  t.strictSame(raisedBy(record(), [], born('1970-12-11', 'female')), retired)
  t.strictSame(raisedBy(record(), [], born('1970-12-12', 'female')), [])
  t.strictSame(raisedBy(record(), [], born('1970-12-11', 'male')), [])
  const before = { startsOn: '2024-12-30', endsOn: '2024-12-31' }
  t.strictSame(raisedBy(record(before), [], born('1964-12-30', 'male')), retired, 'the older rule')
  t.strictSame(raisedBy(record(before), [], born('1964-12-31', 'male')), [])
  t.strictSame(raisedBy(record(), [], born('2010-05-11', 'male')), [], 'sixteen that day')
  t.strictSame(raisedBy(record(), [], born('2010-05-12', 'male')), young)
  t.strictSame(raisedBy(record()), [], 'of somebody whose id number is gone nothing is known')
  t.end()
})

test('enrolled-student: by a title that is not too old', (t) => {
  const student = (on: string) => story.granted('r1', 'recruited-student', on)
  const found = [['enrolled-student', ['r1']]]
  t.strictSame(raisedBy(record(), [student('2026-05-12')]), [], 'granted later')
  t.strictSame(raisedBy(record(), [student('2026-05-11')]), found)
  t.strictSame(raisedBy(record(), [student('2022-05-12')]), found, 'in the last of 48 months')
  t.strictSame(raisedBy(record(), [student('2022-05-11')]), [])
  t.strictSame(raisedBy(record(), [student('2026-05-01'), story.revoked('r1')]), [])
  t.strictSame(raisedBy(record(), [story.granted('r1', 'golden-collar', '2026-05-01')]), [])
  t.end()
})

test('what others have: one account, one certificate, too many of one day', (t) => {
  t.strictSame(raisedBy(record(), [], { sharingAccount: 0 }), [])
  t.strictSame(raisedBy(record(), [], { sharingAccount: 1 }), [['account-shared', [own]]])

  const certified = record({ certificates: [certificate] })
  t.strictSame(raisedBy(certified, [], { holders: { d2: ['x-t1'] } }), [])
  t.strictSame(raisedBy(certified, [], { holders: { d1: ['x-t1'] } }), [['certificate-twice', ['x-t1']]])
  const held = at('t0', '2026-01-05', '2026-01-06')
  const same = past({ type: 'CertificateIssued', data: { completionId: 't0', certificate } })
  t.strictSame(raisedBy(certified, [held, same], { holders: { d1: ['t0'] } }), [
    ['certificate-twice', ['t0']],
  ])
  const gone = [held, same, story.withdrawnRecord('t0')]
  t.strictSame(raisedBy(certified, gone, { holders: { d1: ['t0'] } }), [], 'of a withdrawn record')

  t.strictSame(raisedBy(certified, [], { issued: { '2026-05-20': 499 } }), [])
  t.strictSame(raisedBy(certified, [], { issued: { '2026-05-20': 500 } }), [['provider-burst', [own]]])
  t.strictSame(raisedBy(certified, [], { issued: { '2026-05-21': 500 } }), [])
  const byOffice = record({ certificates: [certificate], provider: null })
  t.strictSame(raisedBy(byOffice, [], { issued: { '2026-05-20': 500 } }), [])
  t.end()
})

const about = { no: 1, rule: 'account-shared', completionId: 't1' } as const
const open = {
  type: 'FindingRaised' as const,
  data: { ...about, clause: 'c', becauseOf: ['t1'], provider: 'p1', district: '330602' },
} satisfies { type: 'FindingRaised'; data: PersonEventData<'FindingRaised'> }
const resolved = (upheld: boolean, completionId = 't1') =>
  past(
    { type: 'FindingResolved', data: { ...about, completionId, upheld, noteCommitment: 'n' } },
    someone('officer', 'inspector'),
  )
test('a finding is recorded with its rule, clause and place, once', (t) => {
  const given = givenIn(t, { today })
  const other = at('t0', '2026-05-01', '2026-05-11')
  const finding = { no: 1, rule: 'overlapping-trainings', clause: /审计/, completionId: second }
  given(story.registered(), other)
    .when(record(), provider)
    .happens(
      { type: 'TrainingCompleted', data: { completionId: second, district: '330602' } },
      { type: 'FindingRaised', data: { ...finding, becauseOf: ['t0'], provider: 'p1', district: '330602' } },
    )
  const held = [at('t1', '2026-05-20', '2026-05-21'), other]
  const corrected = (endsOn: string): PersonCommand => ({
    type: 'CorrectCompletion',
    data: { completionId: 't1', change: { startsOn: '2026-05-01', endsOn }, noteCommitment: 'n' },
  })
  const overlap = { rule: 'overlapping-trainings', becauseOf: ['t0'] }
  const raised = { ...open, data: { ...open.data, ...overlap } }
  t.strictSame(raisedBy(corrected('2026-05-21'), held), [['overlapping-trainings', ['t0']]])
  t.strictSame(raisedBy(corrected('2026-05-21'), [...held, past(raised)]), [], 'somebody is to look at it')
  t.strictSame(raisedBy(corrected('2026-05-22'), [...held, past(raised), resolved(false, 't1')]), [])
  const more = [...held, past(raised), resolved(false, 't1'), at('t5', '2026-05-22', '2026-05-22')]
  t.strictSame(
    raisedBy(corrected('2026-05-22'), more),
    [['overlapping-trainings', ['t0', 't5']]],
    'more than was looked at',
  )
  t.end()
})

const resolve = (no = 1, upheld = false): PersonCommand => ({
  type: 'ResolveFinding',
  data: { no, upheld, noteCommitment: 'n' },
})

test('somebody else than who recorded it decides on a finding, once', (t) => {
  const given = givenIn(t, { today })
  const held = [story.registered(), story.completed('t1'), past(open)]
  const relative = past({ type: 'RelativeDeclared', data: { personId, relativeId: 'cousin' } })
  given(...held)
    .when(resolve(2))
    .refused('finding-unknown', { no: '2' })
  given(...held)
    .when(resolve(), provider, 'by who recorded it')
    .refused('separation-of-duties')
  given(...held)
    .when(resolve(), someone('officer', personId), 'their own')
    .refused('separation-of-duties')
  given(...held, relative)
    .when(resolve(), someone('officer', 'cousin'), 'a relative')
    .refused('separation-of-duties')
  given(...held)
    .when(resolve(1, true))
    .happens({ type: 'FindingResolved', data: { ...about, upheld: true, noteCommitment: 'n' } })
  given(...held, resolved(true))
    .when(resolve(), someone('officer'), 'again')
    .refused('finding-resolved', { no: '1' })
  t.end()
})

test('what is so may be put right: after a return it is decided on again, and not before', (t) => {
  const given = givenIn(t, { today })
  const back = past({ type: 'ClaimReturned', data: { claimId: 'c1', noteCommitment: 'n' } })
  const submitted = [story.registered(), story.completed('t1'), story.submitted('c1', details.course, 't1')]
  const upheld = [...submitted, past(open), resolved(true)]
  const again = past({ type: 'ClaimResubmitted', data: { claimId: 'c1' } })
  const by = someone('officer', 'another')
  given(...upheld)
    .when(resolve(), by)
    .refused('finding-resolved', { no: '1' })
  given(...upheld)
    .when(resolve(1, true), by)
    .happens()
  given(...upheld, back, again)
    .when(resolve(), provider)
    .refused('separation-of-duties')
  given(...submitted, past(open), resolved(false), back)
    .when(resolve(1, true), by)
    .refused('finding-resolved', { no: '1' })
  given(...upheld, back, again)
    .when(resolve(1, true), by)
    .happens()
  given(...upheld, back, again)
    .when(resolve(), by)
    .happens({ type: 'FindingResolved', data: { ...about, upheld: false, noteCommitment: 'n' } })
  const cured = [...upheld, back, again, resolved(false)]
  const review: PersonCommand = { type: 'ReviewClaim', data: { claimId: 'c1' } }
  given(...cured)
    .when(review, someone('officer', 'reviewing'))
    .happens({ type: 'ClaimAssessed' }, { type: 'ClaimReviewed' })
  given(...cured)
    .when(resolve(1, true), by)
    .happens({ type: 'FindingResolved', data: { upheld: true } })
  t.end()
})

const training = {
  trainingId: 'K-t1',
  provider: 'p1',
  course: details.course,
  startsOn: '2025-03-03',
  endsOn: '2025-03-07',
  occupation: null,
  level: null,
  hours: 40,
  department: 'jxj',
  district: '330602',
  status: 'finished',
  enrolled: true,
  room: 0,
  providerFault: null,
  openFindings: [],
  upheldFindings: [],
} as const

test('a finding on the basis or its class holds the claim until it is decided, and bars it if it is so', (t) => {
  const submitted = [story.registered(), story.completed('t1'), story.submitted('c1', details.course, 't1')]
  const reviewed = [...submitted, story.reviewed('c1')]
  const review: PersonCommand = { type: 'ReviewClaim', data: { claimId: 'c1' } }
  const approve: PersonCommand = { type: 'ApproveClaim', data: { claimId: 'c1' } }
  const facts = { claimId: 'c1', rule: 'account-shared' }
  const given = givenIn(t, { today })
  const [officer, reviewer] = [someone('officer', 'reviewing'), someone('reviewer')]
  for (const [history, step, by] of [
    [submitted, review, officer],
    [reviewed, approve, reviewer],
  ] as const) {
    given(...history, past(open))
      .when(step, by)
      .refused('finding-open', facts)
    given(...history, past(open), resolved(true))
      .when(step, by)
      .refused('finding-upheld', facts)
    const elsewhere = past({ ...open, data: { ...open.data, completionId: 't7' } })
    const events = (history === submitted ? ['ClaimReviewed'] : ['ClaimApproved']) as ['ClaimReviewed']
    const happens = [{ type: 'ClaimAssessed' }, { type: events[0] }] as const
    given(...history, past(open), resolved(false))
      .when(step, by)
      .happens(...happens)
    given(...history, elsewhere)
      .when(step, by)
      .happens(...happens)
    const state = folded(history)
    const classRule = { ...training, openFindings: ['room-two-places'] }
    const within = (facts: object) => ({ ...contextOf(by, { today }), training: { ...training, ...facts } })
    t.throws(() => decidePerson(step, state, within(classRule)), { code: 'finding-open' })
    t.throws(() => decidePerson(step, state, within({ upheldFindings: ['room-two-places'] })), {
      code: 'finding-upheld',
      facts: { rule: 'room-two-places' },
    })
    t.equal(decidePerson(step, state, within({ ...classRule, trainingId: 'K-other' })).length, 2)
    t.equal(decidePerson(step, state, within({ ...classRule, provider: 'p2' })).length, 2, 'not its class')
    t.equal(decidePerson(step, state, within({})).length, 2)
  }
  const reject: PersonCommand = { type: 'RejectClaim', data: { claimId: 'c1', noteCommitment: 'n' } }
  given(...reviewed, past(open))
    .when(reject, reviewer)
    .happens({ type: 'ClaimRejected' })
  t.end()
})
