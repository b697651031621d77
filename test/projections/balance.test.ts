import { test } from 'tap'
import { balance } from '../../projections/balance.ts'
import { claimId, event, specify, statesOf } from '../support/given-events.ts'

/** What a district awards for an instrument, from the batch to the bank and back. */

const award = {
  claimId,
  instrument: 'overseas-training',
  district: '330602',
  amountFen: 300,
  batchId: 'b-1',
}
const batched = event('ClaimBatched', award)
const paid = event('ClaimPaid', { ...award, paymentNo: 1, paidOn: '2025-01-31', replaces: null })
const back = (late: boolean) =>
  event('PaymentReturned', { ...award, paymentNo: 1, reason: '销户', returnedOn: '2025-02-03', late })
const again = event('ClaimPaid', { ...award, paymentNo: 2, paidOn: '2025-02-05', replaces: 1 })
const { batchId: _, ...whole } = award
const received = (amountFen: number, receivedOn: string) =>
  event('RecoveryReceived', { ...whole, no: 1, amountFen, receivedOn })
const month = (name: string, paidFen: number, returnedFen = 0, recoveredFen = 0) => ({
  month: name,
  paidFen,
  returnedFen,
  recoveredFen,
})

test('what is in a batch is reserved until it is paid or taken out', (t) => {
  const shows = specify(t, balance, '330602/overseas-training')
  const out = event('ClaimUnbatched', { ...award, reason: 'line-removed' })
  const upheld = event('ClaimObjectionUpheld', { ...award, no: 1, noteCommitment: 'n' })
  shows('in a batch', [batched], { reservedFen: 300, months: [] })
  shows('taken out', [batched, out], { reservedFen: 0, months: [] })
  shows('an objection upheld', [batched, upheld], { reservedFen: 0, months: [] })
  shows('it never arrived', [batched, back(false)], { reservedFen: 300, months: [] })
  shows('paid', [batched, paid], { reservedFen: 0, months: [month('2025-01', 300)] })
  t.end()
})

test('money that comes back counts in the month in which it came', (t) => {
  const shows = specify(t, balance, '330602/overseas-training')
  shows('returned late', [batched, paid, back(true)], {
    reservedFen: 300,
    months: [month('2025-01', 300), month('2025-02', 0, 300)],
  })
  shows(
    'paid again, then back in two parts',
    [...[batched, paid, back(true), again], ...[received(100, '2025-02-28'), received(50, '2025-01-31')]],
    {
      reservedFen: 0,
      months: [month('2025-01', 300, 0, 50), month('2025-02', 300, 300, 100)],
    },
  )
  t.end()
})

test('districts and instruments are apart', (t) => {
  const elsewhere = event('ClaimBatched', { ...award, district: '330603' })
  const other = event('ClaimBatched', { ...award, instrument: 'workshop-in-province' })
  const states = statesOf(balance, [batched, elsewhere, other])
  t.strictSame(Object.keys(states).sort(), [
    '330602/overseas-training',
    '330602/workshop-in-province',
    '330603/overseas-training',
  ])
  t.match(states['330603/overseas-training'], { district: '330603', instrument: 'overseas-training' })
  t.end()
})
