import type { Day } from '../dates.ts'
import type { Instrument, Policy, Readings, Rule, Value } from './policy.ts'

const newest = <T extends { readonly from: Day }>(list: readonly T[], on: Day): T | undefined => {
  let found: T | undefined
  for (const entry of list)
    if (entry.from <= on && (found === undefined || entry.from >= found.from)) found = entry
  return found
}

const earliest = <T extends { readonly from: Day }>(list: readonly T[]): T | undefined =>
  list.reduce<T | undefined>((first, entry) => (first && first.from <= entry.from ? first : entry), undefined)

/** The value in force on the day: the newest that has begun and not ended. */
export const valueOn = <V extends Pick<Value, 'from' | 'until'>>(
  values: readonly V[],
  on: Day,
): V | undefined => {
  const value = newest(values, on)
  return value?.until !== undefined && value.until < on ? undefined : value
}

/** The reading of every interpretation on the day; before the first, the first. */
export const readingsOn = (
  policy: Pick<Policy, 'interpretations'>,
  on: Day,
  chosen: Readings = {},
): Readings => {
  const readings: Record<string, string> = {}
  for (const { id, readings: dated } of policy.interpretations) {
    const reading = newest(dated, on) ?? earliest(dated)
    if (reading !== undefined) readings[id] = chosen[id] ?? reading.chosen
  }
  return readings
}

export const appliesUnder = (rule: Pick<Rule, 'when'>, readings: Readings): boolean =>
  rule.when === undefined || Object.entries(rule.when).every(([id, option]) => readings[id] === option)

/** The rules that bind an instrument under these readings: the common ones first. */
export const rulesOf = (policy: Policy, instrument: Instrument, readings: Readings): readonly Rule[] =>
  [...policy.rules, ...instrument.rules].filter((rule) => appliesUnder(rule, readings))

/** Ids of the interpretations on which some rule turns: those a trial case may choose. */
export const choosableInterpretations = (policy: Policy): ReadonlySet<string> => {
  const rules = [policy.rules, ...policy.instruments.map((instrument) => instrument.rules)].flat()
  return new Set(rules.flatMap((rule) => Object.keys(rule.when ?? {})))
}
