import t from 'tap'
import type { ClaimAnswer } from '../../src/cli/answers.ts'
import { moneyLines } from '../../src/cli/claim-money.ts'
import { Terminal } from '../../src/cli/terminal.ts'

const terminal = new Terminal(process.stdout, process.stderr, { json: false, quiet: true, colour: false })
const sums = {
  grossPaidYuan: '20000.00',
  returnedYuan: '10000.00',
  recoveredYuan: '4000.00',
  paidYuan: '6000.00',
}
const batchId = '330602-202606-abcdef'
const payment = { batchId, amountYuan: '10000.00', reasonText: null, replaces: null }
const late = {
  ...payment,
  no: 1,
  outcome: 'returned',
  on: '2026-06-10',
  paidOn: '2026-06-02',
  reasonText: '户名不符',
}
const again = { ...payment, no: 2, outcome: 'paid', on: '2026-06-12', paidOn: '2026-06-12', replaces: 1 }
const recovery = {
  ...{ no: 1, cause: 'late-fact', proposedAt: '2026-06-20T01:00:00.000Z' },
  ...{ amountYuan: '6000.00', receivedYuan: '4000.00', statusText: '待收回' },
  parts: [{ amountYuan: '4000.00', receivedOn: '2026-06-25' }],
}
const claim = { ...sums, batchId, payments: [late, again], recoveries: [recovery] } as unknown as ClaimAnswer

t.test('before the bank has answered there is nothing to say but the batch', async (t) => {
  t.strictSame(moneyLines(terminal, { ...claim, batchId: null, payments: [], recoveries: [] }), [])
  t.strictSame(moneyLines(terminal, { ...claim, payments: [], recoveries: [] }), [`拨付批次 ${batchId}`])
})

t.test('each payment, each return and each recovery, and what they come to', async (t) => {
  const [batch, sum, payments = '', recoveries = ''] = moneyLines(terminal, claim)
  t.equal(batch, `拨付批次 ${batchId}`)
  t.equal(sum, '累计拨付 20,000.00 − 到账后退汇 10,000.00 − 已追回 4,000.00 = 净拨付 6,000.00 元')
  t.match(payments, /第 1 次.*10,000\.00.*2026-06-02.*2026-06-10.*户名不符/)
  t.match(payments, /第 2 次.*2026-06-12 │ -- .*接替第 1 次/)
  t.match(recoveries, /事实变化.*2026-06-20 09:00.*6,000\.00.*4,000\.00.*待收回.*2026-06-25 4,000\.00/)
})
