import type { BatchLine } from '../../domain/batch/state.ts'
import { DomainError } from '../../domain/errors.ts'
import { needNoFinding } from '../../domain/person/decide-findings.ts'
import type { PeopleAsOf } from './people-as-of.ts'

const claimsNamed = 20

/** @throws {DomainError} `recovery-open` names claims whose recovery is neither confirmed nor dismissed. */
export const needNoOpenRecoveries = async (
  people: PeopleAsOf,
  lines: readonly BatchLine[],
): Promise<void> => {
  const open: string[] = []
  for (const { personId, claimId } of lines) {
    const claim = (await people.person(personId)).claims.get(claimId)
    if (claim?.recoveries.some(({ status }) => status === 'proposed')) open.push(claimId)
  }
  if (open.length === 0) return
  const claims = open.slice(0, claimsNamed).join('、')
  throw new DomainError('recovery-open', { claimId: claims, claims })
}

/**
 * An account may have been entered after the claim went into its batch; the money has not gone yet.
 *
 * @throws {DomainError} `finding-open`, `finding-upheld` names the first claim whose record is in doubt.
 */
export const needNoFindings = async (people: PeopleAsOf, lines: readonly BatchLine[]): Promise<void> => {
  for (const { personId, claimId } of lines) {
    const person = await people.person(personId)
    const claim = person.claims.get(claimId)
    if (claim !== undefined) needNoFinding(claim, person, null)
  }
}
