import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { type App, importPath, type RouteParts } from '../route-parts.ts'
import { callerIn } from './imports.ts'

const tags = ['导入']

const types = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
} as const

const binary = z.string().meta({ format: 'binary' })

/** @param plain the same name in letters that every client knows */
const disposition = (plain: string, name: string): string =>
  `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`

const template = (app: App, { imports, now }: RouteParts): void => {
  app.get(
    '/imports/template',
    {
      config: { action: 'imports.template', answersFile: true },
      schema: {
        operationId: 'getImportTemplate',
        summary: '结业名单模板(xlsx)',
        description: '带示例行、下拉选项和格式;带 * 的列必填。',
        tags,
        response: { 200: { content: { [types.xlsx]: { schema: binary } } } as never },
      },
    },
    async (_, reply) => {
      const bytes = await imports.template(now())
      reply.type(types.xlsx)
      reply.header('content-disposition', disposition('completions.xlsx', '结业名单模板.xlsx'))
      return reply.send(Buffer.from(bytes)) as never
    },
  )
}

const marked = (app: App, parts: RouteParts): void => {
  const querystring = z.strictObject({
    format: z.enum(['xlsx']).optional().meta({ description: 'xlsx:上传的是 CSV 也给 xlsx' }),
  })
  const content = Object.fromEntries(Object.values(types).map((type) => [type, { schema: binary }]))
  app.get(
    '/imports/:importId/marked',
    {
      config: { action: 'imports.marked', answersFile: true },
      schema: {
        operationId: 'getMarkedImport',
        summary: '标注后的原表',
        description: '上传的文件原样返回,有误的单元格标红,末尾加一列“错误原因”。含明文个人信息。',
        tags,
        params: importPath,
        querystring,
        response: { 200: { content } as never },
      },
    },
    async (request, reply) => {
      const { imports } = parts
      const { importId } = request.params
      const { state } = await imports.imports.find(callerIn(request), importId)
      if (state.status === 'unreadable') throw new DomainError('import-unreadable')
      if (state.judged === null) throw new DomainError('import-not-judged')
      const asXlsx = request.query.format === 'xlsx'
      const { format, bytes } = await imports.marked(importId, { asXlsx })
      reply.type(types[format])
      reply.header('content-disposition', disposition(`marked.${format}`, `标注后的原表.${format}`))
      return reply.send(Buffer.from(bytes)) as never
    },
  )
}

/** Files that imports give out. */
export const importFileRoutes = (app: App, parts: RouteParts): void => {
  template(app, parts)
  marked(app, parts)
}
