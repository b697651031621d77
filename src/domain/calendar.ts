import { addDays, type Day, daysBetween, yearOf } from './dates.ts'
import { DomainError } from './errors.ts'

/** The working days of one year, as the State Council's General Office announced them. */
export interface CalendarYear {
  readonly year: number
  /** The notice that says so. */
  readonly source: string
  /** Days off, weekends among them; `until` is the last. */
  readonly rest: readonly { readonly name: string; readonly from: Day; readonly until: Day }[]
  /** Weekend days worked instead (调休). */
  readonly work: readonly Day[]
}

export interface WorkCalendar {
  readonly years: ReadonlySet<number>
  readonly rest: ReadonlySet<Day>
  readonly work: ReadonlySet<Day>
}

const daysOf = ({ from, until }: { readonly from: Day; readonly until: Day }): readonly Day[] =>
  Array.from({ length: daysBetween(from, until) + 1 }, (_, index) => addDays(from, index))

export const compileCalendar = (years: readonly CalendarYear[]): WorkCalendar => ({
  years: new Set(years.map(({ year }) => year)),
  rest: new Set(years.flatMap(({ rest }) => rest.flatMap(daysOf))),
  work: new Set(years.flatMap(({ work }) => work)),
})

const aMonday: Day = '2024-01-01'
const saturday = 5

/** @throws {DomainError} `calendar-unknown`: a year without an announcement is never guessed. */
export const isWorkingDay = (calendar: WorkCalendar, day: Day): boolean => {
  const year = yearOf(day)
  if (!calendar.years.has(year)) throw new DomainError('calendar-unknown', { year: String(year) })
  if (calendar.work.has(day)) return true
  if (calendar.rest.has(day)) return false
  const weekday = ((daysBetween(aMonday, day) % 7) + 7) % 7
  return weekday < saturday
}

/**
 * The last day of a span of `count` working days, counted from `from`, or from the next working day
 * where that is none.
 *
 * @param count one or more.
 * @throws {DomainError} `calendar-unknown` when the span leaves the announced years.
 */
export const lastOfWorkingDays = (calendar: WorkCalendar, from: Day, count: number): Day => {
  let day = from
  for (let left = isWorkingDay(calendar, day) ? count - 1 : count; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(calendar, day)) left -= 1
  }
  return day
}
