import fc from 'fast-check'
import { test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import {
  addDays,
  clampDay,
  daysBetween,
  isDay,
  lastDayOfMonths,
  shanghaiDay,
  yearOf,
} from '../../src/domain/dates.ts'
import { formatYuan, maxFen, parseYuan, sumFen } from '../../src/domain/money.ts'
import { runs } from '../support/runs.ts'

/** Money against exact whole numbers (BigInt), the calendar against Temporal. */

const badAmounts = [
  ...['1e5', '0x10', '1_000', '.5', '5.', '+1', 'NaN', 'Infinity', '00012', '１００', '1,000.00', ' 1'],
  ...['-1.00', '-0.00', '+1.00', '1.000', '1.0', '1.', '.50', '100', '', ' ', '1.00 ', ' 1.00', '1.00\n'],
  ...[
    '00.00',
    '01.00',
    '1.0O',
    '１.００',
    '1．00',
    '1,00',
    '1 000.00',
    "1'000.00",
    '0b1.00',
    '1e2.00',
    '1.00e0',
  ],
  ...['1000000000000.00', '9'.repeat(40), `${'9'.repeat(40)}.00`, '¥1.00', '1.00元', '壹元', '1.0.0', 'null'],
  ...['١.٠٠', '1.00\u0000', '\u200b1.00', '1.٠٠', '∞', '-Infinity', '--1.00', '0.001', '1/2', '50%'],
]

test('an amount in any other form than 0.00 to 999999999999.99 is refused', (t) => {
  for (const text of badAmounts) t.equal(parseYuan(text), undefined, JSON.stringify(text))
  const property = fc.property(
    fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE _１'), maxLength: 18 }),
    (text) => {
      const wellFormed = /^(?:0|[1-9][0-9]{0,11})[.][0-9][0-9]$/.test(text)
      return (parseYuan(text) !== undefined) === wellFormed
    },
  )
  fc.assert(property, runs(20_000, 1_000_000))
  t.equal(parseYuan('0.00'), 0)
  t.equal(parseYuan('0.01'), 1)
  t.equal(parseYuan('999999999999.99'), maxFen)
  t.end()
})

const byBigInt = (fen: number): string => {
  const digits = BigInt(fen).toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
const amounts = fc.oneof(fc.integer({ min: 0, max: maxFen }), fc.integer({ min: 0, max: 6_000_000 }))

test('yuan and fen turn into each other without loss', (t) => {
  const property = fc.property(amounts, (fen) => {
    const text = formatYuan(fen)
    if (text !== byBigInt(fen)) throw new Error(`${fen} is written ${text}`)
    if (parseYuan(text) !== fen) throw new Error(`${text} is read ${parseYuan(text)}`)
  })
  fc.assert(property, runs(100_000, 5_000_000))
  t.equal(formatYuan(0), '0.00')
  t.equal(formatYuan(maxFen), '999999999999.99')
  for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    t.throws(() => formatYuan(wrong), RangeError, `${wrong}`)
  }
  t.end()
})

test('sums are exact or refused', (t) => {
  const property = fc.property(fc.array(amounts, { maxLength: 60 }), (list) => {
    const exact = list.reduce((sum, amount) => sum + BigInt(amount), 0n)
    return BigInt(sumFen(list)) === exact
  })
  fc.assert(property, runs(10_000, 500_000))
  const top = Number.MAX_SAFE_INTEGER
  for (const wrong of [[0.5, 0.5], [Number.NaN], [top, 1], [top, 2, -2], Array(100).fill(maxFen)]) {
    t.throws(() => sumFen(wrong), RangeError, JSON.stringify(wrong).slice(0, 40))
  }
  t.equal(sumFen([]), 0)
  t.equal(sumFen([top - 1, 1]), top)
  t.end()
})

const everyDay = function* (from: string, until: string): Generator<Temporal.PlainDate> {
  const last = Temporal.PlainDate.from(until)
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    yield day
  }
}

/** I7 as the decision table words it. */
const byTemporal = (start: Temporal.PlainDate, months: number): string => {
  const same = start.add({ months }, { overflow: 'constrain' })
  return (same.day === start.day ? same.subtract({ days: 1 }) : same).toString()
}

test('month spans from every day of 2023 to 2028', (t) => {
  const wrong: string[] = []
  let spans = 0
  for (const start of everyDay('2023-01-01', '2028-12-31')) {
    for (const months of [1, 2, 3, 6, 12, 13]) {
      const found = lastDayOfMonths(start.toString(), months)
      spans += 1
      if (found !== byTemporal(start, months)) wrong.push(`${start} + ${months}: ${found}`)
    }
  }
  t.strictSame(wrong, [])
  t.equal(spans, 2_192 * 6)
  t.end()
})

test('days are added, counted and recognised as the calendar has them', (t) => {
  const first = Temporal.PlainDate.from('2023-01-01')
  const property = fc.property(fc.nat(2_200), fc.integer({ min: -800, max: 800 }), (offset, days) => {
    const from = first.add({ days: offset })
    const to = from.add({ days })
    const [a, b] = [from.toString(), to.toString()]
    return addDays(a, days) === b && daysBetween(a, b) === days && yearOf(b) === to.year && isDay(a)
  })
  fc.assert(property, runs(10_000, 500_000))
  const none = [
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2025-02-29',
    '2100-02-29',
    '20260305',
  ]
  const otherForms = [
    '2026/3/5',
    '2026-3-5',
    '２０２６-01-01',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '',
  ]
  for (const text of [...none, ...otherForms]) t.notOk(isDay(text), JSON.stringify(text))
  for (const text of ['2024-02-29', '2000-02-29', '9999-12-31']) t.ok(isDay(text), text)
  const pair = fc.property(fc.nat(9_999), fc.nat(14), fc.nat(33), (year, month, day) => {
    const text = [
      String(year).padStart(4, '0'),
      String(month).padStart(2, '0'),
      String(day).padStart(2, '0'),
    ].join('-')
    let exists = year > 0
    try {
      Temporal.PlainDate.from(text)
    } catch {
      exists = false
    }
    return isDay(text) === exists
  })
  fc.assert(pair, runs(10_000, 500_000))
  t.strictSame(
    ['2023-12-31', '2024-06-01', '2027-01-01'].map((day) => clampDay(day, '2024-01-01', '2026-12-31')),
    ['2024-01-01', '2024-06-01', '2026-12-31'],
  )
  t.end()
})

test('the day in Shanghai turns at 16:00 UTC, in whatever offset it is told', (t) => {
  const property = fc.property(
    fc.date({ min: new Date('2023-01-01'), max: new Date('2028-12-31'), noInvalidDate: true }),
    (date) => {
      const instant = date.toISOString()
      const shanghai = Temporal.Instant.from(instant).toZonedDateTimeISO('Asia/Shanghai')
      return shanghaiDay(instant) === shanghai.toPlainDate().toString()
    },
  )
  fc.assert(property, runs(5_000, 200_000))
  t.equal(shanghaiDay('2026-03-04T15:59:59.999Z'), '2026-03-04')
  t.equal(shanghaiDay('2026-03-04T16:00:00.000Z'), '2026-03-05')
  t.equal(shanghaiDay('2026-03-05T00:00:00+08:00'), '2026-03-05')
  t.equal(shanghaiDay('2026-12-31T23:30:00-05:00'), '2027-01-01')
  t.throws(() => shanghaiDay('yesterday'), RangeError)
  t.end()
})
