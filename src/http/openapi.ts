import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { problemCodes } from '../app/problem-catalogue.ts'
import { withAnswersDescribed } from './openapi-answers.ts'
import { uploadTypes } from './upload.ts'

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

/** What a status means here; the codes under it are in the catalogue at `/problems`. */
const meanings: Readonly<Record<number, string>> = {
  400: '请求的格式、编码或请求头有误',
  401: '没有登录,或者令牌已失效',
  403: '没有权限,或者经手人不能办理',
  404: '没有这个记录,或者不在管辖范围内',
  406: '不能提供所要的格式',
  409: '与现有记录冲突,或者同一请求正在办理',
  413: '请求内容太大',
  415: '只接受 UTF-8 的 application/json',
  422: '填写有误,或者 Idempotency-Key 已用于别的请求',
  503: '暂时不能办理,或者还不知道是否办成;按 Retry-After 重试',
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

const binary = { type: 'string', format: 'binary' } as const
const form = { type: 'object', required: ['file'], properties: { file: binary } } as const

const respondAsync = {
  Prefer: {
    type: 'string',
    description: 'respond-async:立即答 202 和 jobId,不等办完',
    examples: ['respond-async'],
  },
} as const

/** A file by itself, or as the field `file` of a form. */
const fileBody = {
  content: Object.fromEntries(
    uploadTypes.map((type) => [type, { schema: type === 'multipart/form-data' ? form : binary }]),
  ),
}

/** A route that may answer 202 can be asked to. */
const headersOf = ({ response }: FastifySchema) => {
  const isLong = Object.hasOwn((response ?? {}) as object, 202)
  const properties = isLong ? { ...idempotencyKey.properties, ...respondAsync } : idempotencyKey.properties
  return { ...idempotencyKey, properties }
}

/** What every route of one kind has in common is said here once. */
const withCommonParts = (schema: FastifySchema, route: RouteOptions): FastifySchema => {
  const action = route.config?.action
  const write = route.method !== 'GET'
  const open = action === 'public'
  const statuses = (write ? writeProblems : readProblems).filter(
    (status) => !open || ![401, 403, 404].includes(status),
  )
  const problems = Object.fromEntries(
    statuses.map((status) => [status, problemResponse(meanings[status] ?? '')]),
  )
  return {
    ...schema,
    response: { ...(schema.response as object), ...problems },
    ...(route.config?.takesFile === true ? { body: fileBody } : {}),
    security: open ? [] : [{ bearer: [] }],
    ...(write && !open ? { headers: headersOf(schema) } : {}),
  }
}

interface Described {
  readonly paths?: Readonly<
    Record<string, Readonly<Record<string, { requestBody?: { required?: boolean } }>>>
  >
}

/** The framework says of every body that it must be there. @param optional operations by `post /path/{id}` */
const withOptionalBodies = <Document extends object>(document: Document, optional: ReadonlySet<string>) => {
  for (const [path, operations] of Object.entries((document as Described).paths ?? {})) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      if (requestBody !== undefined && optional.has(`${method} ${path}`)) requestBody.required = false
    }
  }
  return document
}

/** OpenAPI 3.1 of every route added after this, made from the schemas that judge the requests. */
export const describeApi = async (app: FastifyInstance): Promise<void> => {
  const optional = new Set<string>()
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
      if (document.route.config?.bodyOptional === true) {
        optional.add(`${String(document.route.method).toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`)
      }
      const said = withAnswersDescribed(schema, document.route)
      return { schema: withCommonParts(said, document.route), url }
    },
    transformObject: (document) =>
      withOptionalBodies(jsonSchemaTransformObject(document), optional) as ReturnType<
        typeof jsonSchemaTransformObject
      >,
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
