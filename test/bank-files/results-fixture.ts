import { type WriteSheet, writeXlsx } from 'hucre'
import iconv from 'iconv-lite'

export const heading = ['序号', '受理号', '结果', '原因', '入账日期']

/** A row of the bank's file for line `no`. */
export const paid = (no: number, ...more: string[]): string[] => [
  String(no),
  `claim-${no}`,
  '成功',
  '',
  '2026-06-30',
  ...more,
]
export const failed = (no: number, reason = '户名不符'): string[] => [
  String(no),
  `claim-${no}`,
  '失败',
  reason,
  '2026-06-30',
]

export const csv = (rows: readonly (readonly string[])[], encoding = 'utf8'): Uint8Array =>
  iconv.encode(rows.map((row) => `${row.join(',')}\r\n`).join(''), encoding)

export const xlsx = (rows: WriteSheet['rows'], more: Partial<WriteSheet> = {}): Promise<Uint8Array> =>
  writeXlsx({ sheets: [{ name: 'Sheet1', ...(rows && { rows }), ...more }] })
