import { setImmediate as nextTurn } from 'node:timers/promises'
import { stringify } from 'csv-stringify/sync'
import { encodeText, signatureOf, type TextEncoding } from '../table-files/text-encoding.ts'
import type { SheetCell } from '../table-files/workbook.ts'
import { amountPlace, type PayListRow, payListCells, payListColumns } from './pay-list-rows.ts'

export type PayListForm =
  | { readonly format: 'csv'; readonly encoding: TextEncoding }
  | { readonly format: 'xlsx' }

/** After so many rows other work gets its turn. */
const rowsAtOnce = 500
/** What no file can carry: controls but tab, CR and LF, lone surrogates, noncharacters. */
const uncarriable = /[\p{Cs}\p{Noncharacter_Code_Point}]|(?![\t\r\n])\p{Cc}/u

/**
 * The pay list as the bytes of a file: the same rows give the same bytes, on any day.
 *
 * In CSV every cell is quoted and lines end with CRLF; ids and accounts stand as plain digits, which
 * is what bank programs read, and which a spreadsheet would round: people look at the XLSX.
 *
 * @throws RangeError naming the line's number, never its content: a text that no file can carry, or
 *   amounts that leave the safe integers.
 */
export const payList = async (rows: readonly PayListRow[], form: PayListForm): Promise<Uint8Array> => {
  for (const row of rows) needCarriable(row)
  if (form.format === 'csv') return csvOf(rows, form.encoding)
  // The spreadsheet library is heavy, and most commands never need it.
  const { writeSheet } = await import('../table-files/workbook.ts')
  return writeSheet('代发清册', payListColumns, inTurns(payListCells(rows)))
}

const needCarriable = (row: PayListRow): void => {
  for (const value of Object.values(row)) {
    if (typeof value === 'string' && uncarriable.test(value)) {
      throw new RangeError(`line ${row.no} holds a text that no file can carry`)
    }
  }
}

async function* inTurns(rows: Iterable<readonly SheetCell[]>): AsyncGenerator<readonly SheetCell[]> {
  let given = 0
  for (const row of rows) {
    yield row
    given += 1
    if (given % rowsAtOnce === 0) await nextTurn()
  }
}

const csvOf = async (rows: readonly PayListRow[], encoding: TextEncoding): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [signatureOf(encoding)]
  let waiting: (readonly SheetCell[])[] = []
  const write = (): void => {
    parts.push(encodeText(stringify(waiting, csvForm), encoding))
    waiting = []
  }
  for await (const row of inTurns(payListCells(rows))) {
    waiting.push(row.map((cell, place) => (place === amountPlace ? twoPlaces(cell) : cell)))
    if (waiting.length === rowsAtOnce) write()
  }
  write()
  return Buffer.concat(parts)
}

const csvForm = { quoted: true, quoted_empty: true, record_delimiter: '\r\n' } as const

const twoPlaces = (cell: SheetCell): SheetCell => (typeof cell === 'number' ? cell.toFixed(2) : cell)
