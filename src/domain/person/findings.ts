import { type Day, lastDayOfMonths } from '../dates.ts'
import type { Policy } from '../policy/policy.ts'
import { findingRuleOn } from '../policy/training.ts'
import type { FindingRule, FindingValueOf } from '../policy/training-rules.ts'
import type { DecideContext } from './commands.ts'
import type { Certificate, CompletionDetails, NewPersonEvent } from './events.ts'
import { districtOn, type PersonFact, type PersonState } from './state.ts'

/** What was found about one completion. It holds claims for a person to decide, and decides nothing. */
export interface Finding {
  /** From 1 on, within the person. */
  readonly no: number
  readonly rule: string
  readonly clause: string
  readonly completionId: string
  /** Ids of the records it rests on, other people's too. */
  readonly becauseOf: readonly string[]
  /** How many other people it rests on whose records nobody may name; absent: those of `becauseOf` are all. */
  readonly others?: number | undefined
  /** `lapsed`: the completion was withdrawn before anybody decided. */
  readonly status: 'open' | 'upheld' | 'dismissed' | 'lapsed'
  /** The account (commitment) of the person when somebody decided; null: none; absent: nobody did. */
  readonly account?: string | null | undefined
  /** A claim went back to be put right while it was upheld: it may be decided on anew. */
  readonly returned: boolean
}

/** A completion, and what it is held against. */
export interface Looked {
  readonly completionId: string
  readonly details: CompletionDetails
  readonly provider: string | null
  readonly certificates: readonly Certificate[]
  readonly state: PersonState
  readonly elsewhere: DecideContext['elsewhere']
}

/** The records that a rule holds against the completion; none: nothing found. */
type Look<R extends FindingRule> = (looked: Looked, value: FindingValueOf<R>) => readonly string[]

const otherCompletions = ({ state, completionId }: Looked): readonly PersonFact[] =>
  [...state.facts.values()].filter(
    ({ id, kind, revoked }) => kind === 'completion' && !revoked && id !== completionId,
  )

/** Whether somebody born on a day is so many months old on another. */
const isOfAge = (bornOn: Day, months: number, on: Day): boolean => lastDayOfMonths(bornOn, months) < on

/** In the order in which findings are numbered. Rules about classes are the classes' own. */
const looks = {
  'overlapping-trainings': (looked) => {
    const { startsOn, endsOn, trainingId } = looked.details
    const meanwhile = otherCompletions(looked).filter(
      (other) => other.trainingId !== trainingId && other.startsOn <= endsOn && startsOn <= other.relevantOn,
    )
    return meanwhile.map(({ id }) => id)
  },
  'retirement-age': ({ completionId, details, elsewhere }, { maleMonths, femaleMonths }) => {
    const born = elsewhere?.born
    if (!born) return []
    const months = born.sex === 'male' ? maleMonths : femaleMonths
    return isOfAge(born.on, months, details.startsOn) ? [completionId] : []
  },
  'minimum-age': ({ completionId, details, elsewhere }, { months }) => {
    const born = elsewhere?.born
    return born && !isOfAge(born.on, months, details.startsOn) ? [completionId] : []
  },
  'enrolled-student': ({ state, details: { startsOn } }, { titles, months }) =>
    [...state.facts.values()]
      .filter(({ kind, of, revoked }) => kind === 'recognition' && !revoked && titles.includes(of))
      .filter(({ relevantOn }) => relevantOn <= startsOn && !isOfAge(relevantOn, months, startsOn))
      .map(({ id }) => id),
  'account-shared': ({ completionId, elsewhere }, { atMost }) =>
    (elsewhere?.sharingAccount ?? 0) + 1 > atMost ? [completionId] : [],
  'certificate-twice': (looked) => {
    const digests = looked.certificates.map(({ numberDigest }) => numberDigest)
    const own = otherCompletions(looked)
      .filter(({ certificates }) => certificates.some(({ numberDigest }) => digests.includes(numberDigest)))
      .map(({ id }) => id)
    const others = digests.flatMap((digest) => looked.elsewhere?.holders[digest] ?? [])
    const recorded = (id: string): boolean => id !== looked.completionId && !looked.state.facts.has(id)
    return [...new Set([...own, ...others.filter(recorded)])].sort()
  },
  'provider-burst': ({ completionId, provider, certificates, elsewhere }, { atMost }) => {
    if (provider === null) return []
    const days = new Set(certificates.map(({ issuedOn }) => issuedOn))
    const counted = [...days].map((day) => {
      const own = certificates.filter(({ issuedOn }) => issuedOn === day).length
      return own + (elsewhere?.issued[day] ?? 0)
    })
    return counted.some((count) => count > atMost) ? [completionId] : []
  },
} satisfies { readonly [R in FindingRule]?: Look<R> }

type PersonRule = keyof typeof looks
const rules = Object.keys(looks) as readonly PersonRule[]

const looking = <R extends PersonRule>(
  rule: R,
  policy: Policy,
  looked: Looked,
): { readonly clause: string; readonly becauseOf: readonly string[] } | undefined => {
  const value = findingRuleOn(policy, rule, looked.details.startsOn)
  if (value === undefined) return undefined
  const becauseOf = (looks[rule] as unknown as Look<R>)(looked, value)
  return becauseOf.length === 0 ? undefined : { clause: value.clause, becauseOf }
}

/** Somebody is to look at it already, or has looked at the very same. */
export const isKnown = (known: Finding, rule: string, becauseOf: readonly string[]): boolean =>
  known.rule === rule && (known.status === 'open' || becauseOf.every((id) => known.becauseOf.includes(id)))

interface Asked {
  readonly rules: readonly PersonRule[]
  readonly knows: typeof isKnown
  /** How many findings the same command has raised before. */
  readonly after: number
}

/** What rules in force on the first day find about a completion, but for what is known. */
export const raisedAbout = (
  looked: Looked,
  policy: Policy,
  { rules: asked, knows, after }: Asked,
): readonly NewPersonEvent[] => {
  const { completionId, provider, details, state, elsewhere } = looked
  const known = state.findings.filter((finding) => finding.completionId === completionId)
  const district = districtOn(state, details.endsOn)
  const raised: NewPersonEvent[] = []
  for (const rule of asked) {
    const found = looking(rule, policy, looked)
    if (found === undefined || known.some((one) => knows(one, rule, found.becauseOf))) continue
    const no = state.findings.length + after + raised.length + 1
    const data = { no, rule, completionId, provider, district, ...found }
    const others = rule === 'account-shared' ? { others: elsewhere?.sharingAccount ?? 0 } : {}
    raised.push({ type: 'FindingRaised', data: { ...data, ...others } })
  }
  return raised
}

/**
 * What is found about a completion as it is recorded or corrected.
 *
 * @param state the person without the completion, or with it as it was before
 */
export const findingsAbout = (
  looked: Omit<Looked, 'state' | 'elsewhere'>,
  state: PersonState,
  { policy, elsewhere }: Pick<DecideContext, 'policy' | 'elsewhere'>,
): readonly NewPersonEvent[] =>
  raisedAbout({ ...looked, state, elsewhere }, policy, { rules, knows: isKnown, after: 0 })
