import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { problemCodes, problemText } from '../app/problem-catalogue.ts'

const problemSchema = {
  type: 'object',
  description: '出错时的回答(RFC 9457)',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'errors'],
  properties: {
    type: { type: 'string', description: '说明页的地址', examples: ['/problems/id-checksum'] },
    title: { type: 'string', examples: ['证件号码有误'] },
    status: { type: 'integer', examples: [422] },
    code: { type: 'string', enum: [...problemCodes] },
    detail: { type: 'string', description: '发生了什么、依据什么、接下来怎么办' },
    instance: { type: 'string', examples: ['/api/v1/people'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', examples: ['#/idNumber'] },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
} as const

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const titlesOf = (status: number): string => {
  const titles = problemCodes.map(problemText).filter((text) => text.status === status)
  return [...new Set(titles.map(({ title }) => title))].join('、')
}

const readProblems = [400, 401, 403, 404, 406, 422, 503]
const writeProblems = [...readProblems, 409, 413, 415].sort((a, b) => a - b)

const idempotencyKey = {
  type: 'object',
  required: ['Idempotency-Key'],
  properties: {
    'Idempotency-Key': {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: '重试同一请求时沿用,只办一次',
      examples: ['1f0c7a52-9b1e-4d56-8a43-0d3a3a5c9b11'],
    },
  },
}

/** What every route of one kind has in common is said here once. */
const withCommonParts = (schema: FastifySchema, route: RouteOptions): FastifySchema => {
  const action = route.config?.action
  const write = route.method !== 'GET'
  const open = action === 'public'
  const statuses = (write ? writeProblems : readProblems).filter(
    (status) => !open || ![401, 403, 404].includes(status),
  )
  const problems = Object.fromEntries(statuses.map((status) => [status, problemResponse(titlesOf(status))]))
  return {
    ...schema,
    response: { ...(schema.response as object), ...problems },
    security: open ? [] : [{ bearer: [] }],
    ...(write && !open ? { headers: idempotencyKey } : {}),
  }
}

/** OpenAPI 3.1 of every route added after this, made from the schemas that judge the requests. */
export const describeApi = async (app: FastifyInstance): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '金蓝台账 · Jinlan Ledger',
        version: '1',
        description: '技能人才补贴与奖励台账。金额为元、两位小数的文字;日期为北京时间;出错时 code 不变。',
      },
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: '登录令牌' } },
        schemas: { Problem: problemSchema as never },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document as never)
      const hidden = (schema as { hide?: boolean } | undefined)?.hide === true
      if (schema === undefined || hidden) return { schema: { hide: true } as FastifySchema, url }
      return { schema: withCommonParts(schema, document.route), url }
    },
    transformObject: jsonSchemaTransformObject,
  })
  let text: string | undefined
  app.get(
    '/openapi.json',
    { config: { action: 'public' }, schema: { hide: true } as FastifySchema },
    async (_, reply) => {
      text ??= JSON.stringify(app.swagger())
      return reply.type('application/json; charset=utf-8').send(text)
    },
  )
}
