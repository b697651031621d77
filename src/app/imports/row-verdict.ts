import type { Fen } from '../../domain/money.ts'
import type { NewPersonEvent } from '../../domain/person/events.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import type { RowNotes } from './row-notes.ts'
import type { RowFault } from './sheet-row.ts'

/** What becomes of one row; every row has exactly one of these. */
export const rowVerdicts = ['ok', 'already-recorded', 'changed', 'wrong'] as const
export type RowVerdict = (typeof rowVerdicts)[number]

export const rowVerdictText: Readonly<Record<RowVerdict, string>> = {
  ok: '通过',
  'already-recorded': '已有记录',
  changed: '有变化',
  wrong: '需修改',
}

/** What the record says and what the row says; certificate numbers are masked. */
export interface RowChange {
  readonly column: string
  readonly before: string
  readonly after: string
}

/** Something about a row that is recorded all the same. */
export interface RowRemark {
  readonly column: string
  readonly code: 'training-unregistered'
  readonly text: string
}

/** The policy asks for no class, so the number may be nobody's but the sheet's. */
export const unregistered: RowRemark = {
  column: '培训班编号',
  code: 'training-unregistered',
  text: '没有登记过这个编号的培训班;这一培训类型不要求登记,照常记录。',
}

/** A remark in the form of what else is said of rows. */
export const saidOf = ({ column, code, text }: RowRemark): RowFault => ({
  ...{ column, code, text, address: '', clause: null },
  next: '请核对编号;编号无误的不必处理。',
})

/** A claim that is filed on the row, and what it comes to. */
export interface RowClaim {
  readonly instrument: string
  readonly amountFen: Fen
}

export interface RowReport extends RowNotes {
  readonly line: number
  readonly verdict: RowVerdict
  readonly faults: readonly RowFault[]
  /** For `changed`. */
  readonly changes: readonly RowChange[]
  readonly claims: readonly RowClaim[]
  /** Absent: none. */
  readonly remarks?: readonly RowRemark[] | undefined
  /** For `already-recorded`. */
  readonly already: { readonly completionId: string } | null
  /** Null: some cell is wrong. */
  readonly row: CompletionRow | null
  /** How it is recorded; null when there is nothing to record. */
  readonly plan: RowPlan | null
}

/** Ids are derived from the provider and the row's content, so the same row anywhere is the same command. */
export interface RowPlan {
  readonly personId: string
  readonly commandId: string
  readonly digest: string
  /** Nobody had registered the person: whatever the row tells of them is sealed with it. */
  readonly newcomer: boolean
  /** What is corrected, as it was seen; null: it is recorded anew. */
  readonly corrects: { readonly completionId: string; readonly eventId: string } | null
}

export const claimsIn = (events: readonly NewPersonEvent[]): readonly RowClaim[] =>
  events.flatMap(({ type, data }) => {
    if (type !== 'ClaimAssessed') return []
    const { instrument, amountFen } = data.assessment
    return [{ instrument, amountFen }]
  })

/** A row of which nothing is said yet. */
export const blank = (line: number): Omit<RowReport, 'verdict'> => ({
  line,
  faults: [],
  changes: [],
  claims: [],
  already: null,
  unfiled: [],
  notes: [],
  row: null,
  plan: null,
})
