import { type Fen, formatYuan } from '../domain/money.ts'
import { guardText } from '../table-files/guarded-text.ts'
import type { SheetCell, SheetColumn } from '../table-files/workbook.ts'
import { registerFile } from './register-file.ts'

/** One line of the claim register, names written out; nothing in it tells who the person is. */
export interface ClaimRow {
  readonly claimId: string
  readonly district: string
  readonly instrument: string
  readonly filedOn: string
  readonly status: string
  /** Null: the whole eligible cost, or the fixed award. */
  readonly requestedFen: Fen | null
  /** Null before approval. */
  readonly amountFen: Fen | null
  /** All that the bank ever confirmed. */
  readonly grossPaidFen: Fen
  /** Came back after the bank had confirmed it. */
  readonly returnedFen: Fen
  readonly recoveredFen: Fen
  /** `grossPaidFen` − `returnedFen` − `recoveredFen`. */
  readonly paidFen: Fen
  /** Empty before payment. */
  readonly paidOn: string
  readonly batchId: string
  /** What the provider is called. */
  readonly provider: string
  readonly providerId: string
}

interface Column extends SheetColumn {
  readonly heading: string
  readonly cell: (row: ClaimRow) => SheetCell
}

type Named<T> = { [K in keyof ClaimRow]: ClaimRow[K] extends T ? K : never }[keyof ClaimRow]

const text = (heading: string, width: number, name: Named<string>): Column => ({
  heading,
  width,
  kind: 'text',
  cell: (row) => guardText(row[name]),
})

const money = (heading: string, name: Named<Fen | null>): Column => ({
  heading,
  width: 16,
  kind: 'money',
  // The two places are exact: a whole number of fen has no third, and 15 digits fit a double.
  cell: (row) => (row[name] === null ? '' : Number(formatYuan(row[name]))),
})

const columns: readonly Column[] = [
  text('受理号', 34, 'claimId'),
  text('区县', 10, 'district'),
  text('项目', 22, 'instrument'),
  text('申领日期', 12, 'filedOn'),
  text('状态', 10, 'status'),
  money('申请金额(元)', 'requestedFen'),
  money('核定金额(元)', 'amountFen'),
  money('累计拨付(元)', 'grossPaidFen'),
  money('到账后退汇(元)', 'returnedFen'),
  money('已追回(元)', 'recoveredFen'),
  money('净拨付(元)', 'paidFen'),
  text('到账日期', 12, 'paidOn'),
  text('批次号', 24, 'batchId'),
  text('培训机构', 24, 'provider'),
  text('机构编号', 14, 'providerId'),
]

async function* cellsOf(rows: AsyncIterable<ClaimRow>): AsyncGenerator<readonly SheetCell[]> {
  for await (const row of rows) yield columns.map(({ cell }) => cell(row))
}

/** The claim register as the bytes of a file. */
export const claimSheet = (rows: AsyncIterable<ClaimRow>, format: 'csv' | 'xlsx'): Promise<Uint8Array> =>
  registerFile({ title: '申领台账', columns }, cellsOf(rows), format)
