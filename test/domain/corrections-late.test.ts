import { test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import { answerOf, contextOf, folded, givenIn, type Past, past, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** Facts that change after the approval: the past stays, a person is asked. */

const inside = 'workshop-in-province'
const filed = [story.registered(), story.completed('t1'), story.submitted('c1', inside, 't1')]
const officer = someone('officer', 'corrector')

const costs = (eligibleCostFen: number): PersonCommand => ({
  type: 'CorrectCompletion',
  data: { completionId: 't1', change: { eligibleCostFen }, noteCommitment: 'n' },
})
const takeBack: PersonCommand = {
  type: 'WithdrawCompletion',
  data: { completionId: 't1', noteCommitment: 'n' },
}

const carriedOn = (history: readonly Past[], ...commands: readonly PersonCommand[]): readonly Past[] => {
  let done = history
  for (const command of commands) {
    const events = decidePerson(command, folded(done), contextOf(officer))
    done = [...done, ...events.map((event) => past(event, officer))]
  }
  return done
}

const standing = ['approved', 'batched', 'noticed', 'payable', 'paid'] as const
const without = ['submitted', 'returned', 'rejected', 'withdrawn', 'recovered'] as const

test('a training that cost less: the difference is proposed, with what it comes to now', (t) => {
  const given = givenIn(t)
  for (const status of without) {
    given(...filed, ...story.into[status])
      .when(costs(300_000), officer, `${status}: nothing stands`)
      .happens({ type: 'CompletionCorrected' })
  }
  given(...filed, ...story.into.reviewed)
    .when(costs(300_000), officer, 'before the decision it is reviewed again')
    .happens({ type: 'CompletionCorrected' }, { type: 'ClaimResubmitted' }, { type: 'ClaimAssessed' })
  for (const status of standing) {
    const history = [...filed, ...story.into[status]]
    const before = folded(history).claims.get('c1')
    given(...history)
      .when(costs(500_001), officer, `${status}: more changes nothing`)
      .happens({ type: 'CompletionCorrected' })
    given(...history)
      .when(costs(300_000), officer, status)
      .happens(
        { type: 'CompletionCorrected' },
        {
          type: 'RecoveryProposed',
          data: { claimId: 'c1', no: 1, amountFen: 200_000, cause: 'late-fact', noteCommitment: null },
        },
      )
    const after = carriedOn(history, costs(300_000))
    const { status: now, amountFen, refusedFor, payments } = folded(after).claims.get('c1') ?? {}
    t.strictSame(
      [now, amountFen, refusedFor, payments],
      [before?.status, before?.amountFen, before?.refusedFor, before?.payments],
      'the claim itself stays as it was decided',
    )
    t.equal(folded(after).awards[0]?.amountFen, 500_000)
    given(...after)
      .when(costs(250_000), officer, 'less again: only the rest')
      .happens(
        { type: 'CompletionCorrected' },
        { type: 'RecoveryProposed', data: { no: 2, amountFen: 50_000 } },
      )
    given(...after)
      .when(costs(300_001), officer, 'a little more than thought')
      .happens({ type: 'CompletionCorrected' })
  }
  t.end()
})

test('the recomputed assessment names the correction it rests on, and not its own award', (t) => {
  const state = folded([...filed, ...story.into.paid])
  const [, proposal] = decidePerson(costs(300_000), state, {
    ...contextOf(officer),
    eventId: (i) => `new-${i}`,
  })
  if (proposal?.type !== 'RecoveryProposed' || proposal.data.assessment === null) return t.fail('none')
  const { assessment } = proposal.data
  t.strictSame(answerOf(assessment), { approvedFen: 300_000, reasons: [] })
  t.strictSame(assessment.steps[0]?.becauseOf, ['new-0'])
  t.strictSame(
    assessment.buckets.map(({ usedFen }) => usedFen),
    [0],
  )
  return t.end()
})

test('a training taken back: everything is proposed', (t) => {
  for (const status of standing) {
    givenIn(t)(...filed, ...story.into[status])
      .when(takeBack, officer, status)
      .happens(
        { type: 'CompletionWithdrawn' },
        {
          type: 'RecoveryProposed',
          data: { amountFen: 500_000, assessment: { outcome: 'refused', reasons: ['basis-revoked'] } },
        },
      )
  }
  const asked = carriedOn([...filed, ...story.into.paid], costs(300_000), takeBack)
  t.match(folded(asked).claims.get('c1')?.recoveries, [{ amountFen: 200_000 }, { amountFen: 300_000 }])
  givenIn(t)(...filed, ...story.into.reviewed)
    .when(takeBack, officer)
    .happens({ type: 'CompletionWithdrawn' })
  t.end()
})

test('partly recovered, only what is still out is proposed', (t) => {
  const part = [...filed, ...story.into.paid, story.proposed(1, 100_000), story.confirmed()]
  givenIn(t)(...part, story.received(1, 60_000))
    .when(takeBack, officer, 'a part is back, the rest of it is asked already')
    .happens(
      { type: 'CompletionWithdrawn' },
      { type: 'RecoveryProposed', data: { no: 2, amountFen: 400_000 } },
    )
  givenIn(t)(...part, story.received(1, 100_000))
    .when(costs(400_000), officer, 'what is back is enough')
    .happens({ type: 'CompletionCorrected' })
  givenIn(t)(...filed, ...story.into.recovered)
    .when(takeBack, officer)
    .happens({ type: 'CompletionWithdrawn' })
  t.end()
})

test('before payment the proposal frees the award, once confirmed', (t) => {
  const confirm: PersonCommand = { type: 'ConfirmRecovery', data: { claimId: 'c1', no: 1 } }
  const approved = [...filed, ...story.into.approved]
  const asked = carriedOn(approved, takeBack)
  givenIn(t)(...asked)
    .when(confirm, officer, 'by its author')
    .refused('separation-of-duties')
  givenIn(t)(...asked)
    .when(confirm, someone('reviewer'))
    .happens({ type: 'RecoveryConfirmed' }, { type: 'AwardReduced', data: { amountFen: 0 } })
  t.end()
})

test('a title revoked or found to be of another day', (t) => {
  const provincial = 'technical-expert-provincial'
  const award = [
    story.registered(),
    story.granted('r1', provincial, '2025-02-01'),
    ...story.awarded('c1', provincial, 'r1', 1_000_000),
  ]
  const revoke: PersonCommand = {
    type: 'RevokeRecognition',
    data: { recognitionId: 'r1', revokedOn: '2025-08-01', noteCommitment: 'n' },
  }
  const dated = (grantedOn: string): PersonCommand => ({
    type: 'CorrectRecognition',
    data: { recognitionId: 'r1', grantedOn, noteCommitment: 'n' },
  })
  const whole = (reason: string) =>
    ({
      type: 'RecoveryProposed',
      data: { amountFen: 1_000_000, cause: 'late-fact', assessment: { reasons: [reason] } },
    }) as const
  givenIn(t)(...award)
    .when(revoke, officer)
    .happens({ type: 'RecognitionRevoked' }, whole('basis-revoked'))
  givenIn(t)(...award)
    .when(dated('2025-03-01'), officer, 'it comes to the same')
    .happens({ type: 'RecognitionCorrected' })
  givenIn(t)(...award)
    .when(dated('2023-12-31'), officer, 'before the plan')
    .happens({ type: 'RecognitionCorrected' }, whole('outside-policy-term'))
  t.end()
})

test('two awards on one fact are each looked at', (t) => {
  const both = [...filed, ...story.into.approved, ...story.awarded('c2', inside, 't1', 400_000)]
  givenIn(t)(...both)
    .when(takeBack, officer)
    .happens(
      { type: 'CompletionWithdrawn' },
      { type: 'RecoveryProposed', data: { claimId: 'c1', amountFen: 500_000 } },
      { type: 'RecoveryProposed', data: { claimId: 'c2', amountFen: 400_000 } },
    )
  t.end()
})
