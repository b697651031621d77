import type { RegisteredClaim } from '../../projections/claim-register.ts'
import { can } from '../domain/can.ts'
import { classOfRecord } from '../domain/person/need-class.ts'
import { findingRuleText, isFindingRule } from '../domain/policy/training-rules.ts'
import type { Principal } from '../domain/scope.ts'
import { type ClaimFinding, toFinding } from './answers/finding.ts'
import type { RouteParts } from './route-parts.ts'

/**
 * What was found about a claim's basis and its class. Whoever may see the claim learns the rule; which
 * records it rests on is for those who decide on findings.
 */
export const findingsOf = async (
  { ledger, trainings }: Pick<RouteParts, 'ledger' | 'trainings'>,
  principal: Principal,
  { personId, basis }: Pick<RegisteredClaim, 'personId' | 'basis'>,
): Promise<ClaimFinding[]> => {
  const state = (await ledger.people.load(personId))?.state
  const own = (state?.findings ?? []).filter(({ completionId }) => completionId === basis)
  const mayKnow = can(principal, 'findings.read')
  const shown = own.map((finding) => {
    const answer = { ...toFinding(finding, personId), of: 'completion' as const }
    return mayKnow ? answer : { ...answer, becauseOf: [], others: 0 }
  })
  const fact = state?.facts.get(basis)
  const registered = fact?.trainingId ? await trainings.factsFor(fact.trainingId, personId) : null
  const training = fact === undefined ? null : classOfRecord(fact, registered)
  const ofClass = (rules: readonly string[], status: 'open' | 'upheld'): ClaimFinding[] =>
    rules.map((rule) => ({
      ...{ no: 0, rule, ruleText: isFindingRule(rule) ? findingRuleText[rule] : rule, clause: '' },
      ...{ completionId: basis, becauseOf: [], others: 0, of: 'class' as const },
      ...{ status, statusText: status === 'open' ? '待核实' : '属实' },
    }))
  return [
    ...shown,
    ...ofClass(training?.upheldFindings ?? [], 'upheld'),
    ...ofClass(training?.openFindings ?? [], 'open'),
  ]
}
