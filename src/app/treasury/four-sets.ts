import type { BatchEventType } from '../../domain/batch/events.ts'
import { linesDigest } from '../../domain/batch/lines.ts'
import { type BatchLine, type BatchState, standing } from '../../domain/batch/state.ts'
import { type Ledger, personOfClaim } from '../ledger.ts'
import type { BatchHistory } from './batches.ts'

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
  history: BatchHistory,
  sha256: (text: string) => string,
): Promise<FourSets> => {
  const { state } = history
  const { notice, approvedDigest, exportedDigest } = state
  const noticed = linesAt(history, 'NoticeOpened')
  const isNoticed = noticed !== null && digestOf(noticed, sha256) === notice?.digest
  const sets: Readonly<Record<Name, readonly Entry[] | null>> = {
    approved: approvedDigest === null ? null : linesAt(history, 'BatchApproved'),
    noticed: noticed && withoutRemoved(noticed, history),
    exported: linesAt(history, 'BatchReleased'),
    confirmed: exportedDigest === null ? null : await confirmedSet(ledger, state),
  }
  // Recorded digests stand as recorded; a set that was changed behind them differs from the lines.
  const digests: Readonly<Record<Name, string | null>> = {
    approved: approvedDigest,
    noticed: isNoticed ? digestOf(sets.noticed, sha256) : (notice?.digest ?? null),
    exported: exportedDigest,
    confirmed: digestOf(sets.confirmed, sha256),
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

const digestOf = (entries: readonly Entry[] | null, sha256: (text: string) => string): string | null =>
  entries === null ? null : linesDigest(entries, sha256)

/** The lines that stood when this last happened; null: it did not. */
const linesAt = ({ events }: BatchHistory, type: BatchEventType): readonly BatchLine[] | null => {
  const then = events.findLast(({ event }) => event.type === type)
  return then === undefined ? null : standing(then.state.lines)
}

/** Whoever was noticed and has no removal recorded since is still in. */
const withoutRemoved = (noticed: readonly BatchLine[], { events }: BatchHistory): readonly BatchLine[] => {
  const place = events.findLastIndex(({ event }) => event.type === 'NoticeOpened')
  const removed = new Set(
    events.slice(place).flatMap(({ event }) => (event.type === 'LineRemoved' ? [event.data.claimId] : [])),
  )
  return noticed.filter(({ claimId }) => !removed.has(claimId))
}

/** Null while the bank has lines that it did not answer. */
const confirmedSet = async (
  ledger: Ledger,
  { batchId, status, lines: all }: BatchState,
): Promise<readonly Entry[] | null> => {
  const lines = standing(all)
  const isOver = status === 'closed' || lines.every((line) => line.status === 'paid' || isBack(line))
  if (!isOver) return null
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
