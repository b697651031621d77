import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'tap'
import { type CalendarYear, isWorkingDay, lastOfWorkingDays } from '../../src/domain/calendar.ts'
import { addDays, daysBetween } from '../../src/domain/dates.ts'
import { DomainError } from '../../src/domain/errors.ts'
import { shippedCalendar } from '../../src/seeds.ts'

/** The Chinese working-day calendar: weekends, holidays and the weekend days worked instead. */

const calendar = shippedCalendar()
const file = new URL('../../seeds/calendar.json', import.meta.url)
const { years } = JSON.parse(readFileSync(file, 'utf8')) as { readonly years: readonly CalendarYear[] }
const unknown = (year: string) => new DomainError('calendar-unknown', { year })

const daysIn = (year: number) =>
  Array.from({ length: daysBetween(`${year}-01-01`, `${year + 1}-01-01`) }, (_, index) =>
    addDays(`${year}-01-01`, index),
  )
const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

test('a year that nobody announced is refused, never guessed', (t) => {
  t.throws(() => isWorkingDay(calendar, '2023-12-29'), unknown('2023'))
  t.throws(() => isWorkingDay(calendar, '2027-01-04'), unknown('2027'))
  t.throws(() => lastOfWorkingDays(calendar, '2026-12-29', 5), unknown('2027'), 'the span leaves 2026')
  t.equal(lastOfWorkingDays(calendar, '2026-12-25', 5), '2026-12-31', 'and here it does not')
  t.end()
})

test('weekdays, weekends, holidays and make-up days', (t) => {
  const expected = {
    '2024-01-01': false,
    '2024-02-09': true,
    '2024-02-10': false,
    '2024-02-17': false,
    '2024-02-18': true,
    '2024-10-12': true,
    '2025-01-26': true,
    '2025-01-27': true,
    '2025-01-28': false,
    '2025-06-02': false,
    '2025-06-03': true,
    '2025-06-07': false,
    '2025-10-08': false,
    '2026-01-04': true,
    '2026-02-16': false,
    '2026-10-10': true,
    '2026-10-11': false,
  }
  for (const [day, working] of Object.entries(expected)) t.equal(isWorkingDay(calendar, day), working, day)
  t.end()
})

test('the data agree with themselves and with the law', (t) => {
  // Swapped days leave the year's number as it is: days less weekends less 11, from 2025 on 13, holidays.
  const inLaw = { 2024: 366 - 104 - 11, 2025: 365 - 104 - 13, 2026: 365 - 104 - 13 }
  for (const { year, source, rest, work } of years) {
    const working = daysIn(year).filter((day) => isWorkingDay(calendar, day))
    t.equal(working.length, inLaw[year as keyof typeof inLaw], `working days of ${year}`)
    t.match(source, /国办发明电〔\d{4}〕\d+号/)
    for (const day of work) t.ok(isWeekend(day), `${day} is worked instead of a weekend day`)
    for (const { from, until } of rest) {
      t.ok(from <= until && from.startsWith(String(year)) && until.startsWith(String(year)), from)
      t.notOk(
        work.some((day) => day >= from && day <= until),
        `${from}: not both`,
      )
    }
  }
  t.strictSame(
    years.map(({ year }) => year),
    [2024, 2025, 2026],
  )
  t.end()
})

test('a span ends on its last working day', (t) => {
  t.equal(lastOfWorkingDays(calendar, '2025-06-09', 5), '2025-06-13', 'Monday to Friday')
  t.equal(lastOfWorkingDays(calendar, '2025-06-07', 1), '2025-06-09', 'begun on a Saturday: the next Monday')
  t.equal(lastOfWorkingDays(calendar, '2025-01-24', 3), '2025-01-27', 'a Sunday that is worked counts')
  t.equal(
    lastOfWorkingDays(calendar, '2025-09-29', 7),
    '2025-10-14',
    'over eight days off, then a worked Saturday',
  )
  const days = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2024-01-01', days))
  fc.assert(
    fc.property(days, fc.constantFrom(1, 3, 5, 7), (from, count) => {
      const last = lastOfWorkingDays(calendar, from, count)
      const span = Array.from({ length: daysBetween(from, last) + 1 }, (_, index) => addDays(from, index))
      const working = span.filter((day) => isWorkingDay(calendar, day))
      return working.length === count && working.at(-1) === last
    }),
  )
  t.end()
})
