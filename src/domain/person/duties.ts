import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import type { Claim, PersonState } from './state.ts'

/**
 * Duties are kept apart by person, not by account; nobody decides what is their own or a relative's.
 *
 * @param others further persons who may not take this step
 * @throws {DomainError} `separation-of-duties`
 */
export const keepApart = (
  { pid }: Actor,
  { personId, relatives }: PersonState,
  others: readonly (string | null)[] = [],
): void => {
  if (pid === personId || relatives.includes(pid) || others.includes(pid)) {
    throw new DomainError('separation-of-duties')
  }
}

/** Who filed the claim or recorded the training does not review it; a title rests on a public document. */
export const reviewBarredTo = (state: PersonState, claim: Claim): readonly string[] => {
  const fact = state.facts.get(claim.basis)
  return fact?.kind === 'completion' ? [...claim.filedBy, ...fact.recordedBy] : claim.filedBy
}

/**
 * Who recorded the basis, filed, reviewed or approved the claim: they do not pay it. The person
 * themselves is barred from their own money anyway.
 */
export const handsIn = (state: PersonState, claim: Claim): readonly string[] => {
  const hands = [...approvalBarredTo(state, claim), claim.approvedBy]
  return hands.filter((pid) => pid !== null && pid !== state.personId) as readonly string[]
}

export const approvalBarredTo = (state: PersonState, claim: Claim): readonly (string | null)[] => [
  ...claim.filedBy,
  claim.reviewedBy,
  ...(state.facts.get(claim.basis)?.recordedBy ?? []),
]
