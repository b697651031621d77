import { z } from 'zod'
import { districtCodes } from '../../app/directory.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import {
  fundAnswer,
  fundStepped,
  fundSummary,
  toFund,
  toFundStepped,
  toFundSummary,
} from '../answers/fund.ts'
import { amountField, districtField, logTextField, policyIdField } from '../fields.ts'
import { listQuery, readQuery } from '../reads.ts'
import { type App, fundPath, type RouteParts } from '../route-parts.ts'

const tags = ['资金']

const policyOf = ({ rulebook, now }: RouteParts) => rulebook.inForce(shanghaiDay(now()))

const isYear = (year: number): boolean => Number.isInteger(year) && year >= 2000 && year <= 2999

const openFund = (app: App, parts: RouteParts): void => {
  const body = z.strictObject({
    district: districtField(districtCodes(parts.directory)),
    source: policyIdField('fund-source-unknown', '资金来源', 'employment-subsidy'),
    year: z
      .number()
      .refine(isYear, 'fund-year')
      .meta({ description: '预算年度', examples: [2026] }),
  })
  app.post(
    '/funds',
    {
      config: { action: 'funds.open' },
      schema: {
        operationId: 'openFund',
        summary: '设立资金',
        description: '一个区(县、市)、一个来源、一个年度为一笔资金。',
        tags,
        body,
        response: { 201: fundStepped },
      },
    },
    async (request, reply) => {
      const answer = await parts.carryOut(request, reply, (caller) => parts.funds.open(caller, request.body))
      reply.code(201)
      return toFundStepped(answer.state, policyOf(parts), answer.position)
    },
  )
}

const allotFund = (app: App, parts: RouteParts): void => {
  const body = z.strictObject({
    amountYuan: amountField('下达金额'),
    document: logTextField('下达文件的文号;同一文号只登记一次', 100, '绍市财社〔2026〕12号'),
  })
  app.post(
    '/funds/:fundId/allot',
    {
      config: { action: 'funds.allot' },
      schema: {
        operationId: 'allotFund',
        summary: '登记资金下达',
        tags,
        params: fundPath,
        body,
        response: { 200: fundStepped },
      },
    },
    async (request, reply) => {
      const { amountYuan: amountFen, document } = request.body
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.funds.execute(caller, request.params.fundId, {
          type: 'AllotFund',
          data: { amountFen, document },
        }),
      )
      return toFundStepped(answer.state, policyOf(parts), answer.position)
    },
  )
}

const listFunds = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({
    district: logTextField('区(县、市)代码', 64, '330602').optional(),
    year: logTextField('预算年度', 4, '2026').optional(),
  })
  app.get(
    '/funds',
    {
      config: { action: 'funds.read' },
      schema: {
        operationId: 'listFunds',
        summary: '资金列表',
        description: '新设立的在前;只列管辖范围内的。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(fundSummary), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      const scope = await parts.settle(request, { atLeast })
      const page = parts.queries.listFunds(scope, filter, { limit, after: after ?? null })
      const policy = policyOf(parts)
      const items = page.items.map((fund) => toFundSummary(fund, policy))
      return { items, next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

const readFund = (app: App, parts: RouteParts): void => {
  app.get(
    '/funds/:fundId',
    {
      config: { action: 'funds.read' },
      schema: {
        operationId: 'getFund',
        summary: '一笔资金:下达、占用、拨付、追回',
        tags,
        params: fundPath,
        querystring: readQuery,
        response: { 200: fundAnswer },
      },
    },
    async (request) => {
      const scope = await parts.settle(request, request.query)
      const found = parts.queries.fundOf(scope, request.params.fundId)
      if (found === undefined) throw new DomainError('fund-unknown')
      return { ...toFund(found.figure, policyOf(parts)), asOf: toAsOf(found.asOf) }
    },
  )
}

export const fundRoutes = (app: App, parts: RouteParts): void => {
  openFund(app, parts)
  allotFund(app, parts)
  listFunds(app, parts)
  readFund(app, parts)
}
