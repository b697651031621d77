import { type CapCheck, capCheck } from '../../projections/cap-check.ts'
import { claimRegister, type RegisteredClaim } from '../../projections/claim-register.ts'
import { projections } from '../../projections/index.ts'
import { type PersonEntitlement, personEntitlement } from '../../projections/person-entitlement.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { claimInScope, type Scope } from '../domain/scope.ts'
import { type ClaimFilter, type ClaimPage, pageOfClaims } from './claim-list.ts'
import { fitOf, ReadModelBehind, type ReadModelReader, type ReadModelStore } from './read-model-store.ts'

/** The place in the log that an answer reflects. */
export interface AsOf {
  /** Null: the log was empty. */
  readonly position: bigint | null
  /** Instant of the last event seen, ISO 8601 UTC. */
  readonly at: string | null
}

export interface Answer<Figure> {
  readonly figure: Figure
  readonly asOf: AsOf
}

/**
 * Everything that is read. What is out of scope is undefined, or left out, exactly as if it did not exist.
 * Each may throw {ReadModelBehind}: the figure is not built yet.
 */
export interface Queries {
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

const hosted = (name: string): HostedProjection => {
  const projection = projections.find((listed) => listed.name === name)
  if (projection === undefined) throw new Error(`${name} is not listed`)
  return projection
}

const entitlements = hosted(personEntitlement.name)
const claims = hosted(claimRegister.name)
const capChecks = hosted(capCheck.name)

export const createQueries = (readModels: ReadModelStore): Queries => {
  const find = <Figure>(
    projection: HostedProjection,
    partition: string,
    isInScope: (figure: Figure) => boolean,
  ): Answer<Figure> | undefined =>
    readModels.together(() => {
      const asOf = asOfFigure(readModels, projection)
      const row = readModels.get(projection, partition)
      if (row === undefined) return undefined
      const figure = JSON.parse(row.state) as Figure
      return isInScope(figure) ? { figure, asOf } : undefined
    })
  return {
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

/** A figure of another version has another form, so it is as good as not built. */
const asOfFigure = (readModels: ReadModelReader, projection: HostedProjection): AsOf => {
  const checkpoint = readModels.checkpoint(projection)
  if (checkpoint === undefined || fitOf(projection, checkpoint) !== 'current') throw new ReadModelBehind(null)
  const { seen } = checkpoint
  return { position: seen?.position ?? null, at: seen?.at ?? null }
}

const personVisible = (scope: Scope, person: PersonEntitlement): boolean => {
  switch (scope.kind) {
    case 'all':
      return true
    case 'districts':
      return [person.district, ...person.payingDistricts].some((code) => scope.districts.includes(code))
    case 'provider':
      return person.providers.includes(scope.provider)
    case 'own':
      return scope.personId === person.personId
  }
}
