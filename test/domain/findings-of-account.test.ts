import { test } from 'tap'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { PersonEventData } from '../../src/domain/person/events.ts'
import { contextOf, folded, givenIn, type Past, past, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** An account that is entered after the training, and a record that goes with its findings open. */

const today = '2026-06-01'
const dated = { startsOn: '2026-05-11', endsOn: '2026-05-15', course: 'workshop-in-province' }
const entered = (account: string, sharingAccount?: number): PersonCommand => ({
  type: 'ChangeDetails',
  data: { commitments: account === '' ? { phone: 'p' } : { bankAccount: account }, sharingAccount },
})
const raisedBy = (command: PersonCommand, history: readonly Past[]) => {
  const context = contextOf(someone('officer'), { today })
  return decidePerson(command, folded([story.registered(), ...history]), context).flatMap(({ type, data }) =>
    type === 'FindingRaised' ? [`${data.no} ${data.rule} ${data.completionId} ${data.others}`] : [],
  )
}
const changed = (account: string): Past =>
  past({ type: 'PersonDetailsChanged', data: { personId: '', commitments: { bankAccount: account } } })
const finding = (no: number, completionId = 't1') => {
  const about = { no, rule: 'account-shared', completionId, clause: 'c', becauseOf: [completionId] }
  const data: PersonEventData<'FindingRaised'> = { ...about, provider: 'p1', district: '330602' }
  return past({ type: 'FindingRaised', data })
}
const resolved = (upheld: boolean): Past => {
  const data = { no: 1, rule: 'account-shared', completionId: 't1', upheld, noteCommitment: 'n' }
  return past({ type: 'FindingResolved', data }, someone('officer', 'inspector'))
}

test('an account that others have is found about what may still be paid to it, once', (t) => {
  const t1 = story.completed('t1', dated)
  t.strictSame(raisedBy(entered('a', 0), [t1]), [], 'nobody else has it')
  t.strictSame(raisedBy(entered('a'), [t1]), [], 'nobody can tell')
  t.strictSame(raisedBy(entered('', 3), [t1]), [], 'no account is entered')
  t.strictSame(raisedBy(entered('a', 3), [story.granted('r1', 'golden-collar', '2026-05-01')]), [])
  t.strictSame(raisedBy(entered('a', 3), [t1, story.withdrawnRecord('t1')]), [])

  const t2 = story.completed('t2', { ...dated, startsOn: '2026-05-18', endsOn: '2026-05-22' })
  t.strictSame(raisedBy(entered('a', 3), [t1, t2]), ['1 account-shared t1 3', '2 account-shared t2 3'])
  t.strictSame(raisedBy(entered('a', 3), [t1, finding(1), t2]), ['2 account-shared t2 3'], 'open already')
  t.strictSame(raisedBy(entered('b', 3), [changed('a'), t1, finding(1), resolved(true)]), [], 'it is so')

  const dismissed = [changed('a'), t1, finding(1), resolved(false)]
  t.strictSame(raisedBy(entered('a', 3), dismissed), [], 'the account that was looked at')
  t.strictSame(raisedBy(entered('b', 3), dismissed), ['2 account-shared t1 3'], 'another one')
  t.strictSame(raisedBy(entered('b', 3), [...dismissed, changed('b'), finding(2)]), [])
  t.end()
})

test('what was paid is not held; another claim on the same training is', (t) => {
  const t1 = story.completed('t1', dated)
  const instrument = 'workshop-in-province'
  const paid = [t1, ...story.awarded('c1', instrument, 't1', 500_000), story.batched, story.noticed]
  paid.push(story.cleared)
  t.strictSame(raisedBy(entered('a', 3), paid), ['1 account-shared t1 3'], 'at the bank')
  paid.push(story.paid())
  t.strictSame(raisedBy(entered('a', 3), paid), [])
  const more = [...paid, story.submitted('c2', 'workshop-out-of-province', 't1')]
  t.strictSame(raisedBy(entered('a', 3), more), ['1 account-shared t1 3'])
  t.end()
})

test('money that comes back is held where others have the account of now', (t) => {
  const t1 = story.completed('t1', dated)
  const paid = [t1, ...story.awarded('c1', 'workshop-in-province', 't1', 500_000), story.batched]
  paid.push(story.noticed, story.cleared, story.paid())
  const back: PersonCommand = {
    type: 'ReturnPayment',
    data: { claimId: 'c1', batchId: 'b1', paymentNo: 1, reason: 'other', returnedOn: '2025-06-02' },
  }
  const returned = (history: readonly Past[], sharingAccount: number) => {
    const elsewhere = { born: null, sharingAccount, holders: {}, issued: {} }
    const context = { ...contextOf(story.finance, { today }), elsewhere }
    return decidePerson(back, folded([story.registered(), ...history]), context).map(({ type }) => type)
  }
  const [money, held] = [['PaymentReturned'], ['PaymentReturned', 'FindingRaised']]
  t.strictSame(returned(paid, 0), money, 'nobody else has it')
  t.strictSame(returned([...paid, changed('b')], 3), held, 'entered while all was paid')
  t.strictSame(returned([...paid, changed('b'), finding(1)], 3), money, 'open already')
  const looked = [t1, changed('a'), finding(1), resolved(false), ...paid.slice(1)]
  t.strictSame(returned(looked, 3), money, 'the account that was looked at')
  t.strictSame(returned([...looked, changed('b')], 3), held, 'another one')
  t.strictSame(returned([...looked, changed('b'), story.paymentReturned()], 3), [], 'known already')
  t.end()
})

test('a withdrawn record leaves nothing to decide, and what was decided stays', (t) => {
  const given = givenIn(t, { today })
  const resolve = (no: number, upheld = false): PersonCommand => ({
    type: 'ResolveFinding',
    data: { no, upheld, noteCommitment: 'n' },
  })
  const gone = [story.completed('t1', dated), finding(1), story.withdrawnRecord('t1')]
  given(story.registered(), ...gone)
    .when(resolve(1))
    .refused('already-revoked', { id: 't1' })
  const { findings } = folded([story.registered(), ...gone])
  t.match(findings, [{ no: 1, status: 'lapsed' }])
  const before = [story.completed('t1', dated), finding(1), resolved(true), story.withdrawnRecord('t1')]
  t.match(folded([story.registered(), ...before]).findings, [{ status: 'upheld' }])
  const other = [...gone, story.completed('t2', { ...dated, startsOn: '2026-05-18' }), finding(2, 't2')]
  t.match(folded([story.registered(), ...other]).findings, [{ status: 'lapsed' }, { status: 'open' }])
  given(story.registered(), ...other)
    .when(resolve(2))
    .happens({ type: 'FindingResolved', data: { no: 2 } })
  t.end()
})
