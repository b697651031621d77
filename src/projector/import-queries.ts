import { importRegister, type RegisteredImport } from '../../projections/import-register.ts'
import type { Principal } from '../domain/scope.ts'
import { asOfFigure, given, hosted } from './answer.ts'
import { type ListOf, pageOf } from './finance-queries.ts'
import type { Filter, ReadModelStore } from './read-model-store.ts'

export interface ImportFilter {
  readonly status?: string | undefined
  readonly provider?: string | undefined
  readonly held?: 'yes' | 'no' | undefined
}

/** Figures of uploaded sheets. A provider sees its own, an officer those they uploaded. */
export interface ImportQueries {
  /** Newest first; null: whoever runs the machine. @throws {CursorInvalid} */
  listImports(
    principal: Principal | null,
    filter: ImportFilter,
    page: { readonly limit: number; readonly after: string | null },
  ): ListOf<RegisteredImport>
  /** Sheets of a provider that were judged and wait for their commit; counted as far as 1,000. */
  importsToCommit(provider: string): number
}

const countedAtMost = 1_000
const imports = hosted(importRegister.name)

export const createImportQueries = (readModels: ReadModelStore): ImportQueries => ({
  listImports: (principal, filter, page) =>
    readModels.together(() => {
      const asOf = asOfFigure(readModels, imports)
      const ways = waysOf(principal, given(filter))
      return { ...pageOf<RegisteredImport>(readModels, imports, ways, page), asOf }
    }),
  importsToCommit: (provider) => readModels.countUpTo(imports, { provider, status: 'judged' }, countedAtMost),
})

const waysOf = (principal: Principal | null, filter: Filter): readonly Filter[] => {
  if (principal?.role === 'officer') return [{ ...filter, receivedBy: principal.account }]
  if (principal?.role !== 'provider') return [filter]
  const own = principal.provider ?? ''
  const { provider = own } = filter
  return provider === own ? [{ ...filter, provider: own }] : []
}
