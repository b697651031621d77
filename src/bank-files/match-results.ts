import type { Fen } from '../domain/money.ts'
import { type Fault, faultOf } from './fault.ts'
import type { ResultRow } from './parse-results.ts'
import { withoutRepeated } from './without-repeated.ts'

/** A line of the file that was sent, whose result is awaited. */
export interface AwaitedLine {
  readonly no: number
  readonly claimId: string
  readonly amountFen: Fen
}

export interface MatchedResults {
  /** By line number; `paidOn` is `YYYY-MM-DD`. */
  readonly confirmed: readonly { readonly no: number; readonly paidOn: string }[]
  /** `reason` in the bank's words; `on` is null where the bank gave no day. */
  readonly returned: readonly { readonly no: number; readonly reason: string; readonly on: string | null }[]
  /** Rows that change nothing, and why. */
  readonly faults: readonly Fault[]
  /** Numbers of awaited lines that no row settled. */
  readonly unanswered: readonly number[]
}

/** Puts the bank's rows to the lines that await them: number, claim and, where given, amount must agree. */
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
      outcome === 'confirmed' && paidOn !== null ? [{ no, paidOn }] : [],
    ),
    returned: settled.flatMap(({ outcome, no, reason, paidOn }) =>
      outcome === 'returned' ? [{ no, reason, on: paidOn }] : [],
    ),
    faults: faults.sort((a, b) => a.line - b.line),
    unanswered: lines.map(({ no }) => no).filter((no) => !answered.has(no)),
  }
}

const faultIn = (row: ResultRow, line: AwaitedLine | undefined, claimKnown: boolean): Fault | undefined => {
  if (line === undefined && !claimKnown) return faultOf('line-unknown', row.line)
  if (line?.claimId !== row.claimId) return faultOf('line-mismatch', row.line)
  if (row.outcome === 'confirmed' && row.paidOn === null) return faultOf('date-missing', row.line, '入账日期')
  const differs = row.amountFen !== null && row.amountFen !== line.amountFen
  return differs ? faultOf('amount-differs', row.line, '金额') : undefined
}
