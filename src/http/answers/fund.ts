import { z } from 'zod'
import type { FundPosition } from '../../../projections/fund-position.ts'
import { fundOf } from '../../app/treasury/funds.ts'
import { availableFen, type FundState } from '../../domain/fund/state.ts'
import { formatYuan } from '../../domain/money.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { asOf, paidFigures, position, yuan } from './common.ts'

export const fundId = z.string().meta({ examples: ['330602-employment-subsidy-2026'] })

const fundFigures = z.object({
  fundId,
  district: z.string(),
  source: z.string().meta({ examples: ['employment-subsidy'] }),
  sourceName: z.string().meta({ examples: ['就业补助资金'] }),
  year: z.int(),
  allottedYuan: yuan.meta({ description: '下达' }),
  reservedYuan: yuan.meta({ description: '批次占用,尚未到账' }),
  paidYuan: paidFigures.paidYuan,
  recoveredYuan: paidFigures.recoveredYuan,
  availableYuan: yuan.meta({ description: '可用 = 下达 − 占用 − 净拨付' }),
})

export const fundSummary = fundFigures.meta({ id: 'FundSummary' })
export const fundStepped = fundFigures.extend({ position }).meta({ id: 'FundStepped' })

export const fundAnswer = fundFigures
  .extend({
    allotments: z.array(z.object({ document: z.string(), amountYuan: yuan, at: z.string(), by: z.string() })),
    reservations: z.array(
      z.object({
        batchId: z.string(),
        amountYuan: yuan,
        paidYuan: yuan,
        releasedYuan: yuan,
        openYuan: yuan,
        at: z.string(),
      }),
    ),
    recoveries: z.array(z.object({ claimId: z.string(), no: z.int(), amountYuan: yuan, at: z.string() })),
    asOf,
  })
  .meta({ id: 'Fund' })

type Figures = Pick<
  FundPosition,
  | 'fundId'
  | 'district'
  | 'source'
  | 'year'
  | 'allottedFen'
  | 'reservedFen'
  | 'paidFen'
  | 'recoveredFen'
  | 'availableFen'
>

const sourceName = (policy: Policy, source: string): string =>
  policy.fundSources.order.find(({ id }) => id === source)?.name ?? source

/** `就业补助资金 2026` */
export const fundName = (policy: Policy, id: string): string => {
  const fund = fundOf(id)
  return fund === undefined ? id : `${sourceName(policy, fund.source)} ${fund.year}`
}

export const toFundSummary = (fund: Figures, policy: Policy): z.output<typeof fundSummary> => ({
  fundId: fund.fundId,
  district: fund.district,
  source: fund.source,
  sourceName: sourceName(policy, fund.source),
  year: fund.year,
  allottedYuan: formatYuan(fund.allottedFen),
  reservedYuan: formatYuan(fund.reservedFen),
  paidYuan: formatYuan(fund.paidFen),
  recoveredYuan: formatYuan(fund.recoveredFen),
  availableYuan: formatYuan(fund.availableFen),
})

export const toFundStepped = (
  state: FundState,
  policy: Policy,
  place: bigint,
): z.output<typeof fundStepped> => {
  const figures = { ...state, fundId: state.fundId ?? '', availableFen: availableFen(state) }
  return { ...toFundSummary(figures, policy), position: String(place) }
}

export const toFund = (fund: FundPosition, policy: Policy): Omit<z.output<typeof fundAnswer>, 'asOf'> => ({
  ...toFundSummary(fund, policy),
  allotments: fund.allotments.map(({ document, amountFen, at, account }) => ({
    document,
    amountYuan: formatYuan(amountFen),
    at,
    by: account,
  })),
  reservations: fund.reservations.map((reservation) => ({
    batchId: reservation.batchId,
    amountYuan: formatYuan(reservation.amountFen),
    paidYuan: formatYuan(reservation.paidFen),
    releasedYuan: formatYuan(reservation.releasedFen),
    openYuan: formatYuan(reservation.openFen),
    at: reservation.at,
  })),
  recoveries: fund.recoveries.map(({ recoveryId, amountFen, at }) => {
    const [claimId = '', no = ''] = recoveryId.split('/')
    return { claimId, no: Number(no), amountYuan: formatYuan(amountFen), at }
  }),
})
