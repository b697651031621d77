import type { MarkedRow } from '../table-files/mark-workbook.ts'
import type { ShownFault } from './fault.ts'

/** Faults by row of the file: those of the sheet itself, and those that the ledger found later. */
export type RowMarks = ReadonlyMap<number, readonly ShownFault[]>

const said = ({ text, next }: ShownFault): string => `${text}${next}`

/** `AB12` → 27; -1 for no address. */
const columnAt = (address: string): number =>
  [...address.replace(/\d+$/u, '')].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1

/** The faults of one row in words: all of them in one text, and each at its cell. */
export const markedRow = (faults: readonly ShownFault[]): MarkedRow => {
  const cells = new Map<number, string>()
  for (const fault of faults) {
    const column = columnAt(fault.address)
    if (fault.column === '' || column < 0) continue
    const before = cells.get(column)
    cells.set(column, before === undefined ? said(fault) : `${before}\n${said(fault)}`)
  }
  const lines = faults.map((fault) => `${fault.column === '' ? '' : `${fault.column}:`}${said(fault)}`)
  return { reason: lines.join('\n'), cells }
}
