import { clampDay, type Day, yearOf } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { CapRule, Instrument, Policy } from './policy.ts'
import { readingsOn, rulesOf, valueOn } from './readings.ts'

/** A bucket that a person may draw on today, before anything is drawn. */
export interface OpenBucket {
  readonly bucket: string
  /** `term` or this year. */
  readonly window: string
  readonly capFen: Fen
  readonly clause: string
  readonly interpretations: readonly string[]
}

/** Every bucket of the day that is not tied to one training: those open with the training. */
export const openBuckets = (policy: Policy, today: Day): readonly OpenBucket[] => {
  const on = clampDay(today, policy.term.from, policy.term.until)
  const readings = readingsOn(policy, on)
  const found = new Map<string, OpenBucket>()
  for (const instrument of policy.instruments) {
    if (instrument.payee !== 'person') continue
    for (const cap of rulesOf(policy, instrument, readings)) {
      if (cap.kind !== 'cap' || cap.window === 'training') continue
      const open = openBucket(cap, on)
      if (open !== undefined) found.set(`${open.bucket} ${open.window}`, open)
    }
  }
  return [...found.values()]
}

const openBucket = ({ bucket, window, values, interpretation }: CapRule, on: Day): OpenBucket | undefined => {
  const value = valueOn(values, on)
  if (value === undefined) return undefined
  return {
    bucket,
    window: window === 'calendar-year' ? String(yearOf(on)) : window,
    capFen: value.fen,
    clause: value.clause,
    interpretations: interpretation === undefined ? [] : [interpretation],
  }
}

/** The instruments that draw on a bucket, under any reading. */
export const instrumentsOf = (policy: Policy, bucket: string): readonly Instrument[] =>
  policy.instruments.filter(({ rules }) =>
    rules.some((rule) => rule.kind === 'cap' && rule.bucket === bucket),
  )
