import { addDays, type Day, isDay } from '../domain/dates.ts'
import { type Fen, parseYuan } from '../domain/money.ts'
import { compactSpelling } from '../domain/text.ts'
import { unguardText } from '../table-files/guarded-text.ts'
import { formula, type RawCell } from '../table-files/raw-row.ts'
import { remembered } from './memo.ts'

/** Longer than any text that is accepted; of a longer cell this much says that it is too long. */
const cellRead = 1_000

/** The cell as a person would have typed it; empty for a formula. */
export const typedText = (cell: RawCell | undefined): string => {
  if (typeof cell === 'string') return cell.length > cellRead ? cell.slice(0, cellRead) : cell
  if (cell instanceof Date) return isReal(cell) ? dayAt(cell.getTime()) : ''
  if (cell === null || cell === undefined || cell === formula) return ''
  return typeof cell === 'number' ? String(cell) : cell ? 'TRUE' : 'FALSE'
}

const dayAt = remembered((ms: number): string => new Date(ms).toISOString().slice(0, 10))

const isReal = (date: Date): boolean => Math.abs(date.getTime()) < 253_402_300_800_000

export const isBlank = (cell: RawCell | undefined): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')

/** Without the apostrophe that says "text" in a spreadsheet, and without space around. */
export const plainText = (cell: RawCell | undefined): string => unguardText(typedText(cell).trim()).trim()

const exactAtMost = 1e15
const scientific = /^[+-]?\d(?:\.\d+)?E\+?\d{1,2}$/iu

/** Whether a number of 16 digits or more went through a double: its last digits are not what was typed. */
export const hasLostDigits = (cell: RawCell | undefined): boolean =>
  typeof cell === 'number'
    ? Math.abs(cell) >= exactAtMost
    : typeof cell === 'string' && scientific.test(compactSpelling(cell.slice(0, cellRead)))

/** What a spreadsheet shows where a calculation went wrong. */
export const isErrorText = (text: string): boolean =>
  /^#(?:N\/A|NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|SPILL!|CALC!|GETTING_DATA)$/u.test(text)

/** `2026-3-5`, `2026/03/05`, `2026.3.5`, `2026年3月5日`, with a time of day or without. */
const dayForm =
  /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/u

const dayOfText = remembered((text: string): Day | undefined => {
  const [, year, , ...parts] = dayForm.exec(text.normalize('NFKC').trim()) ?? []
  const [month, day] = parts.filter((part) => part !== undefined)
  if (year === undefined || month === undefined || day === undefined) return undefined
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : undefined
})

/** The day that a serial number counts from, so that serial 61 of the epoch of 1900 is 1900-03-01. */
const zeroOf1900 = '1899-12-30'
const zeroOf1904 = '1904-01-01'
/** Serials up to 60 count a 29 February 1900 that never was; times without a day are below 1. */
const firstTrueSerial = 61
const lastSerial = 2_958_465
/** What the reader makes of serials up to 60. */
const firstTrueDay = '1900-03-01'

const dayOfSerial = (serial: number, from1904: boolean): Day | undefined => {
  if (!(serial >= (from1904 ? 0 : firstTrueSerial) && serial <= lastSerial)) return undefined
  return addDays(from1904 ? zeroOf1904 : zeroOf1900, Math.floor(serial))
}

/**
 * Undefined for what is no day. Numbers are serial numbers of the workbook's epoch; text is one of
 * the written forms, never a serial number: it would not say of which epoch.
 */
export const dayOf = (cell: RawCell | undefined, from1904: boolean): Day | undefined => {
  if (typeof cell === 'number') return dayOfSerial(cell, from1904)
  if (!(cell instanceof Date)) return dayOfText(plainText(cell))
  const day = typedText(cell)
  return day >= firstTrueDay ? dayOfText(day) : undefined
}

const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u
/** A double this close to whole fen was whole fen. */
const nearly = 1e-4
const wholeDigitsAtMost = 9

export type ReadAmount = { readonly fen: Fen } | { readonly code: 'amount-format' | 'amount-range' }

/** `10000`, `10000.5`, `10,000.50`, `¥10000.50`, `10000元`; more than zero, less than 10^9 yuan. */
export const amountOf = (cell: RawCell | undefined): ReadAmount => {
  if (typeof cell === 'number') return amountOfNumber(cell)
  const bare = compactSpelling(plainText(cell)).replace(/^¥|元$/gu, '')
  const digits = grouped.test(bare) ? bare.replaceAll(',', '') : bare
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u.test(digits)) return { code: 'amount-format' }
  const [whole = '', places = ''] = digits.split('.')
  if (places.length > 2 || whole.length > wholeDigitsAtMost) return { code: 'amount-range' }
  const fen = parseYuan(`${whole}.${places.padEnd(2, '0')}`)
  return fen === undefined || fen === 0 ? { code: 'amount-range' } : { fen }
}

const amountOfNumber = (yuan: number): ReadAmount => {
  const fen = Math.round(yuan * 100)
  const sound = Math.abs(yuan * 100 - fen) < nearly && fen > 0 && yuan < 10 ** wholeDigitsAtMost
  return sound ? { fen } : { code: 'amount-range' }
}
