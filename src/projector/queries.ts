import { type CapCheck, capCheck } from '../../projections/cap-check.ts'
import { claimRegister, type RegisteredClaim } from '../../projections/claim-register.ts'
import { projections } from '../../projections/index.ts'
import { type PersonEntitlement, personEntitlement } from '../../projections/person-entitlement.ts'
import { claimInScope, type Scope } from '../domain/scope.ts'
import { type Answer, type AsOf, asOfFigure, figureIn, hosted } from './answer.ts'
import { type BalanceQueries, createBalanceQueries } from './balance-queries.ts'
import { type ClaimFilter, type ClaimPage, pageOfClaims } from './claim-list.ts'
import { createFinanceQueries, type FinanceQueries } from './finance-queries.ts'
import { createImportQueries, type ImportQueries } from './import-queries.ts'
import { personVisible } from './person-visible.ts'
import type { ReadModelStore } from './read-model-store.ts'
import { createRegisterQueries, type RegisterQueries } from './register-queries.ts'
import { createTrainingQueries, type TrainingQueries } from './training-queries.ts'

/**
 * Everything that is read. What is out of scope is undefined, or left out, exactly as if it did not exist.
 * Each may throw {ReadModelBehind}: the figure is not built yet.
 */
export interface Queries
  extends FinanceQueries,
    RegisterQueries,
    BalanceQueries,
    TrainingQueries,
    ImportQueries {
  entitlementOf(scope: Scope, personId: string): Answer<PersonEntitlement> | undefined
  claimOf(scope: Scope, claimId: string): Answer<RegisteredClaim> | undefined
  capCheckOf(scope: Scope, claimId: string): Answer<CapCheck> | undefined
  /**
   * Newest first; by claim id where `filter.q` is given.
   *
   * @throws {CursorInvalid} `after` was not made by this list.
   */
  listClaims(
    scope: Scope,
    filter: ClaimFilter,
    page: { readonly limit: number; readonly after: string | null },
  ): ClaimPage & { readonly asOf: AsOf }
  /** Of the figure that is furthest behind. */
  asOf(): AsOf
}

const entitlements = hosted(personEntitlement.name)
const claims = hosted(claimRegister.name)
const capChecks = hosted(capCheck.name)

export const createQueries = (readModels: ReadModelStore): Queries => {
  const find = figureIn(readModels)
  return {
    ...createFinanceQueries(readModels),
    ...createBalanceQueries(readModels),
    ...createRegisterQueries(readModels),
    ...createTrainingQueries(readModels),
    ...createImportQueries(readModels),
    entitlementOf: (scope, personId) =>
      find<PersonEntitlement>(entitlements, `person-${personId}`, (person) => personVisible(scope, person)),
    claimOf: (scope, claimId) =>
      find<RegisteredClaim>(claims, claimId, (claim) => claimInScope(scope, claim, claim.personId)),
    capCheckOf: (scope, claimId) =>
      find<CapCheck>(capChecks, claimId, (claim) => claimInScope(scope, claim, claim.personId)),
    listClaims: (scope, filter, page) =>
      readModels.together(() => {
        const asOf = asOfFigure(readModels, claims)
        return { ...pageOfClaims(readModels, claims, { scope, filter, ...page }), asOf }
      }),
    asOf: () =>
      readModels.together(() => {
        const all = projections.map((projection) => asOfFigure(readModels, projection))
        return all.reduce((first, next) => ((next.position ?? -1n) < (first.position ?? -1n) ? next : first))
      }),
  }
}
