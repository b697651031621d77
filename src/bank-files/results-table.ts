import { setImmediate as nextTurn } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import { checkZip } from './check-zip.ts'
import { type Fault, faultOf } from './fault.ts'
import { decodeText } from './text-encoding.ts'
import { readSheet } from './workbook.ts'

const bytesAtMost = 10 * 1024 * 1024
/** Data rows; some more may be headings, titles and totals. */
export const rowsAtMost = 50_000
const rowsRead = rowsAtMost + 20
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
  const table = startsWith(bytes, zipSignature) ? await ofWorkbook(bytes) : await ofText(bytes)
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

const zipSignature = [0x50, 0x4b]
/** Of .xls, and of every workbook with a password. */
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0]

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, place) => bytes[place] === byte)

const ofWorkbook = async (bytes: Uint8Array): Promise<Table> => {
  const finding = await checkZip(bytes)
  if (finding !== undefined) return { fault: faultOf(finding) }
  const rows = await readSheet(bytes)
  if (rows === undefined) return { fault: faultOf('upload-corrupt') }
  return { rows: rows.map((row, place) => ({ line: place + 1, ...row })) }
}

const ofText = async (bytes: Uint8Array): Promise<Table> => {
  if (startsWith(bytes, compoundFile)) return { fault: faultOf('upload-type') }
  const text = decodeText(bytes)
  if (text === undefined || text.includes('\0')) return { fault: faultOf('upload-encoding') }
  if (/^\s*</u.test(text)) return { fault: faultOf('upload-type') }
  return ofCsv(text)
}

const ofCsv = async (text: string): Promise<Table> => {
  const rows: TableRow[] = []
  let line = 1
  const parser = parse(text, {
    delimiter: delimiterOf(text),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    to: rowsRead,
    // Called where a record ends, also for those before the one that cannot be read.
    on_record: (cells: string[], { lines }) => {
      rows.push({ line, cells, isHidden: false })
      // Quoted cells may hold several lines.
      line = lines + 1
      return cells
    },
  })
  try {
    let taken = 0
    for await (const _ of parser) {
      taken += 1
      if (taken % rowsAtOnce === 0) await nextTurn()
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { fault: faultOf('csv-syntax', line) }
  }
  return { rows }
}

const delimiters = [',', '\t', ';'] as const

/** The one that splits the first line with any text the most. */
const delimiterOf = (text: string): string => {
  const [first = ''] = /[^\r\n]+/u.exec(text) ?? []
  const count = (delimiter: string): number => first.split(delimiter).length
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best))
}
