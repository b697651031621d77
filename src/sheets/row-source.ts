import { CsvBroken, csvRows, delimiterOf } from '../table-files/csv-rows.ts'
import { type CsvBounds, csvShape } from '../table-files/csv-shape.ts'
import { fileKind } from '../table-files/file-kind.ts'
import { lineOfOtherEncoding } from '../table-files/mixed-encoding.ts'
import type { RawRow } from '../table-files/raw-row.ts'
import { decodedText, type TextEncoding } from '../table-files/text-encoding.ts'
import { xlsRows } from '../table-files/xls-rows.ts'
import { WorkbookBroken, xlsxRows } from '../table-files/xlsx-rows.ts'
import { bytesAtMost } from './bytes-at-most.ts'
import { type FileFault, fileFault } from './fault.ts'
import type { RowOrigin } from './judge-row.ts'
import { rowsAtMost } from './judge-rows.ts'

/** Of a CSV: the rows that may be, and some thousand titles, totals and blank ones. */
const csvBounds: CsvBounds = { rowsAtMost: rowsAtMost + 20_000, columnsAtMost: 100 }

/** How a file is written, as told by its bytes. */
export type SheetFormat =
  | { readonly format: 'xlsx' | 'xls' }
  | { readonly format: 'csv'; readonly encoding: TextEncoding; readonly delimiter: string }

export interface RowSource {
  readonly format: SheetFormat
  readonly origin: RowOrigin
  /** Place of the sheet in its workbook, from 0; 0 for what is no workbook. */
  readonly sheetIndex: number
  /** About how many there are. */
  readonly count: number
  /** Throws what `faultOfBroken` knows. */
  readonly rows: AsyncIterable<RawRow> | Iterable<RawRow>
}

type Opened = RowSource | { readonly fault: FileFault }

export const openRows = async (bytes: Uint8Array): Promise<Opened> => {
  if (bytes.length > bytesAtMost) return { fault: fileFault('upload-too-large') }
  if (bytes.length === 0) return { fault: fileFault('upload-empty') }
  const kind = fileKind(bytes)
  if (kind === 'zip') return ofXlsx(bytes)
  return kind === 'compound' ? ofXls(bytes) : ofText(bytes)
}

/** Undefined for an error that is not about the file. */
export const faultOfBroken = (error: unknown): FileFault | undefined => {
  if (error instanceof CsvBroken) return fileFault('csv-syntax', { line: error.line })
  return error instanceof WorkbookBroken ? fileFault('upload-corrupt') : undefined
}

const ofXlsx = async (bytes: Uint8Array): Promise<Opened> => {
  const sheet = await xlsxRows(bytes)
  if ('finding' in sheet) return { fault: fileFault(sheet.finding) }
  const { from1904, count, rows, index: sheetIndex } = sheet
  return { format: { format: 'xlsx' }, origin: { from1904, isDelimited: false }, sheetIndex, count, rows }
}

const ofXls = async (bytes: Uint8Array): Promise<Opened> => {
  const sheet = await xlsRows(bytes)
  if ('finding' in sheet) return { fault: fileFault(sheet.finding) }
  const { from1904, rows } = sheet
  const origin = { from1904, isDelimited: false }
  return { format: { format: 'xls' }, origin, sheetIndex: 0, count: rows.length, rows }
}

const ofText = (bytes: Uint8Array): Opened => {
  const decoded = decodedText(bytes)
  // What is no UTF-8 as a whole may still be UTF-8 in some of its lines.
  const line =
    decoded === undefined || decoded.encoding === 'gb18030' ? lineOfOtherEncoding(bytes) : undefined
  if (decoded === undefined || line !== undefined || decoded.text.includes('\0')) {
    return { fault: fileFault('upload-encoding', { line: line ?? 0 }) }
  }
  const { text, encoding } = decoded
  if (/^\s*</u.test(text)) return { fault: fileFault('upload-type') }
  const delimiter = delimiterOf(text)
  const shape = csvShape(text, delimiter, csvBounds)
  if ('beyond' in shape) {
    const code = shape.beyond === 'rows' ? 'upload-too-many-rows' : 'upload-too-wide'
    return { fault: fileFault(code, { line: shape.line }) }
  }
  return {
    format: { format: 'csv', encoding, delimiter },
    origin: { from1904: false, isDelimited: true },
    sheetIndex: 0,
    count: shape.rows,
    rows: rowsOfCsv(text, delimiter),
  }
}

async function* rowsOfCsv(text: string, delimiter: string): AsyncGenerator<RawRow> {
  for await (const row of csvRows(text, delimiter)) yield { ...row, isHidden: false }
}
