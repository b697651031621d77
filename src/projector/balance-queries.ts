import { type Balance, balance } from '../../projections/balance.ts'
import { type FundPosition, fundPosition } from '../../projections/fund-position.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { Scope } from '../domain/scope.ts'
import { type AsOf, asOfFigure, given, hosted } from './answer.ts'
import { waysThrough } from './district-ways.ts'
import type { Filter, ReadModelReader, ReadModelStore } from './read-model-store.ts'

export const balanceCuts = ['district', 'fund', 'instrument', 'year', 'month'] as const
export type BalanceCut = (typeof balanceCuts)[number]

export interface BalanceFilter {
  readonly district?: string | undefined
  readonly year?: string | undefined
  readonly instrument?: string | undefined
}

/** Whole fen; null: the figure has no meaning in this cut. */
export interface BalanceRow {
  /** A district code, a fund id, an instrument, a year or a month. */
  readonly key: string
  readonly allottedFen: number | null
  readonly reservedFen: number | null
  /** All that the bank ever confirmed. */
  readonly grossPaidFen: number
  /** `grossPaidFen` − `returnedFen` − `recoveredFen`. */
  readonly paidFen: number
  /** By the bank, after it had confirmed the payment. */
  readonly returnedFen: number
  readonly recoveredFen: number
  readonly availableFen: number | null
}

export interface Balances {
  readonly items: readonly BalanceRow[]
  /** The sum of the items; what is reserved, also where no item has it. */
  readonly total: Omit<BalanceRow, 'key'>
  readonly asOf: AsOf
}

export interface BalanceQueries {
  /**
   * Districts, funds and years by what the funds hold, where a year is the budget's; instruments and
   * months, and whatever is asked of one instrument, by what claims were paid, where it is the calendar's.
   */
  balances(scope: Scope, by: BalanceCut, filter: BalanceFilter): Balances
}

/** Whether a cut is made of claims, and not of funds. */
export const isOfClaims = (by: BalanceCut, { instrument }: BalanceFilter): boolean =>
  by === 'instrument' || by === 'month' || instrument !== undefined

const funds = hosted(fundPosition.name)
const awards = hosted(balance.name)

export const createBalanceQueries = (readModels: ReadModelStore): BalanceQueries => ({
  balances: (scope, by, filter) =>
    readModels.together(() => {
      const { district, year, instrument } = filter
      if (!isOfClaims(by, filter)) {
        const found = statesOf<FundPosition>(readModels, funds, waysThrough(scope, given({ district, year })))
        return { ...summed(rowsOfFunds(found, by), nothingHeld), asOf: asOfFigure(readModels, funds) }
      }
      const ways = waysThrough(scope, given({ district, instrument }))
      const found = statesOf<Balance>(readModels, awards, ways)
      const sums = summed(rowsOfAwards(found, by, year), nothingPaid)
      // A stock has no year; that of a month or a year is what it was at no one moment.
      const reservedFen = year === undefined ? found.reduce((sum, one) => sum + one.reservedFen, 0) : null
      const total = { ...sums.total, reservedFen }
      return { items: sums.items, total, asOf: asOfFigure(readModels, awards) }
    }),
})

/** There are as many as a city has districts, sources, years and instruments: few. */
const rowsAtOnce = 500

const statesOf = <Figure>(
  reader: ReadModelReader,
  projection: HostedProjection,
  ways: readonly Filter[],
): readonly Figure[] =>
  ways.flatMap((filter) => {
    const states: Figure[] = []
    for (let after: bigint | null = null; ; ) {
      const page = reader.page({ projection, filter, after, limit: rowsAtOnce })
      for (const { state } of page) states.push(JSON.parse(state) as Figure)
      after = page.at(-1)?.seq ?? null
      if (page.length < rowsAtOnce) return states
    }
  })

const rowsOfFunds = (found: readonly FundPosition[], by: BalanceCut): readonly BalanceRow[] =>
  found.map((fund) => {
    const { fundId, district, year, allottedFen, reservedFen, availableFen } = fund
    const { paidFen, returnedFen, recoveredFen } = fund
    const grossPaidFen = paidFen + returnedFen + recoveredFen
    const key = by === 'district' ? district : by === 'year' ? String(year) : fundId
    const moved = { grossPaidFen, paidFen, returnedFen, recoveredFen }
    return { key, allottedFen, reservedFen, ...moved, availableFen }
  })

function* rowsOfAwards(
  found: readonly Balance[],
  by: BalanceCut,
  year: string | undefined,
): Generator<BalanceRow> {
  for (const { district, instrument, reservedFen, months } of found) {
    const ofPlace = by === 'district' ? district : by === 'instrument' ? instrument : undefined
    if (ofPlace !== undefined && year === undefined && reservedFen !== 0) {
      yield { ...nothingPaid, key: ofPlace, reservedFen }
    }
    for (const { month, paidFen: grossPaidFen, returnedFen, recoveredFen } of months) {
      if (year !== undefined && month.slice(0, 4) !== year) continue
      const key = ofPlace ?? (by === 'year' ? month.slice(0, 4) : month)
      const reserved = ofPlace !== undefined && year === undefined ? 0 : null
      const paidFen = grossPaidFen - returnedFen - recoveredFen
      yield { ...none, key, reservedFen: reserved, grossPaidFen, paidFen, returnedFen, recoveredFen }
    }
  }
}

const none = {
  ...{ allottedFen: null, reservedFen: null, availableFen: null },
  ...{ grossPaidFen: 0, paidFen: 0, returnedFen: 0, recoveredFen: 0 },
}
const nothingPaid: BalanceRow = { ...none, key: '' }
const nothingHeld: BalanceRow = { ...none, key: '', allottedFen: 0, reservedFen: 0, availableFen: 0 }

/** Rows of one key are one row. */
const summed = (rows: Iterable<BalanceRow>, nothing: BalanceRow): Pick<Balances, 'items' | 'total'> => {
  const items = new Map<string, BalanceRow>()
  let sum = nothing
  for (const row of rows) {
    const known = items.get(row.key)
    items.set(row.key, known === undefined ? row : added(known, row))
    sum = added(sum, row)
  }
  const { key: _, ...total } = sum
  return { items: [...items.values()].sort((a, b) => (a.key < b.key ? -1 : 1)), total }
}

const added = (to: BalanceRow, row: BalanceRow): BalanceRow => ({
  key: row.key,
  allottedFen: plus(to.allottedFen, row.allottedFen),
  reservedFen: plus(to.reservedFen, row.reservedFen),
  grossPaidFen: to.grossPaidFen + row.grossPaidFen,
  paidFen: to.paidFen + row.paidFen,
  returnedFen: to.returnedFen + row.returnedFen,
  recoveredFen: to.recoveredFen + row.recoveredFen,
  availableFen: plus(to.availableFen, row.availableFen),
})

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)
