import { DomainError } from '../errors.ts'
import type { TrainingFacts } from '../training/facts.ts'
import { holdsOn } from './claim-hold.ts'
import type { DecideContext, PersonCommandData } from './commands.ts'
import { keepApart } from './duties.ts'
import type { NewPersonEvent } from './events.ts'
import type { Claim, PersonState } from './state.ts'

/**
 * Who recorded the completion does not say whether what was found about it is so. Once decided it stays so,
 * until a claim that it barred was returned: then a person may look at it again.
 *
 * @throws {DomainError} `finding-unknown`, `already-revoked`, `separation-of-duties`, `finding-resolved`
 */
export const resolveFinding = (
  { no, upheld, noteCommitment }: PersonCommandData<'ResolveFinding'>,
  state: PersonState,
  { actor }: DecideContext,
): readonly NewPersonEvent[] => {
  const finding = state.findings.find((one) => one.no === no)
  if (finding === undefined) throw new DomainError('finding-unknown', { no: String(no) })
  const { completionId, status, rule, returned } = finding
  if (status === 'lapsed') throw new DomainError('already-revoked', { id: completionId })
  keepApart(actor, state, state.facts.get(completionId)?.recordedBy ?? [])
  if (status === (upheld ? 'upheld' : 'dismissed')) return []
  if (status !== 'open' && !returned) throw new DomainError('finding-resolved', { no: String(no) })
  return [{ type: 'FindingResolved', data: { no, rule, completionId, upheld, noteCommitment } }]
}

/**
 * What was found about the claim's basis or its class holds the claim until a person has decided on it,
 * and bars it when it is so.
 *
 * @throws {DomainError} `finding-upheld`, `finding-open`
 */
export const needNoFinding = (
  claim: Claim,
  state: PersonState,
  training: TrainingFacts | null | undefined,
): void => {
  const [first] = holdsOn(claim, state, training)
  if (first === undefined) return
  const code = first.status === 'upheld' ? 'finding-upheld' : 'finding-open'
  throw new DomainError(code, { claimId: claim.claimId, rule: first.rule })
}
