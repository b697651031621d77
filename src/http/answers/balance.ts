import { z } from 'zod'
import { formatYuan } from '../../domain/money.ts'
import type { Balances } from '../read-side.ts'
import { asOf, paidFigures, toAsOf, yuan } from './common.ts'

export const balanceCuts = ['district', 'fund', 'instrument', 'year', 'month'] as const
export type BalanceCut = (typeof balanceCuts)[number]

const path = z.string().nullable()
const figures = z.object({
  allottedYuan: yuan.nullable().meta({ description: '下达;按项目和月份没有' }),
  reservedYuan: yuan.nullable().meta({ description: '批次占用,尚未到账;月份没有,只在合计里' }),
  ...paidFigures,
  availableYuan: yuan.nullable().meta({ description: '可用 = 下达 − 占用 − 净拨付' }),
  list: z
    .object({ allotted: path, reserved: path, paid: path, returned: path, recovered: path, available: path })
    .meta({ description: '每个数字背后的清单;空:没有这个数字,或没有恰好由它组成的清单' }),
})
const item = figures.extend({
  key: z.string().meta({ description: '区县代码、资金编号、项目、年度或月份', examples: ['330602'] }),
  name: z.string().meta({ examples: ['越城区'] }),
})

export const balancesAnswer = z
  .object({
    by: z.enum(balanceCuts),
    items: z.array(item),
    total: figures.meta({ description: '各行之和,一分不差' }),
    asOf,
  })
  .meta({ id: 'Balances' })

interface Asked {
  readonly by: BalanceCut
  readonly district?: string | undefined
  readonly year?: string | undefined
  readonly instrument?: string | undefined
}

type Row = Balances['total']

/** @param nameOf what people call a district, a fund or an instrument */
export const toBalances = (
  asked: Asked,
  { items, total, asOf: place }: Balances,
  nameOf: (by: BalanceCut, key: string) => string,
): z.output<typeof balancesAnswer> => ({
  by: asked.by,
  items: items.map(({ key, ...row }) => ({
    key,
    name: nameOf(asked.by, key),
    ...toFigures(row),
    list: listsOf(row, asked, key),
  })),
  total: { ...toFigures(total), list: listsOf(total, asked, null) },
  asOf: toAsOf(place),
})

const yuanOrNone = (fen: number | null): string | null => (fen === null ? null : formatYuan(fen))

const toFigures = (row: Row) => ({
  allottedYuan: yuanOrNone(row.allottedFen),
  reservedYuan: yuanOrNone(row.reservedFen),
  grossPaidYuan: formatYuan(row.grossPaidFen),
  paidYuan: formatYuan(row.paidFen),
  returnedYuan: formatYuan(row.returnedFen),
  recoveredYuan: formatYuan(row.recoveredFen),
  availableYuan: yuanOrNone(row.availableFen),
})

const pathOf = (list: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return given.length === 0 ? list : `${list}?${new URLSearchParams(given as [string, string][])}`
}

/** @param key of the row; null: the total. */
const listsOf = (row: Row, asked: Asked, key: string | null) => {
  const { by } = asked
  const at = key === null || by === 'fund' ? {} : { [by]: key }
  const { district, year, instrument, month } = { month: undefined, ...asked, ...at } as Asked & {
    readonly month?: string | undefined
  }
  const fund = by === 'fund' && key !== null ? `/funds/${encodeURIComponent(key)}` : undefined
  const funds = fund ?? pathOf('/funds', { district, year })
  const claims = (of: Readonly<Record<string, string>>): string =>
    pathOf('/claims', { district, instrument, ...of })
  const ofFunds = row.allottedFen === null ? null : funds
  // Budget years are the funds'; a year of payments is the sum of its months.
  const months = pathOf('/balances', { by: 'month', district, year, instrument })
  const isOfFunds = ofFunds !== null && (fund !== undefined || year !== undefined)
  const moved = (of: Readonly<Record<string, string>>): string => {
    if (isOfFunds) return funds
    return month === undefined && year !== undefined ? months : claims(of)
  }
  const paidIn: Readonly<Record<string, string>> =
    month === undefined ? { money: 'paid' } : { paidMonth: month }
  const reserved = isOfFunds ? funds : claims({ money: 'reserved' })
  return {
    allotted: ofFunds,
    reserved: row.reservedFen === null ? null : reserved,
    paid: moved(paidIn),
    // Returns and receipts are listed by month; of one month alone there is no list.
    returned: isOfFunds || month !== undefined ? null : months,
    recovered: month === undefined ? moved({ recovered: 'true' }) : null,
    available: ofFunds,
  }
}
