import { completionRegister, type RegisteredCompletion } from '../../projections/completion-register.ts'
import { findingRegister, type RegisteredFinding } from '../../projections/finding-register.ts'
import { personEntitlement } from '../../projections/person-entitlement.ts'
import type { Scope } from '../domain/scope.ts'
import { asOfFigure, given, hosted } from './answer.ts'
import { CursorInvalid } from './claim-list.ts'
import type { ListOf } from './finance-queries.ts'
import { peopleVisible } from './person-visible.ts'
import type { ReadModelReader, ReadModelStore } from './read-model-store.ts'

const findings = hosted(findingRegister.name)
const completions = hosted(completionRegister.name)
const entitlements = hosted(personEntitlement.name)

const seqForm = /^\d{1,18}$/
const rowsAtOnce = 200

/** Of providers each sees what its own records raised. */
const ownOrAny = (scope: Scope, { provider }: RegisteredFinding): boolean =>
  scope.kind !== 'provider' || provider === scope.provider

/** As it stands beside its completion: a record that was withdrawn leaves nothing to decide. */
const asItStands = (reader: ReadModelReader, finding: RegisteredFinding): RegisteredFinding => {
  if (finding.status !== 'open') return finding
  const row = reader.get(completions, finding.completionId)
  const isGone = row !== undefined && (JSON.parse(row.state) as RegisteredCompletion).withdrawn
  return isGone ? { ...finding, status: 'lapsed' } : finding
}

/**
 * Newest first. A finding is seen by whoever sees its person now, as it is decided on by whoever does: where
 * the person was registered then is a filter and no right. Reading past those of others is cheap, for they
 * are few beside the people.
 */
export const listFindings = (
  readModels: ReadModelStore,
  scope: Scope,
  { status, ...asked }: Readonly<Record<string, string | undefined>>,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): ListOf<RegisteredFinding> =>
  readModels.together(() => {
    const asOf = asOfFigure(readModels, findings)
    for (const beside of [completions, entitlements]) asOfFigure(readModels, beside)
    if (after !== null && !seqForm.test(after)) throw new CursorInvalid('not a place in the list')
    const isSeen = peopleVisible(readModels, scope)
    const filter = given({ ...asked, status: status === 'lapsed' ? 'open' : status })
    const kept: { readonly seq: bigint; readonly finding: RegisteredFinding }[] = []
    for (let from = after === null ? null : BigInt(after); ; ) {
      const rows = readModels.page({ projection: findings, filter, after: from, limit: rowsAtOnce })
      for (const { seq, state } of rows) {
        const finding = JSON.parse(state) as RegisteredFinding
        if (!isSeen(finding.personId) || !ownOrAny(scope, finding)) continue
        const stands = asItStands(readModels, finding)
        if (status === undefined || stands.status === status) kept.push({ seq, finding: stands })
      }
      from = rows.at(-1)?.seq ?? null
      if (rows.length < rowsAtOnce || kept.length > limit) break
    }
    const page = kept.slice(0, limit)
    const next = kept.length > limit ? String(page.at(-1)?.seq) : null
    return { items: page.map(({ finding }) => finding), next, asOf }
  })
