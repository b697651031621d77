import { z } from 'zod'
import { districtCodes } from '../../app/directory.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ProviderCommand } from '../../domain/provider/commands.ts'
import { providerStatuses } from '../../domain/provider/state.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import {
  providerAnswer,
  providerStepped,
  providerSummary,
  toProvider,
  toProviderStepped,
  toProviderSummary,
} from '../answers/provider.ts'
import { dayField, districtField, logTextField } from '../fields.ts'
import { listQuery, readQuery } from '../reads.ts'
import { type App, providerPath, type RouteParts } from '../route-parts.ts'
import { creditCodeField, documentField, occupationField, providerIdField } from '../training-fields.ts'

const tags = ['培训机构']

const occupationsAtMost = 200

const designationOf = ({ directory }: RouteParts) => {
  const codes = districtCodes(directory)
  return {
    districts: z
      .array(districtField(codes))
      .min(1)
      .max(codes.size)
      .meta({ description: '可以办班的区(县、市)' }),
    occupations: z
      .array(occupationField)
      .max(occupationsAtMost)
      .default([])
      .meta({ description: '准予培训的职业(工种);不填为不限', default: [] }),
    from: dayField('起始日期'),
    until: dayField('最后一日'),
    document: documentField('认定的文号'),
  }
}

const designate = (app: App, parts: RouteParts): void => {
  const body = z.strictObject({
    providerId: providerIdField,
    name: logTextField('机构名称', 100, '绍兴技师学院'),
    creditCode: creditCodeField.optional(),
    ...designationOf(parts),
  })
  app.post(
    '/providers',
    {
      config: { action: 'providers.designate' },
      schema: {
        operationId: 'designateProvider',
        summary: '认定培训机构',
        description: '所列的区(县、市)都应在管辖范围内;跨区县的由市级经办人认定。',
        tags,
        body,
        response: { 201: providerStepped },
      },
    },
    async (request, reply) => {
      const { creditCode = null, ...rest } = request.body
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.providers.execute(caller, rest.providerId, {
          type: 'DesignateProvider',
          data: { ...rest, creditCode },
        }),
      )
      reply.code(201)
      return toProviderStepped(answer, shanghaiDay(parts.now()))
    },
  )
}

const listProviders = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({
    district: logTextField('区(县、市)代码', 64, '330602').optional(),
    status: z.enum(providerStatuses).optional(),
  })
  app.get(
    '/providers',
    {
      config: { action: 'providers.read' },
      schema: {
        operationId: 'listProviders',
        summary: '培训机构列表',
        description: '新认定的在前;培训机构只看到自己,区(县、市)只看到认定在本区办班的。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(providerSummary), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      const scope = await parts.settle(request, { atLeast })
      const today = shanghaiDay(parts.now())
      const asked = { ...filter, on: today }
      const page = parts.queries.listProviders(scope, asked, { limit, after: after ?? null })
      const items = page.items.map((provider) => toProviderSummary(provider, today))
      return { items, next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

const readProvider = (app: App, parts: RouteParts): void => {
  app.get(
    '/providers/:providerId',
    {
      config: { action: 'providers.read' },
      schema: {
        operationId: 'getProvider',
        summary: '查看培训机构',
        tags,
        params: providerPath,
        querystring: readQuery,
        response: { 200: providerAnswer },
      },
    },
    async (request) => {
      const scope = await parts.settle(request, request.query)
      const found = parts.queries.providerOf(scope, request.params.providerId)
      if (found === undefined) throw new DomainError('provider-unknown')
      return { ...toProvider(found.figure, shanghaiDay(parts.now())), asOf: toAsOf(found.asOf) }
    },
  )
}

/** The steps of a provider that is designated. */
const providerSteps = (app: App, parts: RouteParts): void => {
  const step = <Body extends z.ZodType>(
    name: 'change' | 'suspend' | 'reinstate',
    words: { readonly operationId: string; readonly summary: string; readonly description: string },
    body: Body,
    commandOf: (data: z.output<Body>) => ProviderCommand,
  ): void => {
    const action = name === 'change' ? 'providers.designate' : 'providers.suspend'
    app.post(
      `/providers/:providerId/${name}`,
      {
        config: { action },
        schema: { ...words, tags, params: providerPath, body, response: { 200: providerStepped } },
      },
      async (request, reply) => {
        const command = commandOf(request.body as z.output<Body>)
        const answer = await parts.carryOut(request, reply, (caller) =>
          parts.providers.execute(caller, request.params.providerId, command),
        )
        return toProviderStepped(answer, shanghaiDay(parts.now()))
      },
    )
  }
  step(
    'change',
    {
      operationId: 'changeDesignation',
      summary: '变更认定',
      description: '从起始日期起代替此前的认定;此前的仍按原样。还没有开始的认定可以由新的代替。',
    },
    z.strictObject(designationOf(parts)),
    (data) => ({ type: 'ChangeDesignation', data }),
  )
  step(
    'suspend',
    {
      operationId: 'suspendProvider',
      summary: '暂停培训机构',
      description: '从起始日期起不能开班,直到恢复。还没有开始的暂停可以再发文改期。',
    },
    z.strictObject({ from: dayField('起始日期'), document: documentField('暂停的文号') }),
    (data) => ({ type: 'SuspendProvider', data }),
  )
  step(
    'reinstate',
    {
      operationId: 'reinstateProvider',
      summary: '恢复培训机构',
      description: '从恢复之日起又能开班。恢复之日未到的,可以再发文改期。',
    },
    z.strictObject({ on: dayField('恢复之日'), document: documentField('恢复的文号') }),
    (data) => ({ type: 'ReinstateProvider', data }),
  )
}

export const providerRoutes = (app: App, parts: RouteParts): void => {
  designate(app, parts)
  listProviders(app, parts)
  readProvider(app, parts)
  providerSteps(app, parts)
}
