import { setImmediate as nextTurn } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'

/** After so many rows other work gets its turn. */
const rowsAtOnce = 500

export interface CsvRow {
  /** Line of the file on which the row begins, from 1. Quoted cells may hold several lines. */
  readonly line: number
  readonly cells: readonly string[]
}

/** Quotes that are not paired, or stand where none may: nothing from this line on can be read. */
export class CsvBroken extends Error {
  readonly line: number

  constructor(line: number) {
    super(`the CSV cannot be read from line ${line} on`)
    this.name = 'CsvBroken'
    this.line = line
  }
}

const delimiters = [',', '\t', ';'] as const

/** The one that splits the first line with any text the most. */
export const delimiterOf = (text: string): string => {
  const [first = ''] = /[^\r\n]+/u.exec(text) ?? []
  const count = (delimiter: string): number => first.split(delimiter).length
  return delimiters.reduce((best, one) => (count(one) > count(best) ? one : best))
}

/**
 * The rows of a CSV text, at most `rowsAtMost`; lines end with CRLF, LF or CR; empty lines are no rows.
 *
 * @throws {CsvBroken} after the rows before it
 */
export async function* csvRows(
  text: string,
  delimiter: string,
  rowsAtMost = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<CsvRow> {
  let waiting: CsvRow[] = []
  let line = 1
  const parser = parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    to: rowsAtMost,
    // Called where a record ends, also for those before the one that cannot be read.
    on_record: (cells: string[], { lines }) => {
      waiting.push({ line, cells })
      line = lines + 1
      return cells
    },
  })
  try {
    let taken = 0
    for await (const _ of parser) {
      taken += 1
      if (taken % rowsAtOnce > 0) continue
      const rows = waiting
      waiting = []
      yield* rows
      await nextTurn()
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield* waiting
    throw new CsvBroken(line)
  }
  yield* waiting
}
