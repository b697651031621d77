import { linesDigest } from '../../domain/batch/lines.ts'
import { type BatchLine, type BatchState, standing } from '../../domain/batch/state.ts'
import { type Ledger, personOfClaim } from '../ledger.ts'

interface Entry {
  readonly claimId: string
  readonly amountFen: number
}

/** One of the four sets that must be equal; null digest: the batch has not come so far. */
export interface BatchSet {
  readonly digest: string | null
  readonly lines: number
  readonly totalFen: number
}

export interface FourSets {
  readonly approved: BatchSet
  readonly noticed: BatchSet
  readonly exported: BatchSet
  /** What the claims' own streams say was paid, with what the bank returned or was given up. */
  readonly confirmed: BatchSet
  /** Whether those that exist are equal. */
  readonly equal: boolean
  /** Claims that are not in each set, or not with the same amount. */
  readonly differences: readonly { readonly claimId: string; readonly differsIn: readonly string[] }[]
}

type Name = 'approved' | 'noticed' | 'exported' | 'confirmed'

/** Approved = noticed = exported = confirmed ± returned, each from where it is recorded. */
export const fourSets = async (
  ledger: Ledger,
  batch: BatchState,
  sha256: (text: string) => string,
): Promise<FourSets> => {
  const lines = standing(batch.lines)
  const { notice, approvedDigest, exportedDigest, status } = batch
  const isNoticed = notice !== null && batch.digests.some(({ digest }) => digest === notice.digest)
  const known = (recorded: string | null): readonly Entry[] | null => (recorded === null ? null : lines)
  const isOver = status === 'closed' || lines.every((line) => line.status === 'paid' || isBack(line))
  const sets: Readonly<Record<Name, readonly Entry[] | null>> = {
    approved: known(approvedDigest),
    noticed: known(notice?.digest ?? null),
    exported: known(exportedDigest),
    confirmed: exportedDigest !== null && isOver ? await confirmedSet(ledger, batch, lines) : null,
  }
  const digestOf = (entries: readonly Entry[] | null): string | null =>
    entries === null ? null : linesDigest(entries, sha256)
  // Recorded digests stand as recorded; a set that was changed behind them differs from the lines.
  const digests: Readonly<Record<Name, string | null>> = {
    approved: approvedDigest,
    noticed: isNoticed ? digestOf(sets.noticed) : (notice?.digest ?? null),
    exported: exportedDigest,
    confirmed: digestOf(sets.confirmed),
  }
  const there = new Set(Object.values(digests).filter((digest) => digest !== null))
  const setOf = (name: Name): BatchSet => ({
    digest: digests[name],
    lines: sets[name]?.length ?? 0,
    totalFen: sets[name]?.reduce((sum, { amountFen }) => sum + amountFen, 0) ?? 0,
  })
  return {
    approved: setOf('approved'),
    noticed: setOf('noticed'),
    exported: setOf('exported'),
    confirmed: setOf('confirmed'),
    equal: there.size <= 1,
    differences: there.size <= 1 ? [] : differencesOf(sets),
  }
}

const isBack = ({ status }: BatchLine): boolean => status === 'returned' || status === 'given-up'

const confirmedSet = async (
  ledger: Ledger,
  { batchId }: BatchState,
  lines: readonly BatchLine[],
): Promise<readonly Entry[]> => {
  const entries: Entry[] = []
  for (const line of lines) {
    const { claimId } = line
    const found = await ledger.person({ kind: 'all' }, personOfClaim(claimId) ?? '')
    const payments = found?.state.claims.get(claimId)?.payments ?? []
    const last = payments.findLast((payment) => payment.batchId === batchId)
    const wanted = isBack(line) ? 'returned' : 'paid'
    if (last?.outcome === wanted) entries.push({ claimId, amountFen: last.amountFen })
  }
  return entries
}

const differencesOf = (sets: Readonly<Record<Name, readonly Entry[] | null>>) => {
  const amounts = new Map<string, Map<string, number>>()
  for (const [name, entries] of Object.entries(sets)) {
    for (const { claimId, amountFen } of entries ?? []) {
      amounts.set(claimId, (amounts.get(claimId) ?? new Map()).set(name, amountFen))
    }
  }
  const names = Object.entries(sets).flatMap(([name, entries]) => (entries === null ? [] : [name]))
  return [...amounts].flatMap(([claimId, found]) => {
    const usual = found.get('approved') ?? [...found.values()][0]
    const differsIn = names.filter((name) => found.get(name) !== usual)
    return differsIn.length === 0 ? [] : [{ claimId, differsIn }]
  })
}
