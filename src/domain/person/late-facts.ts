import type { Fen } from '../money.ts'
import { assess } from '../policy/assess.ts'
import type { Assessment } from '../policy/assessment.ts'
import type { Policy } from '../policy/policy.ts'
import type { NewPersonEvent } from './events.ts'
import { leftToRecover } from './recoveries.ts'
import type { Claim, PersonState } from './state.ts'

export interface LateFinding {
  /** What the claim comes to now, as if its own award were not there. */
  readonly assessment: Assessment
  /** By how much that is less than what is awarded and not asked back; 0 or less: nothing to do. */
  readonly lessFen: Fen
}

/** The claim over the facts as they stand; undefined when it holds no award. */
export const lateFinding = (policy: Policy, state: PersonState, claim: Claim): LateFinding | undefined => {
  const others = state.awards.filter(({ claimId }) => claimId !== claim.claimId)
  if (others.length === state.awards.length) return undefined
  const assessment = assess(policy, { facts: state.facts, awards: others }, claim)
  return { assessment, lessFen: leftToRecover(claim) - assessment.amountFen }
}

/**
 * What follows for awards that rest on a fact which has changed: never another decision, but a
 * recovery proposed to a person, with what the facts come to now.
 *
 * @param after the person with the change
 */
export const proposalsAfter = (after: PersonState, factId: string, policy: Policy): NewPersonEvent[] => {
  const proposals: NewPersonEvent[] = []
  for (const claim of after.claims.values()) {
    const finding = claim.basis === factId ? lateFinding(policy, after, claim) : undefined
    if (finding === undefined || finding.lessFen <= 0) continue
    const { claimId, recoveries } = claim
    const found = { amountFen: finding.lessFen, cause: 'late-fact', assessment: finding.assessment } as const
    const data = { claimId, no: recoveries.length + 1, noteCommitment: null, ...found }
    proposals.push({ type: 'RecoveryProposed', data })
  }
  return proposals
}
