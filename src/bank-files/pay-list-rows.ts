import Nzh from 'nzh'
import { type Fen, formatYuan, sumFen } from '../domain/money.ts'
import { guardText } from '../table-files/guarded-text.ts'
import type { SheetCell, SheetColumn } from '../table-files/workbook.ts'

/** One line of a pay list (代发清册), names written out as people read them. */
export interface PayListRow {
  /** The line's number in the batch, from 1. */
  readonly no: number
  readonly claimId: string
  readonly name: string
  /** 18 characters. */
  readonly idNumber: string
  readonly bankAccount: string
  readonly bankName: string
  readonly phone: string
  /** The employer or provider; empty where there is none. */
  readonly unit: string
  readonly instrument: string
  /** Certificate number; empty where there is none. */
  readonly certificate: string
  readonly occupation: string
  readonly level: string
  readonly amountFen: Fen
  /** The fund source, or several with the part of each. */
  readonly source: string
  readonly district: string
  readonly batchId: string
  readonly remark: string
}

interface Column extends SheetColumn {
  readonly heading: string
  readonly cell: (row: PayListRow) => SheetCell
}

const text = (
  heading: string,
  width: number,
  name: Exclude<keyof PayListRow, 'no' | 'amountFen'>,
): Column => ({
  heading,
  width,
  kind: 'text',
  cell: (row) => guardText(row[name]),
})

/** In the order of the sheet. Ids and accounts are text: as numbers they would lose digits. */
export const payListColumns: readonly Column[] = [
  { heading: '序号', width: 12, kind: 'count', cell: ({ no }) => no },
  text('受理号', 34, 'claimId'),
  text('姓名', 12, 'name'),
  text('证件号码', 22, 'idNumber'),
  text('银行账号', 24, 'bankAccount'),
  text('开户行', 24, 'bankName'),
  text('手机号', 14, 'phone'),
  text('单位', 24, 'unit'),
  text('项目', 22, 'instrument'),
  text('证书编号', 20, 'certificate'),
  text('职业(工种)', 16, 'occupation'),
  text('等级', 10, 'level'),
  // The two places are exact: a whole number of fen has no third, and 15 digits fit a double.
  {
    heading: '金额(元)',
    width: 16,
    kind: 'money',
    cell: ({ amountFen }) => Number(formatYuan(amountFen)),
  },
  text('资金来源', 20, 'source'),
  text('区县', 10, 'district'),
  text('批次号', 24, 'batchId'),
  text('备注', 20, 'remark'),
]

export const amountPlace = payListColumns.findIndex(({ heading }) => heading === '金额(元)')

/** 1000050 → `人民币壹万元伍角整`. */
export const capitalYuan = (fen: Fen): string => Nzh.cn.toMoney(formatYuan(fen), { forceZheng: true })

/** Below the lines: the total in figures and in capitals, and a place for each of three signatures. */
const footerOf = (rows: readonly PayListRow[]): readonly (readonly SheetCell[])[] => {
  const totalFen = sumFen(rows.map(({ amountFen }) => amountFen))
  const total: SheetCell[] = payListColumns.map(() => '')
  total[0] = '合计'
  total[1] = `共 ${rows.length} 笔`
  total[amountPlace] = Number(formatYuan(totalFen))
  const signatures = ['制表人(签字):', '', '', '复核人(签字):', '', '', '', '负责人(签字):']
  return [total, ['合计(大写)', capitalYuan(totalFen)], signatures].map(filled)
}

const filled = (cells: readonly SheetCell[]): readonly SheetCell[] =>
  payListColumns.map((_, place) => cells[place] ?? '')

/** Heading, lines, footer; each row as wide as the heading. */
export function* payListCells(rows: readonly PayListRow[]): Generator<readonly SheetCell[]> {
  yield payListColumns.map(({ heading }) => heading)
  for (const row of rows) yield payListColumns.map(({ cell }) => cell(row))
  yield* footerOf(rows)
}
