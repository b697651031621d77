import {
  type Cell,
  type CellStyle,
  type CellValue,
  HucreError,
  openXlsx,
  type Sheet,
  saveXlsx,
  writeXlsx,
} from 'hucre'
import { keepColumnFormats } from './column-formats.ts'
import { formula, type RawRow } from './raw-row.ts'
import { literal } from './write-workbook.ts'

/** What is written into a file that goes back to whoever sent it. */
export interface Marks {
  /** Row of the headings, from 1. */
  readonly headerLine: number
  /** Of the column at the right that says what is wrong. */
  readonly heading: string
  readonly rows: ReadonlyMap<number, MarkedRow>
}

export interface MarkedRow {
  readonly reason: string
  /** By column, from 0: what is wrong with this cell. */
  readonly cells: ReadonlyMap<number, string>
}

/** Its rows can be read, but the library cannot write the whole of it again: one with a chart sheet. */
export class UncopiableWorkbook extends Error {
  constructor(options: ErrorOptions) {
    super('the library cannot open the whole workbook', options)
    this.name = 'UncopiableWorkbook'
  }
}

const red: CellStyle['fill'] = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFC7CE' } }
const author = '金蓝台账'
/** More comments than this only make the file slow to open; the column says the same. */
const commentsAtMost = 2_000
const reasonWidth = 60

/**
 * The workbook with its wrong cells red and commented, and the reasons in a column of their own;
 * everything else as it was. Its archive must have been checked.
 *
 * @param index place of the sheet in the workbook, from 0
 * @throws {UncopiableWorkbook}
 */
export const markXlsx = async (bytes: Uint8Array, index: number, marks: Marks): Promise<Uint8Array> => {
  const workbook = await opened(bytes)
  const sheet = workbook.sheets[index]
  if (sheet === undefined) throw new RangeError('no such sheet')
  for (const { rows, cells } of workbook.sheets) keepLiteral(rows, cells)
  markCells(sheet, marks)
  return keepColumnFormats(bytes, await saveXlsx(workbook))
}

const opened = async (bytes: Uint8Array): ReturnType<typeof openXlsx> => {
  try {
    return await openXlsx(bytes, { readStyles: true })
  } catch (cause) {
    throw cause instanceof HucreError ? new UncopiableWorkbook({ cause }) : cause
  }
}

/**
 * The rows of a file of another kind as a new workbook with the same marks.
 *
 * @param notice what the receiver should know of it, on a sheet after the rows
 */
export const markedWorkbook = async (
  name: string,
  rows: readonly RawRow[],
  marks: Marks,
  notice?: string,
): Promise<Uint8Array> => {
  const cells: CellValue[][] = []
  for (const row of rows) {
    while (cells.length < row.line - 1) cells.push([])
    cells[row.line - 1] = row.cells.map((cell) => (cell === formula ? null : cell))
  }
  const sheet: Sheet = { name, rows: cells, cells: new Map() }
  for (const [place, row] of cells.entries()) {
    for (const [column, value] of row.entries()) {
      if (value instanceof Date) sheet.cells?.set(`${place},${column}`, dateCell(value))
    }
  }
  keepLiteral(cells, sheet.cells)
  keepAsText(sheet, marks)
  markCells(sheet, marks)
  const { columns = [] } = sheet
  const marked = { name, rows: cells, cells: sheet.cells ?? new Map(), columns }
  const notices = notice === undefined ? [] : [{ name: '说明', rows: [[notice]] }]
  return writeXlsx({ sheets: [marked, ...notices] })
}

const dateCell = (value: Date): Cell => ({ value, type: 'date', style: { numFmt: 'yyyy-mm-dd' } })

/** What is put right by hand is mostly an id or an account, which a spreadsheet would take for a number. */
const keepAsText = (sheet: Sheet, { rows }: Marks): void => {
  for (const [line, { cells }] of rows) {
    for (const column of cells.keys()) {
      const cell = cellAt(sheet, line, column)
      if (cell.type === 'string' || cell.type === 'empty') {
        sheet.cells?.set(`${line - 1},${column}`, { ...cell, style: { numFmt: '@' } })
      }
    }
  }
}

const keepLiteral = (rows: CellValue[][], cells: Map<string, Cell> | undefined): void => {
  for (const row of rows) {
    for (const [column, value] of row.entries()) if (typeof value === 'string') row[column] = literal(value)
  }
  for (const cell of cells?.values() ?? []) {
    if (typeof cell.value === 'string') cell.value = literal(cell.value)
    for (const run of cell.richText ?? []) run.text = literal(run.text)
  }
}

const markCells = (sheet: Sheet, { headerLine, heading, rows }: Marks): void => {
  sheet.cells ??= new Map()
  const column = reasonColumn(sheet, headerLine, heading)
  put(sheet, headerLine, column, { value: heading, type: 'string' })
  let comments = 0
  for (const [line, { reason, cells }] of rows) {
    put(sheet, line, column, { value: reason, type: 'string' })
    for (const [marked, text] of cells) {
      comments += 1
      const cell = cellAt(sheet, line, marked)
      const style = { ...cell.style, fill: red }
      put(sheet, line, marked, {
        ...cell,
        style,
        ...(comments <= commentsAtMost && { comment: commented(cell, text) }),
      })
    }
  }
  sheet.columns ??= []
  while (sheet.columns.length <= column) sheet.columns.push({})
  sheet.columns[column] = { ...sheet.columns[column], width: reasonWidth }
}

const commented = ({ comment }: Cell, text: string): NonNullable<Cell['comment']> => ({
  author,
  text: comment === undefined ? text : `${comment.text}\n${text}`,
})

/** To the right of everything, or where a file that was marked before has it: emptied then. */
const reasonColumn = (sheet: Sheet, headerLine: number, heading: string): number => {
  const { rows } = sheet
  const before = rows[headerLine - 1]?.indexOf(heading) ?? -1
  if (before === -1) return rows.reduce((most, { length }) => Math.max(most, length), 0)
  for (const [place, row] of rows.entries()) {
    if (place < headerLine || row[before] === undefined) continue
    row[before] = null
    sheet.cells?.delete(`${place},${before}`)
  }
  return before
}

const cellAt = (sheet: Sheet, line: number, column: number): Cell => {
  const value = sheet.rows[line - 1]?.[column] ?? null
  return sheet.cells?.get(`${line - 1},${column}`) ?? { value, type: typeOf(value) }
}

const typeOf = (value: CellValue): Cell['type'] => {
  if (value instanceof Date) return 'date'
  if (value === null) return 'empty'
  return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean'
}

const put = (sheet: Sheet, line: number, column: number, cell: Cell): void => {
  while (sheet.rows.length < line) sheet.rows.push([])
  const row = sheet.rows[line - 1] ?? []
  while (row.length <= column) row.push(null)
  row[column] = cell.value
  sheet.cells?.set(`${line - 1},${column}`, cell)
}
