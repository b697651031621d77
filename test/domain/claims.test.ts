import { test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { answerOf, contextOf, folded, givenIn, type Past, past, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** The life of a claim: every step from every state, and who may take it. */

type Step = 'ReturnClaim' | 'ReviewClaim' | 'ApproveClaim' | 'RejectClaim' | 'WithdrawClaim'

const inside = 'workshop-in-province'
const filed = [story.registered(), story.completed('t1'), story.submitted('c1', inside, 't1')]

const stepOn = (type: Step, claimId = 'c1') =>
  ({ type, data: { claimId, noteCommitment: 'n' } }) as PersonCommand

const states = Object.keys(story.into) as story.SubmittedStatus[]
const stranger = someone('officer', 'stranger')

test('a claim that nobody filed is unknown', (t) => {
  for (const claimId of ['c2', 'constructor', '']) {
    givenIn(t)(...filed)
      .when(stepOn('ReviewClaim', claimId))
      .refused('claim-unknown', { claimId })
  }
  t.end()
})

test('what a claim holds comes back when it is withdrawn, and only then', (t) => {
  const held = (status: story.SubmittedStatus) => folded([...filed, ...story.into[status]]).awards.length
  t.strictSame(
    states.map((status) => [status, held(status)]),
    [
      ['submitted', 0],
      ['returned', 0],
      ['reviewed', 0],
      ['approved', 1],
      ['batched', 1],
      ['noticed', 1],
      ['payable', 1],
      ['paid', 1],
      ['rejected', 0],
      ['withdrawn', 0],
      ['recovered', 0],
    ],
  )
  t.equal(folded([...filed, ...story.into.approved, story.withdrawn('c1')]).awards.length, 0)
  t.end()
})

test('the award is decided at approval, over what the person holds by then', (t) => {
  const given = givenIn(t)
  const approve = stepOn('ApproveClaim')
  const reviewedClaim = [...filed, story.reviewed('c1')]
  const used = [
    story.completed('t2', { eligibleCostFen: 900_000 }),
    ...story.awarded('c2', inside, 't2', 900_000),
  ]
  given(...reviewedClaim, story.withdrawnRecord('t1'))
    .when(approve, stranger, 'the basis was withdrawn after the review')
    .happens({ type: 'ClaimAssessed' }, { type: 'ClaimRejected', data: { reasons: ['basis-revoked'] } })
  given(...reviewedClaim, ...used)
    .when(approve, stranger, 'another claim was approved first')
    .happens(
      { type: 'ClaimAssessed', data: { stage: 'approval' } },
      { type: 'ClaimApproved', data: { amountFen: 100_000 } },
    )
  given(...reviewedClaim)
    .when(approve, stranger)
    .happens({ type: 'ClaimAssessed' }, { type: 'ClaimApproved', data: { amountFen: 500_000, basis: 't1' } })
  const [assessed] = decidePerson(stepOn('ReviewClaim'), folded([...filed, ...used]), contextOf(stranger))
  t.ok(assessed?.type === 'ClaimAssessed')
  if (assessed?.type !== 'ClaimAssessed') return
  const trial = answerOf(assessed.data.assessment)
  t.strictSame(trial, { approvedFen: 100_000, reasons: ['trimmed-to-headroom'] }, 'the review is a trial')
  t.end()
})

test('duties are kept apart by person, not by account', (t) => {
  const given = givenIn(t)
  const by = (pid: string) => someone('officer', pid)
  const recorded = (event: Past, pid: string): Past => ({ event: event.event, by: by(pid) })
  const correction = past(
    {
      type: 'CompletionCorrected',
      data: {
        completionId: 't1',
        course: inside,
        trainingId: 'K-t1',
        startsOn: '2025-03-03',
        endsOn: '2025-03-07',
        eligibleCostFen: 600_000,
        noteCommitment: 'n',
      },
    },
    by('corrector'),
  )
  const training = [
    story.registered(),
    recorded(story.completed('t1'), 'recorder'),
    correction,
    recorded(story.submitted('c1', inside, 't1'), 'filer'),
  ]
  const title = [
    story.registered(),
    recorded(story.granted('r1', 'golden-collar', '2025-01-01'), 'recorder'),
    recorded(story.submitted('c1', 'golden-collar-naming', 'r1'), 'filer'),
  ]
  const review = recorded(story.reviewed('c1'), 'reviewer')
  const again = recorded(past({ type: 'ClaimResubmitted', data: { claimId: 'c1' } }), 'refiler')
  const everyone = [personId, 'recorder', 'corrector', 'filer', 'refiler', 'reviewer', 'other']
  const barred: [step: Step, what: string, history: Past[], barred: string[]][] = [
    ['ReviewClaim', 'training', training, [personId, 'recorder', 'corrector', 'filer']],
    ['ReviewClaim', 'title', title, [personId, 'filer']],
    ['ReviewClaim', 'resubmitted claim', [...title, again], [personId, 'filer', 'refiler']],
    [
      'ApproveClaim',
      'resubmitted claim',
      [...title, again, review],
      [personId, 'recorder', 'filer', 'refiler', 'reviewer'],
    ],
    [
      'ApproveClaim',
      'training',
      [...training, review],
      [personId, 'recorder', 'corrector', 'filer', 'reviewer'],
    ],
    ['ApproveClaim', 'title', [...title, review], [personId, 'recorder', 'filer', 'reviewer']],
    ['RejectClaim', 'training', training, [personId]],
    ['ReturnClaim', 'training', training, []],
    ['WithdrawClaim', 'training', training, []],
  ]
  for (const [type, what, history, no] of barred) {
    for (const pid of everyone) {
      const name = `${type} on a ${what} by ${pid}`
      const when = given(...history).when(stepOn(type), { ...by(pid), account: 'another account' }, name)
      if (no.includes(pid)) when.refused('separation-of-duties')
      else t.ok(decidePerson(stepOn(type), folded(history), contextOf(by(pid))).length > 0, name)
    }
  }
  t.end()
})

test('a person is registered once; again, it is recorded and changes no details', (t) => {
  const given = givenIn(t)
  const register = (over: object = {}): PersonCommand => ({
    type: 'RegisterPerson',
    data: { personId, district: '330602', provider: 'p1', commitments: { name: 'c0' }, ...over },
  })
  const change: PersonCommand = { type: 'ChangeDetails', data: { commitments: { phone: 'c1' } } }
  given()
    .when(register({ district: '110101' }))
    .refused('district-unknown', { district: '110101' })
  given().when(stepOn('ReviewClaim')).refused('person-unknown')
  given().when(change).refused('person-unknown')
  given()
    .when(register())
    .happens({ type: 'PersonRegistered', data: { provider: 'p1' } })
  const known = given(story.registered())
  const again = { personId, provider: 'p2' }
  known
    .when(register({ provider: 'p2', district: '330603', commitments: { name: 'c9' } }))
    .happens({ type: 'PersonRegisteredAgain', data: again })
  known.when(change).happens({ type: 'PersonDetailsChanged', data: { commitments: { phone: 'c1' } } })
  const twice = past({ type: 'PersonRegisteredAgain', data: again })
  const state = folded([story.registered(), twice, twice])
  t.strictSame([state.providers, state.commitments], [['p1', 'p2'], { name: 'c0' }])
  t.end()
})

test('what was shown of somebody, to whom and why, is a fact that changes nothing', (t) => {
  const given = givenIn(t)
  const reveal: PersonCommand = {
    type: 'RevealDetails',
    data: { fields: ['name', 'bankAccount'], noteCommitment: 'n' },
  }
  given().when(reveal).refused('person-unknown')
  const shown = { personId, fields: ['name', 'bankAccount'] as const, noteCommitment: 'n' }
  given(story.registered()).when(reveal).happens({ type: 'DetailsRevealed', data: shown })
  const before = folded([story.registered()])
  t.strictSame(folded([story.registered(), past({ type: 'DetailsRevealed', data: shown })]), before)
  t.end()
})

test('a rejection carries the reasons of a trial that said no', (t) => {
  const given = givenIn(t)
  const reject = stepOn('RejectClaim')
  const trial = decidePerson(
    stepOn('ReviewClaim'),
    folded([...filed, story.withdrawnRecord('t1')]),
    contextOf(stranger),
  )
  const refusedTrial = [...filed, story.withdrawnRecord('t1'), ...trial.map((event) => past(event, stranger))]
  given(...refusedTrial)
    .when(reject)
    .happens({ type: 'ClaimRejected', data: { reasons: ['basis-revoked'], noteCommitment: 'n' } })
  const ofTheirOwn = { claimId: 'c1', reasons: [], noteCommitment: 'n' }
  const rejected = decidePerson(reject, folded(filed), contextOf(stranger))
  t.strictSame(rejected, [{ type: 'ClaimRejected', data: ofTheirOwn }], 'for a reason of their own')
  t.end()
})

test('a claim on nothing is recorded, refused, with the district of today', (t) => {
  const given = givenIn(t)
  given(story.registered({ provider: null }), story.moved('330603', '2025-03-07'))
    .when(story.submit(inside, 't9'))
    .happens(
      { type: 'ClaimSubmitted', data: { district: '330603', provider: null } },
      { type: 'ClaimAssessed', data: { assessment: { reasons: ['basis-missing'] } } },
    )
  t.end()
})

test('a fold never fails: what it does not know changes nothing', (t) => {
  const note = { noteCommitment: 'n' }
  const state = folded(filed)
  const strange = [
    past({ type: 'ClaimReviewed', data: { claimId: 'c9' } }),
    past({ type: 'RecognitionRevoked', data: { recognitionId: 'r9', revokedOn: '2025-01-01', ...note } }),
    story.certified('t9', '车工', '三级'),
  ]
  for (const event of strange) t.strictSame(folded([event], state), state, event.event.type)
  t.strictSame(folded([story.registered({ provider: null })]).providers, [])
  t.end()
})

test('only instruments that pay a person can be claimed', (t) => {
  const given = givenIn(t)
  for (const instrument of ['worldskills-base', 'no-such', 'constructor']) {
    given(...filed)
      .when(story.submit(instrument, 't1'))
      .refused('instrument-unknown', { instrument })
  }
  given(...filed)
    .when(story.submit(inside, 't1', 1))
    .happens(
      { type: 'ClaimSubmitted', data: { claimId: `${personId}-c2`, requestedFen: 1 } },
      { type: 'ClaimAssessed' },
    )
  t.end()
})
