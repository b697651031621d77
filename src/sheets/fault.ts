import { columnLetters } from '../table-files/raw-row.ts'
import { fileTexts } from './file-texts.ts'
import { rowTexts } from './row-texts.ts'

export type FileCode = keyof typeof fileTexts
export type RowCode = keyof typeof rowTexts

/** What is wrong, and what to do; never the content of a cell. */
interface Said<Code extends string> {
  readonly code: Code
  /** The column's usual heading; empty: the whole row or file. */
  readonly column: string
  /** `B12`; of a fault of the whole row its first cell, of the whole file empty. */
  readonly address: string
  /** A Chinese sentence: what is wrong. */
  readonly text: string
  /** The standard or clause that says so, if one does. */
  readonly clause: string | null
  /** A Chinese sentence: what to do about it. */
  readonly next: string
}

/** Of one row: the row is not recorded, the others are. */
export type SheetFault = Said<RowCode>
/** Of the file as a whole: nothing of it is recorded. */
export interface FileFault extends Said<FileCode> {
  /** Row of the sheet or line of the file, from 1; 0: none in particular. */
  readonly line: number
}

/** A fault as people are shown it, whoever found it: the sheet's own judgement, or the ledger's. */
export interface ShownFault extends Omit<SheetFault, 'code'> {
  readonly code: string
  /** What is said of many rows at once, where `text` says something of this row alone. */
  readonly textOfAll?: string
}

/** How the texts stand in their tables. `{…}` is filled from the facts of the case. */
export interface FaultText {
  readonly text: string
  readonly next: string
  readonly clause?: string
  /** What is said of many rows at once, where `text` names one. */
  readonly textOfAll?: string
}

export type Facts = Readonly<Record<string, string>>

const filled = (text: string, facts: Facts): string =>
  text.replace(/\{(\w+)\}/gu, (_, name: string) => facts[name] ?? '')

/** @param place column from 0, line from 1 */
export const addressOf = (place: { readonly column: number; readonly line: number }): string =>
  `${columnLetters(place.column)}${place.line}`

export const rowFault = (code: RowCode, column: string, address: string, facts: Facts = {}): SheetFault => {
  const { text, next, clause }: FaultText = rowTexts[code]
  return {
    code,
    column,
    address,
    text: filled(text, facts),
    clause: clause ?? null,
    next: filled(next, facts),
  }
}

export const fileFault = (
  code: FileCode,
  place: { readonly column?: string; readonly address?: string; readonly line?: number } = {},
  facts: Facts = {},
): FileFault => {
  const { text, next, clause }: FaultText = fileTexts[code]
  const { column = '', address = '', line = 0 } = place
  const all = { column, line: String(line), ...facts }
  return {
    ...{ code, column, address, line },
    text: filled(text, all),
    clause: clause ?? null,
    next: filled(next, all),
  }
}

/** What is said of all rows that have this fault. */
export const textOfAll = ({ code, text, textOfAll: given }: ShownFault): string => {
  const known: FaultText | undefined = Object.hasOwn(rowTexts, code) ? rowTexts[code as RowCode] : undefined
  return known?.textOfAll ?? given ?? text
}
