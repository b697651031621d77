/** A formula: what stands in the file as its result is anybody's claim. */
export const formula: unique symbol = Symbol('formula')

/** A cell as its file holds it. A date is midnight UTC of its day. */
export type RawCell = string | number | boolean | Date | null | typeof formula

export interface RawRow {
  /** Row of the sheet, or line of the file on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly RawCell[]
  readonly isHidden: boolean
}

/** 0 → `A`, 27 → `AB`. */
export const columnLetters = (column: number): string => {
  const rest = Math.floor(column / 26)
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26))
}
