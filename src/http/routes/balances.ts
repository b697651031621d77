import { z } from 'zod'
import { fundOf } from '../../app/treasury/funds.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { type BalanceCut, balanceCuts, balancesAnswer, toBalances } from '../answers/balance.ts'
import { logTextField } from '../fields.ts'
import { readQuery } from '../reads.ts'
import type { App, RouteParts } from '../route-parts.ts'

const querystring = readQuery
  .extend({
    by: z.enum(balanceCuts).default('district').meta({ description: '按什么分', default: 'district' }),
    district: logTextField('区(县、市)代码', 64, '330602').optional(),
    year: logTextField('预算年度;按项目、月份时为到账的年份', 4, '2026').optional(),
    instrument: logTextField('项目;资金不分项目,by=fund 时不能用', 64, 'workshop-in-province').optional(),
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

export const balanceRoutes = (app: App, parts: RouteParts): void => {
  app.get(
    '/balances',
    {
      config: { action: 'balances.read' },
      schema: {
        operationId: 'getBalances',
        summary: '资金余额',
        description:
          '按区县、资金、年度:各笔资金的下达、占用、已拨付、追回、可用,年度是预算年度。' +
          '按项目、月份,或限定一个项目:由申领的占用、到账、退汇、追回得出,年度是发生的年份。' +
          '没有中间状态时两者合计一分不差。',
        tags: ['资金'],
        querystring,
        response: { 200: balancesAnswer },
      },
    },
    async (request) => {
      const { atLeast, by, ...filter } = request.query
      const scope = await parts.settle(request, { atLeast })
      const found = parts.queries.balances(scope, by, filter)
      return toBalances({ by, ...filter }, found, namesOf(parts))
    },
  )
}
