import type { SheetVerdict } from '../../sheets/completion-row.ts'
import type { ShownFault } from '../../sheets/fault.ts'

/** What is wrong with one cell: found in the sheet itself, or by the deciders with their own codes. */
export type RowFault = ShownFault

/** A row as the sheet gives it. */
export type SheetRow = SheetVerdict
