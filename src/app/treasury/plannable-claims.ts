import type { ClaimStatus } from '../../domain/person/state.ts'
import { claimInScope, type Scope, scopeOf } from '../../domain/scope.ts'
import { type Caller, type Ledger, personOfClaim } from '../ledger.ts'
import { ClaimsNotReady, type RefusedClaim } from './claims-not-ready.ts'
import { districtInScope } from './district-in-scope.ts'
import { inParallel } from './in-parallel.ts'

/** No batch will ever pay these; any other claim may be ready by the time of the freeze. */
const over: readonly ClaimStatus[] = ['paid', 'recovered', 'rejected', 'withdrawn']

/**
 * Whoever plans is told at once, not when they freeze. The freeze looks again, and at more.
 *
 * Of a claim out of the caller's scope they learn nothing, and a district out of it is the batch's to refuse.
 *
 * @throws {ClaimsNotReady} names claims that are unknown, over, or another district's.
 */
export const needPlannable = async (
  ledger: Ledger,
  { principal }: Pick<Caller, 'principal'>,
  district: string,
  claimIds: readonly string[],
): Promise<void> => {
  const scope = scopeOf(principal)
  if (!districtInScope(scope, district)) return
  const refused: RefusedClaim[] = []
  await inParallel(claimIds, async (claimId) => {
    const refusal = await refusalOf(ledger, scope, district, claimId)
    if (refusal !== undefined) refused.push({ claimId, ...refusal })
  })
  if (refused.length > 0) throw new ClaimsNotReady(refused)
}

const refusalOf = async (
  ledger: Ledger,
  scope: Scope,
  district: string,
  claimId: string,
): Promise<Omit<RefusedClaim, 'claimId'> | undefined> => {
  const personId = personOfClaim(claimId) ?? ''
  const person = await ledger.person({ kind: 'all' }, personId)
  const claim = person?.state.claims.get(claimId)
  if (claim === undefined || !claimInScope(scope, claim, personId)) {
    return { code: 'claim-unknown', facts: { claimId } }
  }
  if (claim.district !== district) {
    return { code: 'claim-other-district', facts: { claimId, district: claim.district } }
  }
  const { status } = claim
  return over.includes(status) ? { code: 'state-conflict', facts: { claimId, status } } : undefined
}
