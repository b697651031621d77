import { certificateRegister, type RegisteredCertificate } from '../../projections/certificate-register.ts'
import { claimRegister } from '../../projections/claim-register.ts'
import { completionRegister, type RegisteredCompletion } from '../../projections/completion-register.ts'
import type { RegisteredFinding } from '../../projections/finding-register.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { trainingRegister } from '../../projections/training-register.ts'
import type { Scope } from '../domain/scope.ts'
import { type AsOf, asOfFigure, figureIn, given, hosted } from './answer.ts'
import { waysWithProviders } from './district-ways.ts'
import { type ListOf, pageOf } from './finance-queries.ts'
import { listFindings } from './finding-list.ts'
import { heldClaims } from './held-claims.ts'
import type { Filter, Group, ReadModelStore } from './read-model-store.ts'

export type CountCut = 'provider' | 'department' | 'district' | 'occupation' | 'level' | 'year'

/** Of completions that stand, by the year of their last day. */
export interface TrainingCount {
  /** Null: none was recorded. */
  readonly key: string | null
  /** Different people. */
  readonly people: number
  readonly personTimes: number
  readonly certificates: number
  /** Of the claims that rest on them, awarded and standing, in fen. */
  readonly awardedFen: number
  readonly paidFen: number
}

export interface CatalogueUse {
  readonly occupation: string | null
  readonly level: string | null
  readonly claims: number
  readonly awardedFen: number
  readonly paidFen: number
}

export interface DeskMoney {
  /** Null: in no batch. */
  readonly batch: string | null
  readonly status: string
  readonly claims: number
  readonly awardedFen: number
  readonly paidFen: number
}

type Given = Readonly<Record<string, string | undefined>>
interface Page {
  readonly limit: number
  readonly after: string | null
}

/** Registers of completions, certificates and findings, each within a scope. */
export interface RegisterQueries {
  trainingCounts(
    scope: Scope,
    by: CountCut,
    filter: { readonly year?: string | undefined },
  ): { readonly items: readonly TrainingCount[]; readonly total: TrainingCount; readonly asOf: AsOf }
  /** Claims of the instrument by what was learned, of completions of one year. */
  catalogueUse(scope: Scope, instrument: string, year: string): readonly CatalogueUse[]
  /** Newest first. */
  listCompletions(scope: Scope, filter: Given, page: Page): ListOf<RegisteredCompletion>
  /** Newest first. */
  listCertificates(scope: Scope, filter: Given, page: Page): ListOf<RegisteredCertificate>
  /** Newest first. @throws {CursorInvalid} */
  listFindings(scope: Scope, filter: Given, page: Page): ListOf<RegisteredFinding>
  /** The claims that rest on a provider's records, by where they stand. */
  deskMoney(scope: Scope, provider: string): { readonly items: readonly DeskMoney[]; readonly asOf: AsOf }
  /** How many claims on a provider's records wait for a finding to be decided. */
  heldClaims(scope: Scope, provider: string): number
  /** How many classes of a provider stand in each status. */
  classCounts(
    scope: Scope,
    provider: string,
  ): readonly { readonly status: string; readonly classes: number }[]
  /** How many completions that the import recorded are withdrawn; counted as far as 50,000. */
  withdrawnOfImport(importId: string): number
  /** When the completion was recorded; undefined: the figures do not have it. */
  recordedAt(completionId: string): string | undefined
  /** One moment, and one lock, for all that `read` looks up. */
  together<T>(read: () => T): T
  /** Ids of the standing completions that have a certificate of this digest. A look-up. */
  certificateHolders(numberDigest: string): readonly string[]
  /** How many standing certificates of a provider bear the day, as far as `atMost`. A look-up. */
  certificatesIssued(provider: string, day: string, atMost: number): number
}

const completions = hosted(completionRegister.name)
const certificates = hosted(certificateRegister.name)
const claims = hosted(claimRegister.name)
const trainings = hosted(trainingRegister.name)

const holdersAtMost = 20
const rowsOfImportAtMost = 50_000

export const createRegisterQueries = (readModels: ReadModelStore): RegisterQueries => {
  const find = figureIn(readModels)
  const list = <Figure>(projection: HostedProjection, scope: Scope, filter: Given, page: Page) =>
    readModels.together(() => {
      const asOf = asOfFigure(readModels, projection)
      return {
        ...pageOf<Figure>(readModels, projection, waysWithProviders(scope, given(filter)), page),
        asOf,
      }
    })
  return {
    trainingCounts: (scope, by, filter) =>
      readModels.together(() => {
        const asOf = asOfFigure(readModels, completions)
        asOfFigure(readModels, claims)
        const wanted = filterOf(scope, { standing: 'yes', ...given(filter) })
        const items = countsBy(readModels, [by], wanted)
        const [total = nothing] = countsBy(readModels, [], wanted)
        return { items: items.sort(byKey), total, asOf }
      }),
    catalogueUse: (scope, instrument, year) =>
      readModels.together(() => {
        asOfFigure(readModels, completions)
        asOfFigure(readModels, claims)
        const found = readModels.group({
          projection: completions,
          by: ['occupation', 'level'],
          filter: filterOf(scope, { year }),
          sums: ['awardedFen', 'paidFen'],
          through: { projection: claims, on: 'basis', filter: { instrument } },
        })
        return found.map(({ keys: [occupation = null, level = null], rows, sums }) => {
          const [awardedFen = 0, paidFen = 0] = sums
          return { occupation, level, claims: rows, awardedFen, paidFen }
        })
      }),
    listCompletions: (scope, filter, page) => list<RegisteredCompletion>(completions, scope, filter, page),
    listCertificates: (scope, filter, page) => list<RegisteredCertificate>(certificates, scope, filter, page),
    listFindings: (scope, filter, page) => listFindings(readModels, scope, filter, page),
    deskMoney: (scope, provider) =>
      readModels.together(() => {
        const asOf = asOfFigure(readModels, claims)
        const filter = filterOf(scope, { provider })
        const sums = ['awardedFen', 'paidFen']
        const found = readModels.group({ projection: claims, by: ['batch', 'status'], filter, sums })
        const items = found.map(({ keys: [batch = null, status], rows, sums: [awarded = 0, paid = 0] }) => {
          return { batch, status: status ?? '', claims: rows, awardedFen: awarded, paidFen: paid }
        })
        return { items, asOf }
      }),
    heldClaims: (scope, provider) =>
      readModels.together(() => heldClaims(readModels, scope, { provider }).length),
    classCounts: (scope, provider) =>
      readModels.together(() => {
        asOfFigure(readModels, trainings)
        const filter = filterOf(scope, { provider })
        const found = readModels.group({ projection: trainings, by: ['status'], filter, sums: [] })
        return found.map(({ keys: [status], rows }) => ({ status: status ?? '', classes: rows }))
      }),
    withdrawnOfImport: (importId) =>
      readModels.countUpTo(completions, { import: importId, standing: 'no' }, rowsOfImportAtMost),
    recordedAt: (completionId) =>
      find<RegisteredCompletion>(completions, completionId, () => true)?.figure.recordedAt,
    together: (read) => readModels.together(read),
    certificateHolders: (digest) => {
      const filter = { digest }
      const page = { projection: certificates, filter, after: null, limit: holdersAtMost }
      const rows = readModels.page(page)
      return rows.map(({ partition }) => partition.slice(0, partition.indexOf('/')))
    },
    certificatesIssued: (provider, issuedOn, atMost) =>
      readModels.countUpTo(certificates, { provider, issuedOn }, atMost),
  }
}

const nothing: TrainingCount = {
  key: null,
  people: 0,
  personTimes: 0,
  certificates: 0,
  awardedFen: 0,
  paidFen: 0,
}

/** People and certificates, and beside them the money of the claims that rest on them. */
const countsBy = (
  readModels: ReadModelStore,
  by: readonly CountCut[],
  filter: Readonly<Record<string, readonly string[]>>,
): TrainingCount[] => {
  const keyOf = ({ keys }: Group): string | null => keys[0] ?? null
  const money = new Map(
    readModels
      .group({
        projection: completions,
        by,
        filter,
        sums: ['awardedFen', 'paidFen'],
        through: { projection: claims, on: 'basis', filter: {} },
      })
      .map((group) => [keyOf(group), group.sums]),
  )
  const counted = { projection: completions, by, filter, distinct: 'person', sums: ['certificates'] }
  return readModels.group(counted).map((group) => {
    const key = keyOf(group)
    const [awardedFen = 0, paidFen = 0] = money.get(key) ?? []
    const [issued = 0] = group.sums
    const { rows: personTimes, distinct: people } = group
    return { key, people, personTimes, certificates: issued, awardedFen, paidFen }
  })
}

const byKey = (a: TrainingCount, b: TrainingCount): number => ((a.key ?? '~') < (b.key ?? '~') ? -1 : 1)

/** What the scope and the filter both allow. A scope that reaches nothing asks for a value nothing has. */
const filterOf = (scope: Scope, filter: Filter): Readonly<Record<string, readonly string[]>> => {
  const wanted = Object.fromEntries(Object.entries(filter).map(([column, value]) => [column, [value]]))
  const within = (column: string, allowed: readonly string[]) => {
    const asked = filter[column]
    const values = asked === undefined ? allowed : allowed.filter((value) => value === asked)
    return { ...wanted, [column]: values }
  }
  switch (scope.kind) {
    case 'all':
      return wanted
    case 'districts':
      return within('district', [...new Set(scope.districts)])
    case 'provider':
      return within('provider', [scope.provider])
    case 'own':
      return within('person', [scope.personId])
  }
}
