import { isDay } from '../domain/dates.ts'
import { type Fen, parseYuan } from '../domain/money.ts'
import { compactSpelling, normaliseText } from '../domain/text.ts'
import { unguardText } from '../table-files/guarded-text.ts'

/** The columns of a bank's return file. */
export type ResultColumn = 'no' | 'claimId' | 'outcome' | 'reason' | 'paidOn' | 'amount'

/** The usual heading first, then what banks also write. */
const headings: Readonly<Record<ResultColumn, readonly string[]>> = {
  no: ['序号', '编号', '行号', '笔号', '明细序号'],
  claimId: ['受理号', '受理编号', '申领编号', '业务编号', '业务参考号', '商户流水号'],
  outcome: ['结果', '处理结果', '入账结果', '代发结果', '交易结果', '处理状态', '交易状态', '状态'],
  reason: ['原因', '失败原因', '退汇原因', '错误信息', '失败信息', '错误原因'],
  paidOn: ['入账日期', '到账日期', '交易日期', '付款日期', '处理日期', '代发日期'],
  amount: ['金额', '代发金额', '交易金额', '实发金额', '入账金额'],
}

export const resultColumns = Object.keys(headings) as readonly ResultColumn[]
export const usualHeading = (column: ResultColumn): string => headings[column][0] ?? ''

const bySpelling = new Map(
  resultColumns.flatMap((column) => headings[column].map((heading) => [heading, column] as const)),
)

/** `金额(元)*` is `金额`; undefined for columns that are not ours. */
export const columnOf = (heading: string): ResultColumn | undefined =>
  bySpelling.get(compactSpelling(heading).replace(/\([^()]*\)|[*::]/gu, ''))

export type Outcome = 'confirmed' | 'returned'

const words = (outcome: Outcome, text: string): (readonly [string, Outcome])[] =>
  text.split(' ').map((word) => [word, outcome] as const)

const outcomes = new Map<string, Outcome>([
  ...words('confirmed', '成功 交易成功 代发成功 入账成功 付款成功 处理成功 已入账 已到账'),
  ...words('returned', '失败 交易失败 代发失败 入账失败 付款失败 处理失败 退汇 已退汇 退回 已退回 退票'),
])

export const outcomeOf = (cell: string): Outcome | undefined => outcomes.get(compactSpelling(cell))

/** `2026-5-1`, `2026/05/01`, `2026.5.1`, `20260501`, `2026年5月1日`, each with a time of day or without. */
const dayForm =
  /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})日)(?:[T ]?\d{1,2}:\d{2}(?::\d{2})?)?$/u

/** Undefined for what is no day. */
export const dayOf = (cell: string): string | undefined => {
  const match = dayForm.exec(cell.normalize('NFKC').trim())
  const [, year, , ...parts] = match ?? []
  const [month, day] = parts.filter((part) => part !== undefined)
  if (year === undefined || month === undefined || day === undefined) return undefined
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(text) ? text : undefined
}

const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u

/** `10000`, `10000.5`, `10,000.50`, `¥10000.50`; undefined for anything else and for nothing. */
export const amountOf = (cell: string): Fen | undefined => {
  const plain = compactSpelling(cell).replace(/^[¥¥]|元$/gu, '')
  const digits = grouped.test(plain) ? plain.replaceAll(',', '') : plain
  const [whole = '', places = ''] = digits.split('.')
  const fen = places.length <= 2 ? parseYuan(`${whole}.${places.padEnd(2, '0')}`) : undefined
  return fen !== undefined && fen > 0 && /^\d+(?:\.\d{1,2})?$/u.test(digits) ? fen : undefined
}

/** Undefined for what is no number of a line. Sheets may write 1 as 1.0. */
export const numberOf = (cell: string): number | undefined => {
  const match = /^([1-9]\d{0,6})(?:\.0+)?$/u.exec(compactSpelling(cell))
  return match === null ? undefined : Number(match[1])
}

/** Line breaks in a cell are spaces. */
export const textOf = (cell: string): string => normaliseText(unguardText(cell)).replace(/\s+/gu, ' ')
