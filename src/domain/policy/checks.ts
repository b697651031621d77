import { addDays, daysBetween, lastDayOfMonths, yearOf } from '../dates.ts'
import type { Award, ClaimRequest, Fact, History } from './history.ts'
import type { CheckRule, DurationRule, LevelOrderRule, OnceRule, Policy } from './policy.ts'

/** Event ids that make the rule say no; undefined when it has nothing against the claim. */
export type Objection = readonly string[] | undefined

export interface Check {
  readonly policy: Policy
  readonly history: History
  readonly request: ClaimRequest
  readonly fact: Fact
}

/** Asks one rule whether it bars the claim. */
export const objectionOf = (rule: CheckRule, check: Check): Objection => {
  const { policy, fact, request } = check
  switch (rule.kind) {
    case 'term':
      return fact.relevantOn < policy.term.from || fact.relevantOn > policy.term.until
        ? [fact.eventId]
        : undefined
    case 'not-revoked':
      return fact.revoked ? [fact.eventId] : undefined
    case 'duration-at-most':
      return fact.kind === 'completion' && fact.relevantOn > lastAllowedDay(rule, fact)
        ? [fact.eventId]
        : undefined
    case 'needs-certificate':
      return fact.certificates.some(
        ({ occupation, level }) =>
          (rule.occupations?.includes(occupation) ?? true) && (rule.levels?.includes(level) ?? true),
      )
        ? undefined
        : [fact.eventId]
    case 'filing-window':
      return daysBetween(fact.relevantOn, request.filedOn) > rule.days ? [fact.eventId] : undefined
    case 'once':
      return because(check, (award, basis) => repeats(rule, check, award, basis))
    case 'exclusive':
      return because(
        check,
        (award, basis) =>
          rule.with.includes(award.instrument) &&
          (rule.scope === 'any' || (basis.trainingId !== null && basis.trainingId === fact.trainingId)),
      )
    case 'count-per-year': {
      const counted = because(
        check,
        (award, basis) => rule.instruments.includes(award.instrument) && isInYearOf(fact, award, basis),
      )
      return counted !== undefined && counted.length >= rule.atMost ? counted : undefined
    }
    case 'level-order':
      return because(check, (_award, basis) => reachesLevel(rule, basis, fact))
  }
}

const lastAllowedDay = (rule: DurationRule, fact: Fact): string =>
  rule.unit === 'months'
    ? lastDayOfMonths(fact.startsOn, rule.atMost)
    : addDays(fact.startsOn, rule.atMost - 1)

/** A correction after the approval frees no place of the year that the award was approved for. */
const isInYearOf = (fact: Fact, { approvedFor }: Award, basis: Fact): boolean =>
  [basis.relevantOn, approvedFor ?? basis.relevantOn].some((day) => yearOf(day) === yearOf(fact.relevantOn))

/** The earlier awards for which `bars` holds, as event ids. */
const because = ({ history }: Check, bars: (award: Award, basis: Fact) => boolean): Objection => {
  const found: string[] = []
  for (const award of history.awards) {
    const basis = history.facts.get(award.basis)
    if (basis !== undefined && bars(award, basis)) found.push(award.eventId)
  }
  return found.length === 0 ? undefined : found
}

const repeats = (rule: OnceRule, { fact, request }: Check, award: Award, basis: Fact): boolean => {
  if (rule.across === 'instrument' && award.instrument !== request.instrument) return false
  switch (rule.per) {
    case 'basis':
      return award.basis === fact.id
    case 'training': {
      const sameTraining = fact.trainingId !== null && basis.trainingId === fact.trainingId
      // Across instruments the rule looks for another record of the training; its own is `basis`.
      return sameTraining && (rule.across === 'instrument' || award.basis !== fact.id)
    }
    case 'person':
      return true
    case 'person-year':
      return isInYearOf(fact, award, basis)
  }
}

/** A title, or an industry's certificate, is no step among skill levels, whatever it is called. */
const skillLevels = ({ certificates }: Fact): Fact['certificates'] =>
  certificates.filter(({ kind = 'skill-level' }) => kind === 'skill-level')

const reachesLevel = ({ levels }: LevelOrderRule, paid: Fact, claimed: Fact): boolean =>
  skillLevels(claimed).some(({ occupation, level }) => {
    const rank = levels.indexOf(level)
    // A level the rule does not list is neither higher nor lower than another, only the same.
    const reaches = (held: string): boolean => held === level || (rank >= 0 && levels.indexOf(held) >= rank)
    return skillLevels(paid).some((held) => held.occupation === occupation && reaches(held.level))
  })
