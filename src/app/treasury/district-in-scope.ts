import type { Scope } from '../../domain/scope.ts'

/** Funds and batches belong to a district; nobody else's are seen, and no provider's or person's scope holds any. */
export const districtInScope = (scope: Scope, district: string): boolean =>
  scope.kind === 'all' || (scope.kind === 'districts' && scope.districts.includes(district))
