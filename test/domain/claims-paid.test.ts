import { test } from 'tap'
import type { PersonCommand, PersonCommandData } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { PersonState } from '../../src/domain/person/state.ts'
import { contextOf, folded, givenIn, type Past, past, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** From the batch to the bank, and back by 退汇. */

const filed = [story.registered(), story.completed('t1'), story.submitted('c1', 'workshop-in-province', 't1')]
const { approved, batched, payable, paid } = story.into
const inQueue = [...filed, ...payable]
const finance = someone('finance')
const inBatch = { claimId: 'c1', batchId: 'b1' }

const pay = (over: Partial<PersonCommandData<'PayClaim'>> = {}): PersonCommand => ({
  type: 'PayClaim',
  data: { ...inBatch, paymentNo: 1, amountFen: 500_000, paidOn: '2025-06-01', ...over },
})
const giveBack = (over: Partial<PersonCommandData<'ReturnPayment'>> = {}): PersonCommand => ({
  type: 'ReturnPayment',
  data: { ...inBatch, paymentNo: 1, reason: '账号不存在', returnedOn: '2025-06-02', ...over },
})
const batch = (batchId: string): PersonCommand => ({ type: 'BatchClaim', data: { claimId: 'c1', batchId } })
const takeOut = (batchId: string): PersonCommand => ({
  type: 'UnbatchClaim',
  data: { claimId: 'c1', batchId, reason: 'line-removed' },
})
const claimIn = (history: readonly Past[]) => folded(history).claims.get('c1')

/** The history with what the commands make happen. */
const carriedOn = (history: readonly Past[], ...commands: readonly PersonCommand[]): readonly Past[] => {
  let done = history
  for (const command of commands) {
    const events = decidePerson(command, folded(done), contextOf(finance))
    done = [...done, ...events.map((event) => past(event, finance))]
  }
  return done
}

test('a claim is paid once, with its award', (t) => {
  const given = givenIn(t, { today: '2025-06-01' })
  const due = { claimId: 'c1', awardYuan: '5000.00' }
  given(...inQueue)
    .when(pay({ amountFen: 499_999 }), finance)
    .refused('amount-differs', due)
  given(...inQueue)
    .when(pay({ amountFen: 500_001 }), finance)
    .refused('amount-differs', due)
  given(...inQueue)
    .when(pay({ paymentNo: 2 }), finance)
    .refused('payment-differs', { claimId: 'c1', paymentNo: '2' })
  given(...inQueue)
    .when(pay({ paidOn: '2025-06-02' }), finance)
    .refused('date-future', { field: 'paidOn' })
  given(...inQueue)
    .when(pay(), finance)
    .happens({ type: 'ClaimPaid', data: { ...inBatch, paymentNo: 1, amountFen: 500_000, replaces: null } })
  const after = [...filed, ...paid]
  given(...after)
    .when(pay(), finance, 'the same again')
    .happens()
  given(...after)
    .when(pay({ amountFen: 1 }), finance)
    .refused('amount-differs', due)
  given(...after)
    .when(pay({ paidOn: '2025-05-31' }), finance, 'on another day')
    .refused('payment-differs', { claimId: 'c1', paymentNo: '1' })
  given(...after)
    .when(pay({ paymentNo: 2 }), finance, 'a second payment')
    .refused('state-conflict', { claimId: 'c1', status: 'paid' })
  t.end()
})

test('a payment that came back is paid again, linked to the first', (t) => {
  const given = givenIn(t, { today: '2025-06-02' })
  given(...inQueue)
    .when(giveBack({ returnedOn: '2025-06-03' }), finance)
    .refused('date-future', { field: 'returnedOn' })
  given(...inQueue)
    .when(giveBack({ paymentNo: 2 }), finance)
    .refused('payment-differs', { claimId: 'c1', paymentNo: '2' })
  given(...filed, ...paid)
    .when(giveBack({ paymentNo: 2 }), finance, 'a second one while the first stands')
    .refused('payment-differs', { claimId: 'c1', paymentNo: '2' })
  const returned = { type: 'PaymentReturned', data: { ...inBatch, paymentNo: 1 } } as const
  given(...inQueue)
    .when(giveBack(), finance, 'at once')
    .happens(returned)
  given(...filed, ...paid)
    .when(giveBack(), finance, 'late')
    .happens(returned)
  for (const history of [inQueue, [...filed, ...paid]]) {
    const back = [...history, story.paymentReturned()]
    t.match(claimIn(back), {
      status: 'payable',
      payments: [{ no: 1, outcome: 'returned', amountFen: 500_000 }],
    })
    t.equal(folded(back).awards.length, 1, 'the award stands')
    given(...back)
      .when(giveBack(), finance, 'the same again')
      .happens()
    given(...back)
      .when(giveBack({ returnedOn: '2025-06-01' }), finance)
      .refused('payment-differs', { claimId: 'c1', paymentNo: '1' })
    given(...back)
      .when(pay({ paymentNo: 2 }), finance, 'paid again')
      .happens({ type: 'ClaimPaid', data: { paymentNo: 2, replaces: 1 } })
    given(...back)
      .when(giveBack({ paymentNo: 2 }), finance, 'back again')
      .happens({ type: 'PaymentReturned', data: { paymentNo: 2 } })
  }
  given(...filed, ...paid, story.paymentReturned())
    .when(pay(), finance, 'the first payment is reported once more')
    .happens()
  given(...inQueue, story.paymentReturned())
    .when(pay(), finance, 'a payment that never was')
    .refused('payment-differs', { claimId: 'c1', paymentNo: '1' })
  t.end()
})

test('a line given up goes back into the queue, with the number of its payments', (t) => {
  const given = givenIn(t)
  given(...inQueue)
    .when(takeOut('b1'), finance, 'not sent yet')
    .happens({ type: 'ClaimUnbatched', data: inBatch })
  const back = [...inQueue, story.paymentReturned()]
  given(...back)
    .when(takeOut('b1'), finance)
    .happens({ type: 'ClaimUnbatched', data: inBatch })
  const next = { claimId: 'c1', batchId: 'b2' }
  const again = carriedOn(
    back,
    takeOut('b1'),
    batch('b2'),
    { type: 'NoticeClaim', data: next },
    {
      type: 'ClearClaim',
      data: next,
    },
  )
  given(...again)
    .when(takeOut('b1'), finance)
    .refused('batch-differs', { claimId: 'c1', batchId: 'b2' })
  given(...again)
    .when(giveBack(), finance, 'the old batch reports again')
    .happens()
  given(...again)
    .when(pay(), finance, 'one that came back')
    .refused('payment-differs', { claimId: 'c1', paymentNo: '1' })
  given(...again)
    .when(pay({ batchId: 'b2', paymentNo: 1 }), finance, 'a number that is taken')
    .refused('batch-differs', { claimId: 'c1', batchId: 'b1' })
  given(...again)
    .when(pay({ batchId: 'b2', paymentNo: 2 }), finance)
    .happens({ type: 'ClaimPaid', data: { batchId: 'b2', paymentNo: 2, replaces: 1 } })
  t.end()
})

test('a batch holds a claim until it lets it go', (t) => {
  const given = givenIn(t)
  const held = [...filed, ...batched]
  given(...held)
    .when(batch('b2'), finance)
    .refused('claim-in-batch', { claimId: 'c1', batchId: 'b1' })
  const withdraw: PersonCommand = { type: 'WithdrawClaim', data: { claimId: 'c1', noteCommitment: null } }
  given(...held)
    .when(withdraw)
    .refused('claim-in-batch', { claimId: 'c1', batchId: 'b1' })
  const free = carriedOn(held, takeOut('b1'))
  given(...free)
    .when(batch('b2'), finance)
    .happens({ type: 'ClaimBatched', data: { batchId: 'b2' } })
  given(...free)
    .when(batch('b1'), finance)
    .happens({ type: 'ClaimBatched', data: { batchId: 'b1' } })
  given(...free)
    .when(withdraw)
    .happens({ type: 'ClaimWithdrawn' })
  given(...filed, ...approved)
    .when(takeOut('b1'), finance, 'it never was in')
    .happens()
  t.end()
})

test('an objection upheld ends the claim and frees its award', (t) => {
  const uphold: PersonCommand = {
    type: 'UpholdObjection',
    data: { ...inBatch, no: 3, noteCommitment: 'n' },
  }
  const noticed = [...filed, ...story.into.noticed]
  const ended = (state: PersonState) => [state.claims.get('c1')?.amountFen, state.awards.length]
  t.strictSame(ended(folded(noticed)), [500_000, 1])
  t.strictSame(ended(folded(carriedOn(noticed, uphold))), [null, 0])
  givenIn(t)(...carriedOn(noticed, uphold))
    .when(uphold, finance, 'once more')
    .happens()
  t.end()
})

test('what moves money says whose, where and how much', (t) => {
  const given = givenIn(t, { today: '2025-07-01' })
  const award = { instrument: 'workshop-in-province', district: '330602', amountFen: 500_000 }
  const refund: PersonCommand = {
    type: 'ReceiveRecovery',
    data: { claimId: 'c1', no: 1, amountFen: 1, receivedOn: '2025-07-01' },
  }
  given(...filed, ...approved)
    .when(batch('b1'), finance)
    .happens({ type: 'ClaimBatched', data: award })
  given(...filed, ...batched)
    .when(takeOut('b1'), finance)
    .happens({ type: 'ClaimUnbatched', data: award })
  given(...inQueue)
    .when(pay(), finance)
    .happens({ type: 'ClaimPaid', data: award })
  given(...inQueue)
    .when(giveBack(), finance, 'at once')
    .happens({ type: 'PaymentReturned', data: { ...award, late: false } })
  given(...filed, ...paid)
    .when(giveBack(), finance, 'after it was confirmed')
    .happens({ type: 'PaymentReturned', data: { ...award, late: true } })
  given(...filed, ...paid, story.proposed(), story.confirmed())
    .when(refund, finance)
    .happens({ type: 'RecoveryReceived', data: { ...award, amountFen: 1 } })
  t.end()
})
