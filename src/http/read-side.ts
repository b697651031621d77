import type { RegisteredBatch } from '../../projections/batch-register.ts'
import type { CapCheck } from '../../projections/cap-check.ts'
import type { RegisteredClaim } from '../../projections/claim-register.ts'
import type { FundPosition } from '../../projections/fund-position.ts'
import type { RegisteredImport } from '../../projections/import-register.ts'
import type { PersonEntitlement } from '../../projections/person-entitlement.ts'
import type { RegisteredProvider } from '../../projections/provider-register.ts'
import type { RegisteredTrainer } from '../../projections/trainer-register.ts'
import type { RegisteredTraining } from '../../projections/training-register.ts'
import type { Principal, Scope } from '../domain/scope.ts'
import type { ClassElsewhere } from '../domain/training/commands.ts'
import type { RegisterQueries } from './read-registers.ts'

/** What the server asks of the figures; whoever composes it hands the projector and its queries in. */

/** The place in the log that a figure reflects. */
export interface AsOf {
  /** Null: the log was empty. */
  readonly position: bigint | null
  /** Instant of the last event seen, ISO 8601 UTC. */
  readonly at: string | null
}

export interface Found<Figure> {
  readonly figure: Figure
  readonly asOf: AsOf
}

interface Page {
  readonly limit: number
  readonly after: string | null
}

interface ListOf<Figure> {
  readonly items: readonly Figure[]
  readonly next: string | null
  readonly asOf: AsOf
}

/** Sums in whole fen; null: the figure has no meaning in this cut. */
interface BalanceFigures {
  readonly allottedFen: number | null
  readonly reservedFen: number | null
  readonly grossPaidFen: number
  readonly paidFen: number
  readonly returnedFen: number
  readonly recoveredFen: number
  readonly availableFen: number | null
}

export interface Balances {
  readonly items: readonly (BalanceFigures & { readonly key: string })[]
  readonly total: BalanceFigures
  readonly asOf: AsOf
}

interface TrainingQueries {
  providerOf(scope: Scope, providerId: string): Found<RegisteredProvider> | undefined
  /** Newest first, as all of these. */
  listProviders(
    scope: Scope,
    filter: {
      readonly district?: string | undefined
      readonly status?: string | undefined
      /** The day on which they are such. */
      readonly on: string
    },
    page: Page,
  ): ListOf<RegisteredProvider>
  /** The pool is the whole city's. */
  listTrainers(filter: { readonly occupation?: string | undefined }, page: Page): ListOf<RegisteredTrainer>
  trainingOf(scope: Scope, trainingId: string): Found<RegisteredTraining> | undefined
  listTrainings(
    scope: Scope,
    filter: {
      readonly provider?: string | undefined
      readonly district?: string | undefined
      readonly department?: string | undefined
      readonly status?: string | undefined
      readonly trainer?: string | undefined
      readonly place?: string | undefined
      readonly findings?: string | undefined
    },
    page: Page,
  ): ListOf<RegisteredTraining>
  /** Other classes of the trainer or at the place, opened and not cancelled. */
  classesElsewhere(asked: {
    readonly trainingId: string
    readonly trainerId: string | null
    readonly place: string
  }): readonly ClassElsewhere[]
}

/** What is out of scope is undefined, or left out, exactly as if it did not exist. */
export interface Queries extends TrainingQueries, RegisterQueries {
  entitlementOf(scope: Scope, personId: string): Found<PersonEntitlement> | undefined
  claimOf(scope: Scope, claimId: string): Found<RegisteredClaim> | undefined
  capCheckOf(scope: Scope, claimId: string): Found<CapCheck> | undefined
  listClaims(
    scope: Scope,
    filter: {
      readonly district?: string | undefined
      readonly status?: string | undefined
      readonly instrument?: string | undefined
      readonly provider?: string | undefined
      readonly q?: string | undefined
      readonly money?: string | undefined
      readonly paidMonth?: string | undefined
      readonly recovered?: string | undefined
      readonly findings?: string | undefined
    },
    page: Page,
  ): ListOf<RegisteredClaim>
  fundOf(scope: Scope, fundId: string): Found<FundPosition> | undefined
  /** Newest first. */
  listFunds(
    scope: Scope,
    filter: { readonly district?: string | undefined; readonly year?: string | undefined },
    page: Page,
  ): ListOf<FundPosition>
  batchOf(scope: Scope, batchId: string): Found<RegisteredBatch> | undefined
  /** Newest first. */
  listBatches(
    scope: Scope,
    filter: { readonly district?: string | undefined; readonly status?: string | undefined },
    page: Page,
  ): ListOf<RegisteredBatch>
  importsToCommit(provider: string): number
  /** Newest first; a provider's own, or those that an officer uploaded. */
  listImports(
    principal: Principal | null,
    filter: {
      readonly status?: string | undefined
      readonly provider?: string | undefined
      readonly held?: 'yes' | 'no' | undefined
    },
    page: Page,
  ): ListOf<RegisteredImport>
  balances(
    scope: Scope,
    by: 'district' | 'fund' | 'instrument' | 'year' | 'month',
    filter: {
      readonly district?: string | undefined
      readonly year?: string | undefined
      readonly instrument?: string | undefined
    },
  ): Balances
}

export interface ProjectorView {
  /** The figures reflect the log up to here; null before the first event. */
  readonly position: bigint | null
  /** Why the figures do not follow the log. */
  readonly failure: Error | undefined
  /** Whether the figures reflect `position` within the time. */
  waitFor(position: bigint, timeoutMs: number): Promise<boolean>
  /** Something was appended. */
  notify(): void
}
