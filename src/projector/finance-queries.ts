import { batchRegister, type RegisteredBatch } from '../../projections/batch-register.ts'
import { type FundPosition, fundPosition } from '../../projections/fund-position.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { districtInScope } from '../app/treasury/district-in-scope.ts'
import type { Scope } from '../domain/scope.ts'
import { type Answer, type AsOf, asOfFigure, figureIn, given, hosted } from './answer.ts'
import { CursorInvalid } from './claim-list.ts'
import { waysThrough } from './district-ways.ts'
import type { Filter, ReadModelReader, ReadModelStore, StateRow } from './read-model-store.ts'

export interface FundFilter {
  readonly district?: string | undefined
  readonly year?: string | undefined
}

export interface BatchFilter {
  readonly district?: string | undefined
  readonly status?: string | undefined
}

interface Page {
  readonly limit: number
  readonly after: string | null
}

/** Figures of funds and batches. They belong to districts: nobody else's scope reaches any. */
export interface FinanceQueries {
  fundOf(scope: Scope, fundId: string): Answer<FundPosition> | undefined
  /** Newest first. @throws {CursorInvalid} */
  listFunds(scope: Scope, filter: FundFilter, page: Page): ListOf<FundPosition>
  batchOf(scope: Scope, batchId: string): Answer<RegisteredBatch> | undefined
  /** Newest first. @throws {CursorInvalid} */
  listBatches(scope: Scope, filter: BatchFilter, page: Page): ListOf<RegisteredBatch>
}

export interface ListOf<Figure> {
  readonly items: readonly Figure[]
  readonly next: string | null
  readonly asOf: AsOf
}

const funds = hosted(fundPosition.name)
const batches = hosted(batchRegister.name)

export const createFinanceQueries = (readModels: ReadModelStore): FinanceQueries => {
  const find = figureIn(readModels)
  const list = <Figure>(projection: HostedProjection, scope: Scope, filter: Filter, page: Page) =>
    readModels.together(() => {
      const asOf = asOfFigure(readModels, projection)
      return { ...pageOf<Figure>(readModels, projection, waysThrough(scope, filter), page), asOf }
    })
  return {
    fundOf: (scope, fundId) =>
      find<FundPosition>(funds, fundId, ({ district }) => districtInScope(scope, district)),
    listFunds: (scope, filter, page) => list<FundPosition>(funds, scope, given(filter), page),
    batchOf: (scope, batchId) =>
      find<RegisteredBatch>(batches, batchId, ({ district }) => districtInScope(scope, district)),
    listBatches: (scope, filter, page) => list<RegisteredBatch>(batches, scope, given(filter), page),
  }
}

const seqForm = /^\d{1,18}$/

/** One page of several walks, merged. @throws {CursorInvalid} */
export const pageOf = <Figure>(
  reader: ReadModelReader,
  projection: HostedProjection,
  ways: readonly Filter[],
  { limit, after }: Page,
): { readonly items: readonly Figure[]; readonly next: string | null } => {
  if (after !== null && !seqForm.test(after)) throw new CursorInvalid('not a place in the list')
  const from = after === null ? null : BigInt(after)
  const read = (filter: Filter): readonly StateRow[] =>
    reader.page({ projection, filter, after: from, limit: limit + 1 })
  const rows = ways.flatMap(read).sort((a, b) => (a.seq < b.seq ? 1 : -1))
  const page = rows.slice(0, limit)
  const next = rows.length > limit ? String(page.at(-1)?.seq) : null
  return { items: page.map(({ state }) => JSON.parse(state) as Figure), next }
}
