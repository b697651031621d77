import { clampDay, yearOf } from '../dates.ts'
import type { BucketUse } from './assessment.ts'
import type { Award, Fact, History } from './history.ts'
import type { CapRule, Policy, Readings, Rule } from './policy.ts'
import { rulesOf, valueOn } from './readings.ts'

const windowOf = (rule: CapRule, fact: Fact): string => {
  if (rule.window === 'calendar-year') return String(yearOf(fact.relevantOn))
  if (rule.window === 'training' && fact.trainingId !== null) return fact.trainingId
  return 'term'
}

const capsOf = (rules: readonly Rule[]): readonly CapRule[] => rules.filter((rule) => rule.kind === 'cap')

/**
 * Whether an earlier award counts in this bucket and window. The readings are those of the claim that
 * is decided: an award made under a yearly window counts towards a cap that is by now over the term.
 */
const countsIn = (
  policy: Policy,
  history: History,
  award: Award,
  use: Pick<BucketUse, 'bucket' | 'window'>,
  readings: Readings,
): boolean => {
  const fact = history.facts.get(award.basis)
  const instrument = policy.instrument.get(award.instrument)
  if (fact === undefined || instrument === undefined) return false
  return capsOf(rulesOf(policy, instrument, readings)).some(
    (cap) => cap.bucket === use.bucket && windowOf(cap, fact) === use.window,
  )
}

/** The awards that already stand in a bucket and window. */
export const awardsIn = (
  policy: Policy,
  history: History,
  use: Pick<BucketUse, 'bucket' | 'window'>,
  readings: Readings,
): readonly Award[] => history.awards.filter((award) => countsIn(policy, history, award, use, readings))

/** A cap without a value on the day leaves the instrument without a standard, not without a limit. */
export const capsInForce = (policy: Policy, rules: readonly Rule[], fact: Fact): boolean => {
  const on = clampDay(fact.relevantOn, policy.term.from, policy.term.until)
  return capsOf(rules).every((cap) => valueOn(cap.values, on) !== undefined)
}

/** Every bucket that a claim on this fact touches, with what is used of it so far. */
export const bucketsOf = (
  policy: Policy,
  rules: readonly Rule[],
  fact: Fact,
  history: History,
  readings: Readings,
): readonly BucketUse[] => {
  const on = clampDay(fact.relevantOn, policy.term.from, policy.term.until)
  const uses: BucketUse[] = []
  for (const cap of capsOf(rules)) {
    const value = valueOn(cap.values, on)
    if (value === undefined) continue
    const place = { bucket: cap.bucket, window: windowOf(cap, fact) }
    const counted = awardsIn(policy, history, place, readings)
    uses.push({
      ...place,
      capFen: value.fen,
      usedFen: counted.reduce((sum, award) => sum + award.amountFen, 0),
      awards: counted.map((award) => award.eventId),
      clause: value.clause,
      interpretation: cap.interpretation ?? null,
    })
  }
  return uses
}
