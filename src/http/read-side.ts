import type { CapCheck } from '../../projections/cap-check.ts'
import type { RegisteredClaim } from '../../projections/claim-register.ts'
import type { PersonEntitlement } from '../../projections/person-entitlement.ts'
import type { Scope } from '../domain/scope.ts'

export interface AsOf {
  readonly position: bigint | null
  readonly at: string | null
}
export interface Queries {
  entitlementOf(scope: Scope, personId: string): { figure: PersonEntitlement; asOf: AsOf } | undefined
  claimOf(scope: Scope, claimId: string): { figure: RegisteredClaim; asOf: AsOf } | undefined
  capCheckOf(scope: Scope, claimId: string): { figure: CapCheck; asOf: AsOf } | undefined
  listClaims(
    scope: Scope,
    filters: Readonly<Record<string, string>>,
    page: { readonly limit: number; readonly after: string | null },
  ): { items: readonly RegisteredClaim[]; next: string | null; asOf: AsOf }
}
export interface ProjectorView {
  readonly position: bigint | null
  readonly failure: Error | undefined
  waitFor(position: bigint, timeoutMs: number): Promise<boolean>
  notify(): void
}
