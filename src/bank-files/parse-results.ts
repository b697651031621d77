import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Fen } from '../domain/money.ts'
import { checkSealedText } from '../domain/text.ts'
import { type Fault, faultOf, type RowCode } from './fault.ts'
import {
  amountOf,
  columnOf,
  dayOf,
  numberOf,
  type Outcome,
  outcomeOf,
  type ResultColumn,
  resultColumns,
  textOf,
  usualHeading,
} from './result-cells.ts'
import { rowsAtMost, rowsAtOnce, type TableRow, tableOf } from './results-table.ts'
import { withoutRepeated } from './without-repeated.ts'

/** What the bank says about one line. */
export interface ResultRow {
  /** Row of the file, from 1. */
  readonly line: number
  readonly no: number
  readonly claimId: string
  readonly outcome: Outcome
  /** The bank's words; may hold personal data. Empty for what was paid. */
  readonly reason: string
  /** `YYYY-MM-DD`, when the money came or went back; null where a returned line says nothing. */
  readonly paidOn: string | null
  /** Null where the file has no amounts. */
  readonly amountFen: Fen | null
}

export interface ParsedResults {
  readonly rows: readonly ResultRow[]
  readonly faults: readonly Fault[]
}

/**
 * Reads a bank's return file: CSV in UTF-8 or GB18030, or XLSX; at most 10 MB and 50,000 rows. Every
 * row is either in `rows` or has at least one fault; a fault of the whole file leaves no rows. Titles
 * above the heading and totals and signatures below the rows are no rows. Never throws for a file.
 */
export const parseResults = async (bytes: Uint8Array): Promise<ParsedResults> => {
  const table = await tableOf(bytes)
  if ('fault' in table) return refused([table.fault])
  const place = headingPlace(table.rows)
  const heading = table.rows[place]
  const content = table.rows.slice(place + 1).filter((row) => !isFooter(row))
  if (heading === undefined) return refused([faultOf('upload-empty')])
  const layout = layoutOf(heading)
  if ('faults' in layout) return refused(layout.faults)
  if (content.length === 0) return refused([faultOf('upload-empty')])
  if (content.length > rowsAtMost) return refused([faultOf('upload-too-many-rows')])
  const faults: Fault[] = []
  const rows: ResultRow[] = []
  for (const [place, row] of content.entries()) {
    const read = readRow(row, layout, (fault) => faults.push(fault))
    if (read !== undefined) rows.push(read)
    if (place % rowsAtOnce === 0) await nextTurn()
  }
  const { once, repeated } = withoutRepeated(rows)
  faults.push(...repeated)
  return { rows: once, faults: faults.sort((a, b) => a.line - b.line) }
}

const refused = (faults: readonly Fault[]): ParsedResults => ({ rows: [], faults })

/** Titles may stand above the heading. */
const titlesAtMost = 10

const headingPlace = (rows: readonly TableRow[]): number => {
  const found = rows.slice(0, titlesAtMost).findIndex(({ cells }) => {
    const columns = cells.map((cell) => columnOf(cell ?? ''))
    return columns.includes('claimId') && columns.includes('outcome')
  })
  return Math.max(0, found)
}

const isFooter = ({ cells }: TableRow): boolean =>
  /^(?:合计|总计|小计)|签字|签章/u.test(cells.find((cell) => cell?.trim() !== '')?.trim() ?? '')

interface Layout {
  readonly width: number
  readonly places: ReadonlyMap<ResultColumn, number>
}

const optional: readonly ResultColumn[] = ['amount', 'reason']

const layoutOf = ({ cells, line }: TableRow): Layout | { readonly faults: readonly Fault[] } => {
  const places = new Map<ResultColumn, number>()
  const faults: Fault[] = []
  for (const [place, cell] of cells.entries()) {
    const column = columnOf(cell ?? '')
    if (column === undefined) continue
    if (places.has(column)) faults.push(faultOf('header-repeated', line, usualHeading(column)))
    places.set(column, place)
  }
  for (const column of resultColumns) {
    if (places.has(column) || optional.includes(column)) continue
    faults.push(faultOf('header-missing', line, usualHeading(column)))
  }
  return faults.length > 0 ? { faults } : { places, width: cells.length }
}

const reasonAtMost = 200
const claimIdAtMost = 100

const readRow = (
  { line, cells, isHidden }: TableRow,
  { places, width }: Layout,
  report: (fault: Fault) => void,
): ResultRow | undefined => {
  let sound = true
  const bad = (code: RowCode, column?: ResultColumn): void => {
    sound = false
    report(faultOf(code, line, column === undefined ? '' : usualHeading(column)))
  }
  if (isHidden) bad('row-hidden')
  if (cells.slice(width).some((cell) => cell !== '')) bad('columns-extra')
  for (const [column, place] of places) {
    if (place < cells.length && cells[place] === undefined) bad('formula-not-allowed', column)
  }
  if (!sound) return undefined
  const cellOf = (column: ResultColumn): string => cells[places.get(column) ?? -1]?.trim() ?? ''
  const row = resultOf(line, cellOf, bad)
  return sound ? row : undefined
}

const resultOf = (
  line: number,
  cellOf: (column: ResultColumn) => string,
  bad: (code: RowCode, column: ResultColumn) => void,
): ResultRow => {
  const text = (column: 'claimId' | 'reason', max: number): string => {
    const value = textOf(cellOf(column))
    const code = checkSealedText(value, { max })
    if (code === 'invalid-text' || code === 'too-long') bad(code, column)
    return value
  }
  const no = numberOf(cellOf('no'))
  if (no === undefined) bad('no-format', 'no')
  const claimId = text('claimId', claimIdAtMost)
  if (claimId === '') bad('claim-missing', 'claimId')
  const outcome = outcomeOf(cellOf('outcome'))
  if (outcome === undefined) bad('outcome-unknown', 'outcome')
  const reason = text('reason', reasonAtMost)
  if (outcome === 'returned' && reason === '') bad('reason-missing', 'reason')
  const paidOn = dayOf(cellOf('paidOn')) ?? null
  if (paidOn === null && cellOf('paidOn') !== '') bad('date-format', 'paidOn')
  if (outcome === 'confirmed' && cellOf('paidOn') === '') bad('date-missing', 'paidOn')
  const amountFen = amountOf(cellOf('amount')) ?? null
  if (amountFen === null && cellOf('amount') !== '') bad('amount-format', 'amount')
  // What stands in for a missing value is never used: the row has a fault then.
  const sound = { no: no ?? 0, outcome: outcome ?? ('returned' as const) }
  return { line, ...sound, claimId, reason: outcome === 'returned' ? reason : '', paidOn, amountFen }
}
