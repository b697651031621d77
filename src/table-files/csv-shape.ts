export interface CsvBounds {
  /** Also the empty ones. */
  readonly rowsAtMost: number
  readonly columnsAtMost: number
}

export type CsvShape =
  | { readonly rows: number }
  /** Line of the file on which the first row begins that is too much, from 1. */
  | { readonly beyond: 'rows' | 'columns'; readonly line: number }

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Counts rows and columns as the parser will, without making anything of them, and stops at the first
 * that is too much: the parser holds every row and cell of a text at once. Quotes that the parser
 * refuses may mislead it only after the place where the parser stops.
 *
 * @param delimiter one character
 */
export const csvShape = (
  text: string,
  delimiter: string,
  { rowsAtMost, columnsAtMost }: CsvBounds,
): CsvShape => {
  const separator = delimiter.charCodeAt(0)
  let [line, begun, rows, columns, isQuoted] = [1, 1, 0, 1, false]
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place)
    if (code === quote) isQuoted = !isQuoted
    else if (code === separator) {
      if (isQuoted) continue
      columns += 1
      if (columns > columnsAtMost) return { beyond: 'columns', line: begun }
    } else if (code === lineFeed || (code === carriageReturn && text.charCodeAt(place + 1) !== lineFeed)) {
      line += 1
      if (isQuoted) continue
      rows += 1
      if (rows > rowsAtMost) return { beyond: 'rows', line: begun }
      begun = line
      columns = 1
    }
  }
  return { rows: rows + 1 }
}
