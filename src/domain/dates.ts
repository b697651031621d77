/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Compares as text. */
export type Day = string

const dayForm = /^(\d{4})-(\d{2})-(\d{2})$/
const msPerDay = 86_400_000
const shanghaiOffsetMs = 8 * 3_600_000

const lastDay = '9999-12-31'

/** What lies after the last day that four digits can write is that day. */
const toDay = (ms: number): Day => {
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  // Put together here: the engine's own text costs four times as much, and rules ask by the thousand.
  if (year >= 1_000 && year <= 9_999) {
    return `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`
  }
  return year > 9_999 ? lastDay : date.toISOString().slice(0, 10)
}
const twoDigits = (part: number): string => (part < 10 ? `0${part}` : `${part}`)

/** `Date.UTC` would take the years 0 to 99 for 1900 to 1999. */
const msOf = (year: number, monthIndex: number, dayOfMonth: number): number =>
  new Date(0).setUTCFullYear(year, monthIndex, dayOfMonth)
const toMs = (day: Day): number => msOf(yearOf(day), monthOf(day) - 1, Number(day.slice(8, 10)))
const monthOf = (day: Day): number => Number(day.slice(5, 7))

export const yearOf = (day: Day): number => Number(day.slice(0, 4))

/** Whether the text is a day that exists: 2026-02-30 is none, and there was no year 0. */
export const isDay = (text: string): text is Day =>
  dayForm.test(text) && yearOf(text) > 0 && toDay(toMs(text)) === text

export const addDays = (day: Day, days: number): Day => toDay(toMs(day) + days * msPerDay)

/** Whole days from `from` to `to`; 0 for the same day. */
export const daysBetween = (from: Day, to: Day): number => Math.round((toMs(to) - toMs(from)) / msPerDay)

/**
 * The last day of a span of whole months from `startsOn`: the day before the same day `months`
 * later; where that month has no such day, its last day (2025-01-31 and 1 → 2025-02-28).
 */
export const lastDayOfMonths = (startsOn: Day, months: number): Day => {
  const monthIndex = monthOf(startsOn) - 1 + months
  const lastOfMonth = msOf(yearOf(startsOn), monthIndex + 1, 0)
  const dayOfMonth = Number(startsOn.slice(8, 10))
  if (dayOfMonth > new Date(lastOfMonth).getUTCDate()) return toDay(lastOfMonth)
  return toDay(msOf(yearOf(startsOn), monthIndex, dayOfMonth) - msPerDay)
}

/** The calendar day in Asia/Shanghai (UTC+8, no daylight saving since 1992) of an ISO instant. */
export const shanghaiDay = (instant: string): Day => toDay(Date.parse(instant) + shanghaiOffsetMs)

/** `day`, moved to the nearest end of the span when outside. */
export const clampDay = (day: Day, from: Day, until: Day): Day =>
  day < from ? from : day > until ? until : day
