import { completionRegister, type RegisteredCompletion } from '../../projections/completion-register.ts'
import { findingRegister, type RegisteredFinding } from '../../projections/finding-register.ts'
import type { Scope } from '../domain/scope.ts'
import { asOfFigure, given, hosted } from './answer.ts'
import { CursorInvalid } from './claim-list.ts'
import { waysWithProviders } from './district-ways.ts'
import type { ListOf } from './finance-queries.ts'
import type { ReadModelReader, ReadModelStore, StateRow } from './read-model-store.ts'

const findings = hosted(findingRegister.name)
const completions = hosted(completionRegister.name)

const seqForm = /^\d{1,18}$/
const rowsAtOnce = 200

/** As it stands beside its completion: a record that was withdrawn leaves nothing to decide. */
const asItStands = (reader: ReadModelReader, finding: RegisteredFinding): RegisteredFinding => {
  if (finding.status !== 'open') return finding
  const row = reader.get(completions, finding.completionId)
  const isGone = row !== undefined && (JSON.parse(row.state) as RegisteredCompletion).withdrawn
  return isGone ? { ...finding, status: 'lapsed' } : finding
}

/** Newest first. Few records are withdrawn with a finding open, so reading past those is cheap. */
export const listFindings = (
  readModels: ReadModelStore,
  scope: Scope,
  { status, ...filter }: Readonly<Record<string, string | undefined>>,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): ListOf<RegisteredFinding> =>
  readModels.together(() => {
    const asOf = asOfFigure(readModels, findings)
    asOfFigure(readModels, completions)
    if (after !== null && !seqForm.test(after)) throw new CursorInvalid('not a place in the list')
    const ways = waysWithProviders(scope, given({ ...filter, status: status === 'lapsed' ? 'open' : status }))
    const kept: { readonly seq: bigint; readonly finding: RegisteredFinding }[] = []
    for (let from = after === null ? null : BigInt(after); ; ) {
      const read = (way: (typeof ways)[number]): readonly StateRow[] =>
        readModels.page({ projection: findings, filter: way, after: from, limit: rowsAtOnce })
      const rows = ways.flatMap(read).sort((a, b) => (a.seq < b.seq ? 1 : -1))
      for (const { seq, state } of rows.slice(0, rowsAtOnce)) {
        const finding = asItStands(readModels, JSON.parse(state) as RegisteredFinding)
        if (status === undefined || finding.status === status) kept.push({ seq, finding })
      }
      from = rows.slice(0, rowsAtOnce).at(-1)?.seq ?? null
      if (rows.length < rowsAtOnce || kept.length > limit) break
    }
    const page = kept.slice(0, limit)
    const next = kept.length > limit ? String(page.at(-1)?.seq) : null
    return { items: page.map(({ finding }) => finding), next, asOf }
  })
