import type { BatchLine } from '../../domain/batch/state.ts'
import { DomainError } from '../../domain/errors.ts'
import { needNoFinding } from '../../domain/person/decide-findings.ts'
import type { Claim, PersonState } from '../../domain/person/state.ts'
import type { PeopleAsOf } from './people-as-of.ts'

const claimsNamed = 20

/**
 * A recovery may be undecided, and an account in doubt may have been entered after the claim went into its
 * batch; the money has not gone yet.
 *
 * @throws {DomainError} `recovery-open` names claims whose recovery is neither confirmed nor dismissed;
 *   `finding-open`, `finding-upheld` the first whose record is in doubt.
 */
export const needNothingHeld = async (people: PeopleAsOf, lines: readonly BatchLine[]): Promise<void> => {
  const open: string[] = []
  const doubted: { readonly claim: Claim; readonly person: PersonState }[] = []
  for (const { personId, claimId } of lines) {
    const person = await people.person(personId)
    const claim = person.claims.get(claimId)
    if (claim === undefined) continue
    if (claim.recoveries.some(({ status }) => status === 'proposed')) open.push(claimId)
    if (person.findings.length > 0) doubted.push({ claim, person })
  }
  if (open.length > 0) {
    const claims = open.slice(0, claimsNamed).join('、')
    throw new DomainError('recovery-open', { claimId: claims, claims })
  }
  for (const { claim, person } of doubted) needNoFinding(claim, person, null)
}
