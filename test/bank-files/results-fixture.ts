import { unzipSync, zipSync } from 'fflate'
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

/** A workbook whose sheet was changed by hand. */
export const reworked = async (change: (sheet: string) => string): Promise<Uint8Array> => {
  const parts = unzipSync(await xlsx([heading, paid(1)]))
  const name = Object.keys(parts).find((path) => /worksheets\/sheet1\.xml$/.test(path)) ?? ''
  parts[name] = Buffer.from(change(Buffer.from(parts[name] ?? []).toString('utf8')))
  return zipSync(parts)
}
