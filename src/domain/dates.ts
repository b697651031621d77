/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Compares as text. */
export type Day = string

const dayForm = /^(\d{4})-(\d{2})-(\d{2})$/
const msPerDay = 86_400_000
const shanghaiOffsetMs = 8 * 3_600_000

const toDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10)
const toMs = (day: Day): number => Date.UTC(yearOf(day), monthOf(day) - 1, Number(day.slice(8, 10)))
const monthOf = (day: Day): number => Number(day.slice(5, 7))

export const yearOf = (day: Day): number => Number(day.slice(0, 4))

/** Whether the text is a day that exists: 2026-02-30 is none. */
export const isDay = (text: string): text is Day => dayForm.test(text) && toDay(toMs(text)) === text

export const addDays = (day: Day, days: number): Day => toDay(toMs(day) + days * msPerDay)

/** Whole days from `from` to `to`; 0 for the same day. */
export const daysBetween = (from: Day, to: Day): number => Math.round((toMs(to) - toMs(from)) / msPerDay)

/**
 * The last day of a span of whole months from `startsOn`: the day before the same day `months`
 * later; where that month has no such day, its last day (2025-01-31 and 1 → 2025-02-28).
 */
export const lastDayOfMonths = (startsOn: Day, months: number): Day => {
  const monthIndex = monthOf(startsOn) - 1 + months
  const lastOfMonth = Date.UTC(yearOf(startsOn), monthIndex + 1, 0)
  const dayOfMonth = Number(startsOn.slice(8, 10))
  if (dayOfMonth > new Date(lastOfMonth).getUTCDate()) return toDay(lastOfMonth)
  return toDay(Date.UTC(yearOf(startsOn), monthIndex, dayOfMonth) - msPerDay)
}

/** The calendar day in Asia/Shanghai (UTC+8, no daylight saving since 1992) of an ISO instant. */
export const shanghaiDay = (instant: string): Day => toDay(Date.parse(instant) + shanghaiOffsetMs)

/** `day`, moved to the nearest end of the span when outside. */
export const clampDay = (day: Day, from: Day, until: Day): Day =>
  day < from ? from : day > until ? until : day
