import fc from 'fast-check'
import { test } from 'tap'
import { type AwaitedLine, matchResults } from '../../src/bank-files/match-results.ts'
import type { ResultRow } from '../../src/bank-files/parse-results.ts'

const line = (no: number, change: Partial<AwaitedLine> = {}): AwaitedLine => ({
  no,
  claimId: `claim-${no}`,
  amountFen: 500,
  status: 'sent',
  sent: 1,
  sentOn: '2026-06-29',
  paidOn: null,
  ...change,
})
const row = (no: number, change: Partial<ResultRow> = {}): ResultRow => ({
  line: no + 1,
  no,
  claimId: `claim-${no}`,
  outcome: 'confirmed',
  reason: '',
  paidOn: '2026-06-30',
  amountFen: null,
  ...change,
})
const returned = (no: number, paidOn: string | null = null): ResultRow =>
  row(no, { outcome: 'returned', reason: '销户', paidOn })

test('rows that do not fit change nothing and say why', (t) => {
  const lines = [line(1), line(2), line(3), line(4)]
  const rows = [
    row(1, { amountFen: 499 }),
    row(2, { claimId: 'claim-3' }),
    row(9),
    row(9, { line: 20, claimId: 'claim-7' }),
    row(4, { paidOn: null }),
  ]
  const { confirmed, returned: back, faults, unanswered } = matchResults(lines, rows)
  t.strictSame([confirmed, back, unanswered], [[], [], [1, 2, 3, 4]])
  t.strictSame(
    faults.map((fault) => [fault.line, fault.code]),
    [
      [2, 'amount-differs'],
      [3, 'line-mismatch'],
      [5, 'date-missing'],
      [10, 'line-repeated'],
      [20, 'line-repeated'],
    ],
  )
  const unknown = matchResults(lines, [row(9), row(8, { claimId: 'claim-1' })])
  t.strictSame(
    unknown.faults.map(({ code }) => code),
    ['line-mismatch', 'line-unknown'],
  )
  t.end()
})

test('rows that fit settle their lines', (t) => {
  const rows = [row(1, { amountFen: 500 }), returned(2), returned(3, '2026-07-01')]
  t.strictSame(matchResults([line(1), line(2), line(3), line(4)], rows), {
    confirmed: [{ no: 1, paidOn: '2026-06-30' }],
    returned: [
      { no: 2, reason: '销户', on: null },
      { no: 3, reason: '销户', on: '2026-07-01' },
    ],
    faults: [],
    unanswered: [4],
  })
  t.end()
})

test('what the bank said of an older file is not taken for an answer to the newest', (t) => {
  const again = { sent: 2, sentOn: '2026-06-30' }
  const rows = [returned(1, '2026-06-29'), row(2, { paidOn: '2026-06-29' }), returned(3)]
  const old = matchResults([line(1, again), line(2, again), line(3, again)], rows)
  t.strictSame([old.confirmed, old.returned, old.unanswered], [[], [], [1, 2, 3]])
  t.strictSame(
    old.faults.map(({ code, column }) => [code, column]),
    [
      ['result-before-file', '入账日期'],
      ['result-before-file', '入账日期'],
      ['date-missing', '入账日期'],
    ],
  )
  const before = matchResults([line(1)], [returned(1, '2026-06-28')])
  t.match(before.faults, [{ code: 'result-before-file' }], 'not before the first file either')
  const sameDay = [returned(1, '2026-06-30'), row(2, { paidOn: '2026-06-30' }), returned(3, '2026-07-01')]
  const now = matchResults([line(1, again), line(2, again), line(3, again)], sameDay)
  t.match(now, { confirmed: [{ no: 2 }], returned: [{ no: 1 }, { no: 3 }], faults: [], unanswered: [] })
  t.end()
})

test('a line that was paid awaits nothing: told otherwise it is a fault, told the same it is no news', (t) => {
  const paid = { status: 'paid', paidOn: '2026-06-30' } as const
  const lines = [line(1, paid), line(2, paid), line(3, paid), line(4, paid), line(5)]
  const other = row(1, { paidOn: '2026-07-01' })
  const told = matchResults(lines, [other, row(2), returned(3, '2026-07-02')])
  t.strictSame(told.confirmed, [])
  t.match(told.returned, [{ no: 3 }], 'it came back late')
  t.match(told.faults, [{ line: 2, code: 'already-paid', detail: /2026-06-30/ }])
  t.strictSame(told.unanswered, [5])
  t.end()
})

test('every line is settled once or unanswered, every row used once or at fault', (t) => {
  const anyRow = fc
    .record({ no: fc.integer({ min: 1, max: 6 }), claim: fc.integer({ min: 1, max: 6 }), ok: fc.boolean() })
    .map(({ no, claim, ok }) => ({ ...(ok ? row(no) : returned(no)), claimId: `claim-${claim}` }))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), fc.array(anyRow, { maxLength: 8 }), (count, some) => {
      const lines = Array.from({ length: count }, (_, place) => line(place + 1))
      const rows = some.map((one, place) => ({ ...one, line: place + 2 }))
      const result = matchResults(lines, rows)
      const settled = [...result.confirmed, ...result.returned].map(({ no }) => no)
      t.strictSame(
        [...settled, ...result.unanswered].sort(),
        lines.map(({ no }) => no),
      )
      t.equal(settled.length + result.faults.length, rows.length)
      t.strictSame(matchResults(lines, rows), result)
    }),
  )
  t.end()
})
