import { z } from 'zod'
import { districtCodes } from '../../app/directory.ts'
import { fundOf } from '../../app/treasury/funds.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { type BalanceCut, balanceCuts, balancesAnswer, toBalances } from '../answers/balance.ts'
import { logTextField, policyIdField } from '../fields.ts'
import { readQuery } from '../reads.ts'
import { refusalOf } from '../refusal.ts'
import type { App, RouteParts } from '../route-parts.ts'

const about = '项目;资金不分项目,by=fund 时不能用'

const querystring = readQuery
  .extend({
    by: z.enum(balanceCuts).default('district').meta({ description: '按什么分', default: 'district' }),
    district: logTextField('区(县、市)代码', 64, '330602').optional(),
    year: z
      .string()
      .regex(/^2\d{3}$/, 'value-unknown')
      .optional()
      .meta({ description: '预算年度;按项目、月份时为到账的年份', examples: ['2026'] }),
    instrument: policyIdField('instrument-unknown', about, 'workshop-in-province').optional(),
  })
  .check((payload) => {
    const { by, instrument } = payload.value
    if (by !== 'fund' || instrument === undefined) return
    payload.issues.push({
      code: 'custom',
      message: 'unknown-parameter',
      path: ['instrument'],
      input: instrument,
    })
  })

const namesOf = ({ directory, rulebook, now }: RouteParts) => {
  const policy = rulebook.inForce(shanghaiDay(now()))
  const districtName = (code: string): string =>
    directory.districts.find((district) => district.code === code)?.name ?? code
  return (by: BalanceCut, key: string): string => {
    switch (by) {
      case 'district':
        return districtName(key)
      case 'instrument':
        return policy.instrument.get(key)?.name ?? key
      case 'fund': {
        const fund = fundOf(key)
        const source = policy.fundSources.order.find(({ id }) => id === fund?.source)
        return fund === undefined
          ? key
          : `${districtName(fund.district)} ${source?.name ?? fund.source} ${fund.year}`
      }
      default:
        return key
    }
  }
}

/**
 * Nothing is what an unknown place or instrument has, and would be read as a figure of theirs.
 *
 * @throws {RequestRefused} `district-unknown`, `instrument-unknown`: no version of the policy lists it.
 */
const needKnown = (
  { directory, rulebook }: RouteParts,
  {
    district,
    instrument,
  }: { readonly district?: string | undefined; readonly instrument?: string | undefined },
): void => {
  if (district !== undefined && !districtCodes(directory).has(district)) {
    throw refusalOf([{ pointer: 'query/district', code: 'district-unknown' }])
  }
  const isListed = rulebook.versions.some(({ document }) =>
    document.instruments.some(({ id }) => id === instrument),
  )
  if (instrument !== undefined && !isListed) {
    throw refusalOf([{ pointer: 'query/instrument', code: 'instrument-unknown' }])
  }
}

export const balanceRoutes = (app: App, parts: RouteParts): void => {
  app.get(
    '/balances',
    {
      config: { action: 'balances.read' },
      schema: {
        operationId: 'getBalances',
        summary: '资金余额',
        description:
          '按区县、资金、年度:各笔资金的下达、占用、累计拨付、到账后退汇、已追回、净拨付、可用,年度是预算年度。' +
          '按项目、月份,或限定一个项目:由申领的占用、拨付、到账后退汇、追回得出,年度是发生的年份。' +
          '没有中间状态时两者合计一分不差。',
        tags: ['资金'],
        querystring,
        response: { 200: balancesAnswer },
      },
    },
    async (request) => {
      const { atLeast, by, ...filter } = request.query
      needKnown(parts, filter)
      const scope = await parts.settle(request, { atLeast })
      const found = parts.queries.balances(scope, by, filter)
      return toBalances({ by, ...filter }, found, namesOf(parts))
    },
  )
}
