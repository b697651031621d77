import { test } from 'tap'
import type { PersonCommand, PersonCommandData } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { contextOf, folded, givenIn, past, personId, someone } from '../support/given.ts'
import { derivedPolicy, namingFrom } from '../support/policies.ts'
import * as story from '../support/story.ts'

/** 免申即享: from an official list the claim is made for the person, who only confirms the account. */

const officer = someone('officer', 'recorder')
const claimId = `${personId}-c1`
const grant = (over: Partial<PersonCommandData<'GrantRecognition'>> = {}): PersonCommand => ({
  type: 'GrantRecognition',
  data: {
    title: 'technical-expert-municipal',
    grantedOn: '2025-02-01',
    document: '绍人社 1 号',
    officialList: true,
    ...over,
  },
})
const confirm: PersonCommand = { type: 'ConfirmAccount', data: { claimId } }
const withAccount = story.registered({ commitments: { name: 'c0', bankAccount: 'c1' } })
const granted = (first = withAccount) => {
  const events = decidePerson(grant(), folded([first]), contextOf(officer))
  return [first, ...events.map((event) => past(event, officer))]
}

test('a title from an official list comes with its claim', (t) => {
  const given = givenIn(t)
  const one = given(withAccount, story.moved('330603', '2025-03-01'))
  one.when(grant({ officialList: false }), officer, 'of no list').happens({ type: 'RecognitionGranted' })
  one
    .when(grant({ title: 'golden-collar' }), officer, 'its amount is not in force')
    .happens({ type: 'RecognitionGranted' })
  one.when(grant({ title: 'captain' }), officer).refused('title-unknown', { title: 'captain' })
  const filed = {
    claimId,
    instrument: 'technical-expert-municipal',
    basis: `${personId}-r1`,
    requestedFen: null,
    filedOn: '2026-12-31',
    district: '330602',
    provider: null,
    onBehalf: true,
  }
  one.when(grant(), officer).happens(
    { type: 'RecognitionGranted', data: { recognitionId: `${personId}-r1` } },
    { type: 'ClaimSubmitted', data: filed },
    {
      type: 'ClaimAssessed',
      data: { claimId, stage: 'submission', assessment: { outcome: 'approved', amountFen: 300_000 } },
    },
  )
  t.equal(folded(granted()).claims.get(claimId)?.status, 'unconfirmed')
  given(...granted())
    .when(grant(), officer, 'a second document')
    .happens(
      { type: 'RecognitionGranted', data: { recognitionId: `${personId}-r2` } },
      { type: 'ClaimSubmitted', data: { claimId: `${personId}-c2` } },
      { type: 'ClaimAssessed' },
    )
  t.end()
})

test('the assessment rests on the grant of the same append', (t) => {
  const context = { ...contextOf(officer), eventId: (index: number) => `new-${index}` }
  const [, , assessed] = decidePerson(grant(), folded([withAccount]), context)
  if (assessed?.type !== 'ClaimAssessed') return t.fail('none')
  t.strictSame(assessed.data.assessment.steps[0]?.becauseOf, ['new-0'])
  return t.end()
})

test('every award that the title gives without an amount named', (t) => {
  const policy = derivedPolicy((draft) => {
    namingFrom('2025-01-01')(draft)
    const naming = draft.instruments.find(({ id }) => id === 'golden-collar-naming')
    if (naming === undefined) throw new Error('no naming')
    draft.instruments.push({ ...naming, id: 'golden-collar-bonus', name: '另一项' })
  })
  const given = givenIn(t, { policy })
  given(withAccount)
    .when(grant({ title: 'golden-collar' }), officer)
    .happens(
      { type: 'RecognitionGranted' },
      { type: 'ClaimSubmitted', data: { claimId, instrument: 'golden-collar-naming' } },
      { type: 'ClaimAssessed', data: { claimId } },
      { type: 'ClaimSubmitted', data: { claimId: `${personId}-c2`, instrument: 'golden-collar-bonus' } },
      { type: 'ClaimAssessed', data: { claimId: `${personId}-c2` } },
    )
  given(withAccount)
    .when(grant({ title: 'golden-collar', grantedOn: '2024-12-31' }), officer, 'before its amount')
    .happens({ type: 'RecognitionGranted' })
  t.end()
})

test('the person confirms an account that is known, once', (t) => {
  const given = givenIn(t)
  const applicant = someone('applicant', personId)
  given(...granted(story.registered()))
    .when(confirm, applicant)
    .refused('account-missing', { claimId })
  given(...granted())
    .when(confirm, applicant)
    .happens({ type: 'ClaimAccountConfirmed', data: { claimId } })
  const confirmed = (by = applicant) => [
    ...granted(),
    past({ type: 'ClaimAccountConfirmed', data: { claimId } }, by),
  ]
  given(...confirmed())
    .when(confirm, applicant, 'once more')
    .refused('state-conflict', { claimId, status: 'submitted' })
  const review: PersonCommand = { type: 'ReviewClaim', data: { claimId } }
  given(...granted())
    .when(review)
    .refused('state-conflict', { claimId, status: 'unconfirmed' })
  given(...confirmed())
    .when(review, officer, 'by who filed it')
    .refused('separation-of-duties')
  given(...confirmed(someone('officer', 'second')))
    .when(review, someone('officer', 'second'), 'by who confirmed it')
    .refused('separation-of-duties')
  given(...confirmed())
    .when(review)
    .happens({ type: 'ClaimAssessed' }, { type: 'ClaimReviewed' })
  t.end()
})

test('an unconfirmed claim follows the district that pays it', (t) => {
  const move: PersonCommand = { type: 'MovePerson', data: { district: '330603', movedOn: '2025-01-31' } }
  givenIn(t)(...granted())
    .when(move)
    .happens({ type: 'PersonMoved' }, { type: 'ClaimTransferred', data: { claimId, district: '330603' } })
  t.end()
})
