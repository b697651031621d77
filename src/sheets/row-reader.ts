import type { Day } from '../domain/dates.ts'
import { formula, type RawCell, type RawRow } from '../table-files/raw-row.ts'
import { amountOf, dayOf, hasLostDigits, isBlank, isErrorText, plainText } from './cells.ts'
import { isNeeded, type SheetColumn, usualHeading } from './columns.ts'
import { addressOf, type Facts, type RowCode, rowFault, type SheetFault } from './fault.ts'
import type { Layout } from './layout.ts'
import type { Parse } from './text-judges.ts'

/** Takes the values of one row, and notes what is wrong with each. Null: missing, or wrong and noted. */
export class RowReader {
  readonly faults: SheetFault[] = []
  readonly #row: RawRow
  readonly #layout: Layout
  readonly #from1904: boolean

  constructor(row: RawRow, layout: Layout, from1904: boolean) {
    this.#row = row
    this.#layout = layout
    this.#from1904 = from1904
  }

  bad(code: RowCode, column: SheetColumn, facts?: Facts): null {
    const place = { column: this.#layout.places.get(column) ?? 0, line: this.#row.line }
    this.faults.push(rowFault(code, usualHeading(column), addressOf(place), facts))
    return null
  }

  /** Of the row as a whole. */
  badRow(code: RowCode, facts?: Facts): void {
    this.faults.push(rowFault(code, '', addressOf({ column: 0, line: this.#row.line }), facts))
  }

  isBlank(column: SheetColumn): boolean {
    return isBlank(this.#cell(column))
  }

  /** What stands in the cell as text, judged by `parse`. */
  parsed<T>(column: SheetColumn, parse: Parse<T>): T | null {
    const text = this.#text(column)
    const read = text === null ? null : parse(text)
    if (read === null) return null
    return 'value' in read ? read.value : this.bad(read.code, column, read.facts)
  }

  /** A number that is no quantity: an id, a phone, an account, which a spreadsheet may have rounded. */
  digits<T>(column: SheetColumn, parse: Parse<T>): T | null {
    return hasLostDigits(this.#cell(column))
      ? this.bad('id-precision-lost', column)
      : this.parsed(column, parse)
  }

  day(column: SheetColumn): Day | null {
    if (this.#text(column) === null) return null
    const day = dayOf(this.#cell(column), this.#from1904)
    if (day === undefined) return this.bad('date-format', column)
    return day < '2000-01-01' || day > '2099-12-31' ? this.bad('date-implausible', column) : day
  }

  amount(column: SheetColumn): number | null {
    if (this.#text(column) === null) return null
    const amount = amountOf(this.#cell(column))
    return 'fen' in amount ? amount.fen : this.bad(amount.code, column)
  }

  #cell(column: SheetColumn): RawCell | undefined {
    const place = this.#layout.places.get(column)
    return place === undefined ? undefined : this.#row.cells[place]
  }

  #text(column: SheetColumn): string | null {
    if (!this.#layout.places.has(column)) return null
    const cell = this.#cell(column)
    if (cell === formula) return this.bad('formula-not-allowed', column)
    const text = plainText(cell)
    // A date that is none has no text.
    if (text === '' && !(cell instanceof Date))
      return isNeeded(column) ? this.bad('cell-missing', column) : null
    return isErrorText(text) ? this.bad('cell-error', column) : text
  }
}
