import { test } from 'tap'
import { fundPosition } from '../../projections/fund-position.ts'
import type { FundCommand } from '../../src/domain/fund/commands.ts'
import { figureOf, fundEvents, fundId } from '../support/payment-events.ts'

/** Where each fen of a fund is, and which batch holds it. */

const opened: readonly FundCommand[] = [
  { type: 'OpenFund', data: { district: '330602', source: 'local-talent', year: 2025 } },
  { type: 'AllotFund', data: { amountFen: 1_000, document: '1 号' } },
  { type: 'AllotFund', data: { amountFen: 500, document: '2 号' } },
]
const part = { reservationId: 'b1/1', partId: 'p1' }
const story: readonly FundCommand[] = [
  ...opened,
  { type: 'ReserveFund', data: { reservationId: 'b1/1', amountFen: 800 } },
  { type: 'ReserveFund', data: { reservationId: 'b2/1', amountFen: 300 } },
  { type: 'SettleReservation', data: { ...part, amountFen: 700 } },
  { type: 'ReleaseReservation', data: { ...part, amountFen: 50 } },
  { type: 'UnsettleReservation', data: { ...part, amountFen: 100 } },
  { type: 'RecoverToFund', data: { recoveryId: 'c1/1', partId: 'r1', amountFen: 40 } },
]

const balances = (commands: readonly FundCommand[]) => {
  const { allottedFen, reservedFen, paidFen, returnedFen, recoveredFen, availableFen } = figureOf(
    fundPosition,
    fundEvents(commands),
  )
  return [allottedFen, reservedFen, paidFen, returnedFen, recoveredFen, availableFen]
}

test('the balances after each step', (t) => {
  const expected = [
    [0, 0, 0, 0, 0, 0],
    [1_000, 0, 0, 0, 0, 1_000],
    [1_500, 0, 0, 0, 0, 1_500],
    [1_500, 800, 0, 0, 0, 700],
    [1_500, 1_100, 0, 0, 0, 400],
    [1_500, 400, 700, 0, 0, 400],
    [1_500, 350, 700, 0, 0, 450],
    [1_500, 450, 600, 100, 0, 450],
    [1_500, 450, 560, 100, 40, 490],
  ]
  for (const [place, figures] of expected.entries()) {
    t.strictSame(balances(story.slice(0, place + 1)), figures, `step ${place + 1}`)
  }
  t.end()
})

test('each balance has the list behind it', (t) => {
  const figure = figureOf(fundPosition, fundEvents(story))
  const at = (second: number) => `2025-06-03T00:00:0${second}.000Z`
  t.strictSame(figure.allotments, [
    { amountFen: 1_000, document: '1 号', at: at(2), account: 'finance-1' },
    { amountFen: 500, document: '2 号', at: at(3), account: 'finance-1' },
  ])
  t.strictSame(figure.reservations, [
    {
      reservationId: 'b1/1',
      batchId: 'b1',
      amountFen: 800,
      paidFen: 600,
      releasedFen: 50,
      openFen: 150,
      at: at(4),
    },
    {
      reservationId: 'b2/1',
      batchId: 'b2',
      amountFen: 300,
      paidFen: 0,
      releasedFen: 0,
      openFen: 300,
      at: at(5),
    },
  ])
  t.strictSame(figure.recoveries, [{ recoveryId: 'c1/1', partId: 'r1', amountFen: 40, at: at(9) }])
  t.end()
})

test('what lists are filtered by', (t) => {
  const events = fundEvents(opened)
  const figure = figureOf(fundPosition, events)
  const columns = Object.entries(fundPosition.index).map(([name, column]) => [name, column(figure)])
  t.strictSame(Object.fromEntries(columns), { district: '330602', year: '2025', source: 'local-talent' })
  t.equal(fundPosition.partitionBy(events[0] as never), fundId)
  t.end()
})
