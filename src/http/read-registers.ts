import type { RegisteredCertificate } from '../../projections/certificate-register.ts'
import type { RegisteredCompletion } from '../../projections/completion-register.ts'
import type { RegisteredFinding } from '../../projections/finding-register.ts'
import type { RegisterLookUps } from '../app/known-records.ts'
import type { Scope } from '../domain/scope.ts'
import type { AsOf } from './read-side.ts'

/** What the server asks of the registers of completions, certificates and findings. */

interface Page {
  readonly limit: number
  readonly after: string | null
}

interface ListOf<Figure> {
  readonly items: readonly Figure[]
  readonly next: string | null
  readonly asOf: AsOf
}

export const countCuts = ['provider', 'department', 'district', 'occupation', 'level', 'year'] as const
export type CountCut = (typeof countCuts)[number]

/** Of completions that stand; money in whole fen. */
export interface TrainingCount {
  readonly key: string | null
  readonly people: number
  readonly personTimes: number
  readonly certificates: number
  readonly awardedFen: number
  readonly paidFen: number
}

interface Money {
  readonly claims: number
  readonly awardedFen: number
  readonly paidFen: number
}

export interface RegisterQueries extends RegisterLookUps {
  trainingCounts(
    scope: Scope,
    by: CountCut,
    filter: { readonly year?: string | undefined },
  ): { readonly items: readonly TrainingCount[]; readonly total: TrainingCount; readonly asOf: AsOf }
  /** Claims of the instrument by what was learned, of completions of one year. */
  catalogueUse(
    scope: Scope,
    instrument: string,
    year: string,
  ): readonly (Money & { readonly occupation: string | null; readonly level: string | null })[]
  /** Newest first. */
  listCompletions(
    scope: Scope,
    filter: Readonly<Record<string, string | undefined>>,
    page: Page,
  ): ListOf<RegisteredCompletion>
  /** Newest first. */
  listCertificates(
    scope: Scope,
    filter: Readonly<Record<string, string | undefined>>,
    page: Page,
  ): ListOf<RegisteredCertificate>
  /** Newest first. */
  listFindings(
    scope: Scope,
    filter: Readonly<Record<string, string | undefined>>,
    page: Page,
  ): ListOf<RegisteredFinding>
  /** How many completions that the import recorded are withdrawn. */
  withdrawnOfImport(importId: string): number
  /** When the completion was recorded; undefined: the figures do not have it. */
  recordedAt(completionId: string): string | undefined
  /** How many claims on a provider's records wait for a finding to be decided. */
  heldClaims(scope: Scope, provider: string): number
  /** How many classes of a provider stand in each status. */
  classCounts(
    scope: Scope,
    provider: string,
  ): readonly { readonly status: string; readonly classes: number }[]
  /** The claims that rest on a provider's records, by where they stand. */
  deskMoney(
    scope: Scope,
    provider: string,
  ): {
    readonly items: readonly (Money & { readonly batch: string | null; readonly status: string })[]
    readonly asOf: AsOf
  }
}
