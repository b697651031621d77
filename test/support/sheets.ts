import { type WriteSheet, writeXlsx } from 'hucre'
import iconv from 'iconv-lite'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { luhnDigit } from '../../src/domain/text.ts'
import type { JudgedRow, SheetTerms } from '../../src/sheets/completion-row.ts'
import { judgeSheet, type SheetOutcome } from '../../src/sheets/judge-sheet.ts'

/** Completion sheets as tests write them. */

export const terms: SheetTerms = {
  today: '2026-11-24',
  districts: [
    { code: '330602', name: '越城区' },
    { code: '330681', name: '诸暨市' },
  ],
  courses: [
    { id: 'overseas', name: '国(境)外培训' },
    { id: 'vocational', name: '职业技能培训' },
  ],
  levels: ['初级工', '中级工', '高级工'],
  levelSynonyms: { 三级: '高级工' },
}

export const headings = [
  ...['姓名*', '证件号码*', '手机号', '所属区县*', '培训班编号*', '培训类型*', '开始日期*', '结业日期*'],
  ...['费用(元)*', '职业(工种)', '等级', '证书编号', '发证日期', '开户行', '银行账号'],
]

/** A valid card number. */
export const account = `622202000000000000${luhnDigit('622202000000000000')}`

export type Cells = (string | number | Date | null)[]

/** A sound row of person `n`, with other cells where `other` says so, by the place of their column. */
export const sound = (n: number, other: Readonly<Record<number, Cells[number]>> = {}): Cells => {
  const row: Cells = ['张三', syntheticIdNumber(n), '13800000000', '越城区', 'SX-2026-017', '职业技能培训']
  row.push('2026-03-05', '2026-03-20', '1500.00', '电工', '高级工', `S${String(n).padStart(15, '0')}`)
  row.push('2026-03-25', '绍兴银行', account)
  for (const [place, cell] of Object.entries(other)) row[Number(place)] = cell
  return row
}

export const csvOf = (rows: readonly Cells[], encoding = 'utf8', delimiter = ','): Uint8Array =>
  iconv.encode(
    rows.map((row) => `${row.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`).join(''),
    encoding,
  )

const quoted = (cell: Cells[number], delimiter: string): string => {
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '')
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const xlsxOf = (rows: readonly Cells[], more: Partial<WriteSheet> = {}): Promise<Uint8Array> =>
  writeXlsx({ sheets: [{ name: '结业名单', rows: rows.map((row) => [...row]), ...more }] })

/** Judged in this thread, so that a test sees what goes wrong where. */
export const judgedOf = async (
  bytes: Uint8Array,
  other: Partial<SheetTerms> = {},
): Promise<{ readonly rows: readonly JudgedRow[]; readonly outcome: SheetOutcome }> => {
  const rows: JudgedRow[] = []
  const parts = judgeSheet(bytes, { ...terms, ...other })
  for (;;) {
    const { value, done } = await parts.next()
    if (done === true) return { rows, outcome: value }
    rows.push(...value.rows)
  }
}

/** `12:id-checksum@B12 …` of every fault of the rows, or of the file with `0:` in front. */
export const faultsOf = async (bytes: Uint8Array): Promise<readonly string[]> => {
  const { rows, outcome } = await judgedOf(bytes)
  if ('faults' in outcome) return outcome.faults.map(({ code, column, line }) => `${line}:${code}${column}`)
  return rows.flatMap(({ faults }) => faults.map(({ code, address }) => `${code}@${address}`))
}
