import t from 'tap'
import { paidSoFar } from '../../src/domain/person/paid-so-far.ts'

const paid = { amountFen: 500, outcome: 'paid', paidOn: '2026-03-02' } as const
const bounced = { amountFen: 500, outcome: 'returned', paidOn: null } as const
const late = { ...paid, outcome: 'returned' } as const

t.test('what became of the money: gross − returned − recovered = net', async (t) => {
  const sums = (payments: Parameters<typeof paidSoFar>[0]['payments'], recoveredFen = 0) => {
    const { grossPaidFen, returnedFen, paidFen } = paidSoFar({ payments, recoveredFen })
    return [grossPaidFen, returnedFen, recoveredFen, paidFen]
  }
  t.strictSame(sums([]), [0, 0, 0, 0])
  t.strictSame(sums([bounced]), [0, 0, 0, 0], 'what never arrived was neither paid nor returned')
  t.strictSame(sums([paid]), [500, 0, 0, 500])
  t.strictSame(sums([late]), [500, 500, 0, 0])
  t.strictSame(sums([bounced, late, paid], 200), [1_000, 500, 200, 300])
})
