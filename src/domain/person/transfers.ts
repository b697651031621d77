import type { NewPersonEvent } from './events.ts'
import { type ClaimStatus, districtOn, type PersonState } from './state.ts'

const undecided: readonly ClaimStatus[] = ['unconfirmed', 'submitted', 'returned', 'reviewed']

/**
 * The undecided claims that another district pays once the facts stand as in `after` (I5). What is
 * approved stays with the district whose money it holds.
 */
export const transfersAfter = (
  after: Pick<PersonState, 'facts' | 'claims' | 'districts'>,
): NewPersonEvent[] => {
  const transfers: NewPersonEvent[] = []
  for (const { claimId, status, basis, district: before } of after.claims.values()) {
    const fact = after.facts.get(basis)
    if (fact === undefined || !undecided.includes(status)) continue
    const district = districtOn(after, fact.relevantOn)
    if (district !== before) transfers.push({ type: 'ClaimTransferred', data: { claimId, district } })
  }
  return transfers
}
