import { type Cell, type CellStyle, type CellValue, HucreError, readXlsx, writeXlsxStream } from 'hucre'
import { packRepeatably } from './repeatable-zip.ts'
import { literal } from './write-workbook.ts'

/** The one place that knows the spreadsheet library. */

/** Text becomes a text cell, a number a number cell. */
export type SheetCell = string | number

export interface SheetColumn {
  /** In characters. */
  readonly width: number
  readonly kind: 'text' | 'count' | 'money'
}

const styles: Readonly<Record<SheetColumn['kind'], CellStyle>> = {
  text: { numFmt: '@' },
  count: { numFmt: '0' },
  money: { numFmt: '#,##0.00' },
}

/** One sheet, its first row fixed; neither the time nor the machine leaves a trace in the bytes. */
export const writeSheet = async (
  name: string,
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly SheetCell[]>,
): Promise<Uint8Array> => {
  const stream = writeXlsxStream(cellsOf(rows), {
    name,
    columns: columns.map(({ width, kind }) => ({ width, style: styles[kind] })),
    freezePane: { rows: 1 },
    compress: false,
  })
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return packRepeatably(Buffer.concat(parts))
}

async function* cellsOf(rows: AsyncIterable<readonly SheetCell[]>): AsyncGenerator<CellValue[]> {
  for await (const row of rows) yield row.map(cellOf)
}

const cellOf = (cell: SheetCell): CellValue => {
  if (typeof cell === 'number') return cell
  return cell === '' ? null : literal(cell)
}

/** A row as it is read. */
export interface ReadRow {
  /** As a person would have typed them; undefined for a formula, whose result is anybody's claim. */
  readonly cells: readonly (string | undefined)[]
  readonly isHidden: boolean
}

/**
 * Columns beyond AZ are not looked at: a sheet is as large as its remotest cell. The library gives up
 * beyond twenty million.
 */
const range = 'A1:AZ1048576'

/**
 * The first sheet that is not hidden; undefined for what is no workbook. The zip itself must have
 * been checked: see `checkZip`.
 */
export const readSheet = async (bytes: Uint8Array): Promise<readonly ReadRow[] | undefined> => {
  try {
    let taken = false
    const workbook = await readXlsx(bytes, {
      range,
      sheets: ({ hidden, veryHidden }) => {
        const take = !taken && hidden !== true && veryHidden !== true
        taken ||= take
        return take
      },
    })
    const [sheet] = workbook.sheets
    return sheet?.rows.map((row, place) => ({
      cells: row.map((value, column) => typed(value, sheet.cells?.get(`${place},${column}`))),
      isHidden: sheet.rowDefs?.get(place)?.hidden === true,
    }))
  } catch (error) {
    if (error instanceof HucreError) return undefined
    throw error
  }
}

const typed = (value: CellValue, cell: Cell | undefined): string | undefined => {
  if (cell?.formula !== undefined) return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  return value === null ? '' : String(value)
}
