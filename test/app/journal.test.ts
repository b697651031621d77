import fc from 'fast-check'
import { test } from 'tap'
import { type JournalEntry, type JournalKind, journal } from '../../src/app/journal.ts'
import { balancesOf as balances, hledger } from '../support/hledger.ts'

const names = {
  district: (code: string) => ({ '330602': '越城区', '330603': '柯桥区' })[code] ?? code,
  source: (key: string) => ({ jobs: '就业补助资金', talent: '地方人才经费' })[key] ?? key,
}

const textOf = (entries: readonly JournalEntry[]): string => [...journal(entries, names)].join('')

const entry = (kind: JournalKind, amountFen: number, change: Partial<JournalEntry> = {}): JournalEntry => ({
  on: '2026-06-30',
  kind,
  district: '330602',
  source: 'jobs',
  year: 2026,
  amountFen,
  ...change,
})

const fund = '越城区:就业补助资金:2026'

test('an entry that moves nothing is refused', (t) => {
  t.throws(() => textOf([entry('payment', 0)]), RangeError)
  t.throws(() => textOf([entry('payment', -1)]), RangeError)
  t.throws(() => textOf([entry('payment', 0.5)]), RangeError)
  t.end()
})

test('hledger accepts the journal, strictly, and would not accept a broken one', (t) => {
  const text = textOf([entry('allotment', 100), entry('reservation', 60)])
  t.match(hledger(text, 'check', '-s'), { status: 0, error: '' })
  t.not(hledger(text.replace('-0.60 CNY', '-0.61 CNY'), 'check', '-s').status, 0)
  t.not(hledger(text.replace(/account 资产.*\n/, ''), 'check', '-s').status, 0)
  t.end()
})

test('the life of a fund, to the fen', (t) => {
  const entries = [
    entry('allotment', 10_000_000_005, { document: '绍财社〔2026〕1号, 附件\n二' }),
    entry('reservation', 3_000_050, { batchId: 'b-1' }),
    entry('payment', 2_000_025, { batchId: 'b-1', claimId: 'p-c1', instrument: 'x' }),
    entry('payment', 500_000, { batchId: 'b-1', claimId: 'p-c2', instrument: 'y' }),
    entry('return', 500_000, { batchId: 'b-1', claimId: 'p-c2', instrument: 'y' }),
    entry('release', 500_000, { batchId: 'b-1', claimId: 'p-c2' }),
    entry('recovery', 25, { claimId: 'p-c1', on: '2026-08-01' }),
  ]
  const text = textOf(entries)
  t.strictSame(balances(text), {
    [`收入:预算安排:${fund}`]: -10_000_000_005,
    [`资产:可用资金:${fund}`]: 9_997_499_980,
    [`资产:已占用资金:${fund}`]: 500_025,
    [`支出:已拨付:${fund}`]: 2_000_000,
  })
  t.strictSame(balances(text, 'tag:claim=^p-c1$', '支出'), { [`支出:已拨付:${fund}`]: 2_000_000 })
  t.strictSame(balances(text, 'tag:instrument=^x$'), {
    [`支出:已拨付:${fund}`]: 2_000_025,
    [`资产:已占用资金:${fund}`]: -2_000_025,
  })
  t.strictSame(Object.keys(balances(text, 'type:X')), [`支出:已拨付:${fund}`])
  t.strictSame(Object.keys(balances(text, 'type:R')), [`收入:预算安排:${fund}`])
  t.strictSame(balances(text, '支出', '-e', '2026-07-01'), { [`支出:已拨付:${fund}`]: 2_000_025 })
  t.match(hledger(text, 'tags', '--values', 'document').out, '绍财社〔2026〕1号， 附件 二')
  t.end()
})

const kinds: readonly JournalKind[] = ['allotment', 'reservation', 'release', 'payment', 'return', 'recovery']
const day = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const freeText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 15 })
const anyEntry: fc.Arbitrary<JournalEntry> = fc.record(
  {
    on: day,
    kind: fc.constantFrom(...kinds),
    district: fc.constantFrom('330602', '330603'),
    source: fc.constantFrom('jobs', 'talent'),
    year: fc.constantFrom(2025, 2026),
    amountFen: fc.integer({ min: 1, max: 99_999_999_999 }),
    batchId: fc.constantFrom('b-1', 'b-2'),
    claimId: fc.constantFrom('p-c1', 'q-c1'),
    document: fc.oneof(
      freeText,
      fc.constantFrom('a, b', 'x;y', 'date:2020-01-01', '\n2026-01-01 x', '[2020-01-01]'),
    ),
  },
  { requiredKeys: ['on', 'kind', 'district', 'source', 'year', 'amountFen'] },
)

/** What each kind does to allotted, available, reserved and paid: written anew, as a table. */
const effects: Readonly<Record<JournalKind, readonly [number, number, number, number]>> = {
  allotment: [-1, 1, 0, 0],
  reservation: [0, -1, 1, 0],
  release: [0, 1, -1, 0],
  payment: [0, 0, -1, 1],
  return: [0, 0, 1, -1],
  recovery: [0, 1, 0, -1],
}
const accounts = ['收入:预算安排', '资产:可用资金', '资产:已占用资金', '支出:已拨付']

const folded = (entries: readonly JournalEntry[]): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const { kind, district, source, year, amountFen } of entries) {
    for (const [place, sign] of effects[kind].entries()) {
      const account = `${accounts[place]}:${names.district(district)}:${names.source(source)}:${year}`
      sums[account] = (sums[account] ?? 0) + sign * amountFen
    }
  }
  return Object.fromEntries(Object.entries(sums).filter(([, fen]) => fen !== 0))
}

test('for any entries hledger comes to the same balances', (t) => {
  fc.assert(
    fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 40 }), (entries) => {
      const text = textOf(entries)
      t.match(hledger(text, 'check', '-s'), { status: 0, error: '' })
      t.strictSame(balances(text), folded(entries))
    }),
    { numRuns: 60 },
  )
  t.end()
})

test('the journal of nothing is a journal', (t) => {
  t.equal(hledger(textOf([]), 'check', '-s').status, 0)
  t.end()
})

test('names cannot open accounts of their own', (t) => {
  const odd = { district: () => '越城  区:假', source: () => '来源;x' }
  const text = [...journal([entry('allotment', 5)], odd)].join('')
  t.strictSame(Object.keys(balances(text)).sort(), [
    '收入:预算安排:越城 区 假:来源 x:2026',
    '资产:可用资金:越城 区 假:来源 x:2026',
  ])
  t.end()
})
