import { checkZip } from '../table-files/check-zip.ts'
import { CsvBroken, csvRows, delimiterOf } from '../table-files/csv-rows.ts'
import { type CsvBounds, csvShape } from '../table-files/csv-shape.ts'
import { fileKind } from '../table-files/file-kind.ts'
import { decodeText } from '../table-files/text-encoding.ts'
import { type Fault, faultOf } from './fault.ts'

const bytesAtMost = 10 * 1024 * 1024
/** Data rows; some more may be headings, titles and totals. */
export const rowsAtMost = 50_000
const rowsRead = rowsAtMost + 20
/** Of a CSV, with blank rows; a bank's file has some ten columns. */
const csvBounds: CsvBounds = { rowsAtMost: rowsAtMost + 20_000, columnsAtMost: 100 }
/** After so many rows other work gets its turn. */
export const rowsAtOnce = 500

export interface TableRow {
  /** Row of the sheet or file, from 1. */
  readonly line: number
  /** Undefined for a formula. */
  readonly cells: readonly (string | undefined)[]
  readonly isHidden: boolean
}

export type Table = { readonly rows: readonly TableRow[] } | { readonly fault: Fault }

/** The rows of a CSV or XLSX file that hold anything, told apart by their first bytes. */
export const tableOf = async (bytes: Uint8Array): Promise<Table> => {
  if (bytes.length > bytesAtMost) return { fault: faultOf('upload-too-large') }
  const table = fileKind(bytes) === 'zip' ? await ofWorkbook(bytes) : await ofText(bytes)
  if ('fault' in table) return table
  const rows = table.rows
    .map((row) => ({ ...row, cells: row.cells.map(readable) }))
    .filter(({ cells }) => cells.some((cell) => cell === undefined || cell.trim() !== ''))
  // Rows beyond the last one read may hold anything, so they are not simply left out.
  if (table.rows.length >= rowsRead) return { fault: faultOf('upload-too-many-rows') }
  return { rows }
}

/** Longer than any text that is accepted; of a longer cell this much says that it is too long. */
const cellRead = 1_000

/** Forms are looked for in every cell, and a hostile one may hold megabytes. */
const readable = (cell: string | undefined): string | undefined => cell?.slice(0, cellRead)

const ofWorkbook = async (bytes: Uint8Array): Promise<Table> => {
  const finding = await checkZip(bytes)
  if (finding !== undefined) return { fault: faultOf(finding) }
  // The spreadsheet library is heavy, and most commands never need it.
  const { readSheet } = await import('../table-files/workbook.ts')
  const rows = await readSheet(bytes)
  if (rows === undefined) return { fault: faultOf('upload-corrupt') }
  return { rows: rows.map((row, place) => ({ line: place + 1, ...row })) }
}

const ofText = async (bytes: Uint8Array): Promise<Table> => {
  if (fileKind(bytes) === 'compound') return { fault: faultOf('upload-type') }
  const text = decodeText(bytes)
  if (text === undefined || text.includes('\0')) return { fault: faultOf('upload-encoding') }
  if (/^\s*</u.test(text)) return { fault: faultOf('upload-type') }
  return ofCsv(text)
}

const ofCsv = async (text: string): Promise<Table> => {
  const delimiter = delimiterOf(text)
  const shape = csvShape(text, delimiter, csvBounds)
  if ('beyond' in shape) {
    const isRows = shape.beyond === 'rows'
    return { fault: isRows ? faultOf('upload-too-many-rows') : faultOf('upload-too-wide', shape.line) }
  }
  const rows: TableRow[] = []
  try {
    for await (const row of csvRows(text, delimiter, rowsRead)) rows.push({ ...row, isHidden: false })
  } catch (error) {
    if (!(error instanceof CsvBroken)) throw error
    return { fault: faultOf('csv-syntax', error.line) }
  }
  return { rows }
}
