import type { FastifySchema, RouteOptions } from 'fastify'

/** What went well, by whether something was asked or done. */
const successText = (status: string, write: boolean): string => {
  if (status === '201') return '已记录'
  if (status === '202') return '已接受,正在办理'
  return write ? '已办理;重发同一请求得到同一答案' : '所查的内容'
}

/** The schema with words for each of its own answers; the framework's would be English. */
export const withAnswersDescribed = (schema: FastifySchema, route: RouteOptions): FastifySchema => {
  const write = route.method !== 'GET'
  const entries = Object.entries(schema.response as Readonly<Record<string, object>>)
  const response = Object.fromEntries(
    entries.map(([status, schema]) => {
      // Beside a reference the extension is overlooked, in a schema a description would be the schema's.
      const key = '$ref' in schema ? 'description' : 'x-response-description'
      return [status, { ...schema, [key]: successText(status, write) }]
    }),
  )
  return { ...schema, response }
}
