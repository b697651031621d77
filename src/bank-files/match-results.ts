import { misdatedResult } from '../domain/batch/decide-results.ts'
import type { BatchLine } from '../domain/batch/state.ts'
import { type Fault, faultOf } from './fault.ts'
import type { ResultRow } from './parse-results.ts'
import { withoutRepeated } from './without-repeated.ts'

/** A line that is with the bank (`sent`), or was paid and may still come back. */
export type AwaitedLine = Pick<
  BatchLine,
  'no' | 'claimId' | 'amountFen' | 'status' | 'sent' | 'sentOn' | 'paidOn'
>

export interface MatchedResults {
  /** By line number; `paidOn` is `YYYY-MM-DD`. */
  readonly confirmed: readonly { readonly no: number; readonly paidOn: string }[]
  /** `reason` in the bank's words; `on` is null where the bank gave no day. */
  readonly returned: readonly { readonly no: number; readonly reason: string; readonly on: string | null }[]
  /** Rows that change nothing, and why. */
  readonly faults: readonly Fault[]
  /** Numbers of the lines with the bank that no row settled. */
  readonly unanswered: readonly number[]
}

/**
 * Puts the bank's rows to the lines that await them: number, claim and, where given, amount must agree.
 * A row dated before the line's newest file is about an older one. A line told again as it stands is
 * no news and in neither list.
 */
export const matchResults = (lines: readonly AwaitedLine[], rows: readonly ResultRow[]): MatchedResults => {
  const byNumber = new Map(lines.map((line) => [line.no, line]))
  const claims = new Set(lines.map(({ claimId }) => claimId))
  const { once, repeated } = withoutRepeated(rows)
  const faults: Fault[] = [...repeated]
  const settled = once.filter((row) => {
    const fault = faultIn(row, byNumber.get(row.no), claims.has(row.claimId))
    if (fault !== undefined) faults.push(fault)
    return fault === undefined
  })
  const answered = new Set(settled.map(({ no }) => no))
  return {
    confirmed: settled.flatMap(({ outcome, no, paidOn }) =>
      outcome === 'confirmed' && paidOn !== null && byNumber.get(no)?.status !== 'paid'
        ? [{ no, paidOn }]
        : [],
    ),
    returned: settled.flatMap(({ outcome, no, reason, paidOn }) =>
      outcome === 'returned' ? [{ no, reason, on: paidOn }] : [],
    ),
    faults: faults.sort((a, b) => a.line - b.line),
    unanswered: lines.flatMap(({ no, status }) => (status === 'sent' && !answered.has(no) ? [no] : [])),
  }
}

const faultIn = (row: ResultRow, line: AwaitedLine | undefined, claimKnown: boolean): Fault | undefined => {
  if (line === undefined && !claimKnown) return faultOf('line-unknown', row.line)
  if (line?.claimId !== row.claimId) return faultOf('line-mismatch', row.line)
  if (row.outcome === 'confirmed' && row.paidOn === null) return faultOf('date-missing', row.line, '入账日期')
  const differs = row.amountFen !== null && row.amountFen !== line.amountFen
  return differs ? faultOf('amount-differs', row.line, '金额') : faultInDate(row, line)
}

const faultInDate = (row: ResultRow, line: AwaitedLine): Fault | undefined => {
  const { outcome, paidOn } = row
  if (line.status === 'paid' && outcome === 'confirmed') {
    if (paidOn === line.paidOn) return undefined
    return faultOf('already-paid', row.line, '入账日期', { paidOn: line.paidOn ?? '' })
  }
  const misdated = misdatedResult(line, paidOn)
  if (misdated === undefined) return undefined
  const code = misdated === 'result-undated' ? 'date-missing' : misdated
  return faultOf(code, row.line, '入账日期', { sentOn: line.sentOn ?? '' })
}
