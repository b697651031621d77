import type { Day } from '../dates.ts'
import type { Policy } from './policy.ts'
import { valueOn } from './readings.ts'
import type { FindingRule, FindingValueOf } from './training-rules.ts'

/** Whether a completion of the course that ended on the day belongs to a class of the register. */
export const classRequiredOn = (policy: Policy, course: string, endsOn: Day): boolean =>
  valueOn(policy.training?.classRequired.values ?? [], endsOn)?.courses.includes(course) ?? false

/** The levels of skill certificates, lowest first; empty: any text is one. */
export const levelOrder = (policy: Policy): readonly string[] => policy.training?.levels.order ?? []

/** The level as the policy names it, where the text is a known synonym; else the text. */
export const namedLevel = (policy: Policy, text: string): string => {
  const synonyms = policy.training?.levels.synonyms ?? {}
  return Object.hasOwn(synonyms, text) ? (synonyms[text] ?? text) : text
}

/** What a cross-record rule asks on the day; undefined: it is not asked. */
export const findingRuleOn = <R extends FindingRule>(
  policy: Policy,
  rule: R,
  day: Day,
): FindingValueOf<R> | undefined => {
  const found = policy.training?.findings.find((one) => one.rule === rule)
  return valueOn((found?.values ?? []) as readonly FindingValueOf<R>[], day)
}

/** How many days an uploaded sheet is kept after it was received; undefined: the policy does not say. */
export const uploadsKeptDaysOn = (policy: Policy, day: Day): number | undefined =>
  valueOn(policy.training?.uploads.values ?? [], day)?.keptDays
