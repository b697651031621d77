import { compactSpelling } from '../domain/text.ts'
import { columnLetters, type RawRow } from '../table-files/raw-row.ts'
import { plainText } from './cells.ts'
import { columnOf, isOtherHeading, neededColumns, type SheetColumn, usualHeading } from './columns.ts'
import { addressOf, type Facts, type FileFault, fileFault } from './fault.ts'

/** Where each column stands in the file. */
export interface Layout {
  /** Row of the headings, from 1. */
  readonly line: number
  /** Columns with a heading, from the left. */
  readonly width: number
  readonly places: ReadonlyMap<SheetColumn, number>
}

export interface FoundHeader {
  /** How many of the rows looked at are titles or headings. */
  readonly taken: number
  readonly layout: Layout
}

/** Rows that may be titles or headings. */
export const headerRowsAtMost = 10
/** A row with so many headings that we know is the heading; a title has none. */
const enough = 3

const headingsOf = ({ cells }: RawRow): readonly string[] => cells.map((cell) => plainText(cell))

const knownIn = (headings: readonly string[]): number =>
  headings.filter((heading) => columnOf(heading) !== undefined).length

/**
 * Finds the row of headings among the first rows that hold anything. Titles may stand above it; a
 * second row may say what a merged heading is divided into.
 */
export const findHeader = (
  rows: readonly RawRow[],
): FoundHeader | { readonly faults: readonly FileFault[] } => {
  const found = rows.findIndex((row) => knownIn(headingsOf(row)) >= enough)
  const place = Math.max(0, found)
  const [first, second] = rows.slice(place)
  if (first === undefined) return { faults: [fileFault('upload-empty')] }
  const divided = second === undefined ? undefined : withSecondRow(headingsOf(first), headingsOf(second))
  const layout = layoutOf(divided ?? headingsOf(first), first.line)
  if ('faults' in layout) return layout
  return { taken: place + (divided === undefined ? 1 : 2), layout }
}

/** Undefined unless the second row only says more of headings. */
const withSecondRow = (
  first: readonly string[],
  second: readonly string[],
): readonly string[] | undefined => {
  const filled = second.filter((heading) => heading !== '')
  if (filled.length === 0 || filled.some((heading) => columnOf(heading) === undefined)) return undefined
  const width = Math.max(first.length, second.length)
  return Array.from({ length: width }, (_, place) => second[place] || first[place] || '')
}

const headingShown = 20

/** Which heading it is; what may be somebody's number is not said, for a row of data may stand there. */
const unknownHeading = (heading: string, place: number): Facts => {
  const plain = heading.replace(/\p{C}/gu, '')
  const quoted = /\d{6}/u.test(compactSpelling(plain))
    ? ''
    : `“${[...plain].slice(0, headingShown).join('')}”`
  return { letters: columnLetters(place), quoted }
}

const layoutOf = (
  headings: readonly string[],
  line: number,
): Layout | { readonly faults: readonly FileFault[] } => {
  const places = new Map<SheetColumn, number>()
  const faults: FileFault[] = []
  for (const [place, heading] of headings.entries()) {
    const column = columnOf(heading)
    const address = addressOf({ column: place, line })
    if (column !== undefined && places.has(column)) {
      faults.push(fileFault('header-duplicate', { column: usualHeading(column), address, line }))
    } else if (column !== undefined) places.set(column, place)
    else if (heading !== '' && !isOtherHeading(heading)) {
      faults.push(fileFault('header-unknown', { address, line }, unknownHeading(heading, place)))
    }
  }
  for (const column of neededColumns) {
    if (places.has(column)) continue
    faults.push(fileFault('header-missing', { column: usualHeading(column), line }))
  }
  // A row without any heading of ours is not a row of unknown headings: only what is missing matters.
  if (places.size === 0) return { faults: faults.filter(({ code }) => code === 'header-missing') }
  return faults.length > 0 ? { faults } : { line, width: headings.length, places }
}
