import type { RegisteredClaim } from '../../projections/claim-register.ts'
import { can } from '../domain/can.ts'
import { shanghaiDay } from '../domain/dates.ts'
import {
  type Hold,
  holdsIn,
  holdsOn,
  mayBeHeld,
  type NextStep,
  nextStep,
} from '../domain/person/claim-hold.ts'
import type { Finding } from '../domain/person/findings.ts'
import { classOfRecord } from '../domain/person/need-class.ts'
import type { ClaimStatus, PersonState } from '../domain/person/state.ts'
import { findingRuleOn } from '../domain/policy/training.ts'
import { findingRuleText, isFindingRule } from '../domain/policy/training-rules.ts'
import { claimInScope, type Principal, type Scope } from '../domain/scope.ts'
import type { TrainingFacts } from '../domain/training/facts.ts'
import type { HeldClaim } from './answers/entitlement.ts'
import { type ClaimFinding, toFinding } from './answers/finding.ts'
import type { RouteParts } from './route-parts.ts'

type Parts = Pick<RouteParts, 'ledger' | 'trainings' | 'rulebook' | 'now'>

/** What may hold the claims on one basis. */
interface Doubts {
  readonly state: PersonState | undefined
  readonly training: TrainingFacts | null
  /** Of a class rule, where the policy has one. */
  readonly clauseOf: (rule: string) => string | null
}

const doubtsOf = async (parts: Parts, state: PersonState | undefined, basis: string): Promise<Doubts> => {
  const { trainings, rulebook, now } = parts
  const fact = state?.facts.get(basis)
  const { trainingId = null } = fact ?? {}
  const registered = trainingId === null ? null : await trainings.factsFor(trainingId, state?.personId ?? '')
  const training = fact === undefined ? null : classOfRecord(fact, registered)
  const policy = rulebook.inForce(shanghaiDay(now()))
  const clauseOf = (rule: string): string | null =>
    training !== null && isFindingRule(rule)
      ? (findingRuleOn(policy, rule, training.startsOn)?.clause ?? null)
      : null
  return { state, training, clauseOf }
}

const holdsOf = ({ state, training, clauseOf }: Doubts, basis: string): readonly Hold[] =>
  state === undefined
    ? []
    : holdsOn({ basis }, state, training).map((hold) => ({
        ...hold,
        clause: hold.clause ?? clauseOf(hold.rule),
      }))

/** Which records it rests on is for those who decide on findings; a provider knows those that it recorded. */
const asSeenBy = (principal: Principal, finding: Finding, state: PersonState): ClaimFinding => {
  const answer = { ...toFinding(finding, state.personId ?? ''), of: 'completion' as const }
  if (can(principal, 'findings.read')) return answer
  const isOwn = (id: string): boolean =>
    principal.provider !== null && state.facts.get(id)?.provider === principal.provider
  return { ...answer, becauseOf: answer.becauseOf.filter(isOwn), others: 0 }
}

interface Holding {
  readonly findings: ClaimFinding[]
  /** What a claim on that basis waits for where it stands. */
  readonly nextIn: (status: ClaimStatus) => NextStep
}

/** What was found about a claim's basis and its class, and who is to do what about it. */
export const holdingOf = async (
  parts: Parts,
  principal: Principal,
  { personId, basis }: Pick<RegisteredClaim, 'personId' | 'basis'>,
): Promise<Holding> => {
  const state = (await parts.ledger.people.load(personId))?.state
  const doubts = await doubtsOf(parts, state, basis)
  const { training, clauseOf } = doubts
  const own = (state?.findings ?? []).filter(({ completionId }) => completionId === basis)
  const ofClass = (rules: readonly string[], found: 'open' | 'upheld'): ClaimFinding[] =>
    rules.map((rule) => ({
      ...{ no: 0, rule, ruleText: isFindingRule(rule) ? findingRuleText[rule] : rule },
      ...{ clause: clauseOf(rule) ?? '', completionId: basis, becauseOf: [], others: 0 },
      ...{ of: 'class', status: found, statusText: found === 'open' ? '待核实' : '属实' },
    }))
  const findings = [
    ...(state === undefined ? [] : own.map((finding) => asSeenBy(principal, finding, state))),
    ...ofClass(training?.upheldFindings ?? [], 'upheld'),
    ...ofClass(training?.openFindings ?? [], 'open'),
  ]
  const holds = holdsOf(doubts, basis)
  const isRevoked = state?.facts.get(basis)?.revoked === true
  return { findings, nextIn: (status) => nextStep(status, holdsIn(status, holds), isRevoked) }
}

/** The person's claims that findings hold, of those that the scope reaches; in the order of their filing. */
export const heldClaimsOf = async (parts: Parts, scope: Scope, personId: string): Promise<HeldClaim[]> => {
  const state = (await parts.ledger.people.load(personId))?.state
  const held: HeldClaim[] = []
  for (const claim of state?.claims.values() ?? []) {
    const { claimId, instrument, basis, status } = claim
    // Most are over, and those cost no look at their class.
    if (state === undefined || !mayBeHeld(status) || !claimInScope(scope, claim, personId)) continue
    const holds = holdsIn(status, holdsOf(await doubtsOf(parts, state, basis), basis))
    if (holds.length === 0) continue
    const policy = parts.rulebook.inForce(shanghaiDay(parts.now()))
    const instrumentName = policy.instrument.get(instrument)?.name ?? instrument
    const rules = holds.map(({ rule }) => rule)
    held.push({ claimId, instrument, instrumentName, rules, nextText: nextStep(status, holds).text })
  }
  return held
}
