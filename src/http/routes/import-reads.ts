import { z } from 'zod'
import { recordOfRow } from '../../app/imports/row-record.ts'
import { type RowReport, rowVerdicts } from '../../app/imports/row-verdict.ts'
import { DomainError } from '../../domain/errors.ts'
import { importStatuses } from '../../domain/import/state.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import { importRow, importSummary, toImportRow, toImportSummary } from '../answers/import.ts'
import { logTextField } from '../fields.ts'
import { listQuery } from '../reads.ts'
import { RequestRefused } from '../refusal.ts'
import { type App, importPath, type RouteParts } from '../route-parts.ts'
import { callerIn } from './imports.ts'

const tags = ['导入']

const listImports = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({
    status: z.enum(importStatuses).optional(),
    provider: logTextField('培训机构编号', 64, 'provider-1').optional(),
  })
  app.get(
    '/imports',
    {
      config: { action: 'imports.read' },
      schema: {
        operationId: 'listImports',
        summary: '导入列表',
        description: '新上传的在前。培训机构看自己的,经办人看自己上传的。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(importSummary), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      await parts.settle(request, { atLeast })
      const page = { limit, after: after ?? null }
      const { items, next, asOf: when } = parts.queries.listImports(callerIn(request), filter, page)
      return { items: items.map(toImportSummary), next, asOf: toAsOf(when) }
    },
  )
}

const lineForm = /^\d{1,9}$/

const readRows = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({ verdict: z.enum(rowVerdicts).optional() })
  app.get(
    '/imports/:importId/rows',
    {
      config: { action: 'imports.rows' },
      schema: {
        operationId: 'listImportRows',
        summary: '逐行结论',
        description: '按文件中的次序;姓名和证件号码打码。',
        tags,
        params: importPath,
        querystring,
        response: { 200: z.object({ items: z.array(importRow), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { limit, after = '0', verdict = null } = request.query
      const { importId } = request.params
      if (!lineForm.test(after)) {
        throw new RequestRefused('cursor-unknown', [{ pointer: 'query/after', code: 'cursor-unknown' }])
      }
      const { state, position } = await parts.imports.imports.find(callerIn(request), importId)
      const page = await parts.imports.report(importId).page(verdict, { after: Number(after), limit })
      if (page === undefined && !state.fileHeld) throw new DomainError('import-file-destroyed')
      const shown = async (row: RowReport) => {
        const completionId = await recordOfRow(parts.ledger, state, row)
        const recordedAt = completionId === null ? undefined : parts.queries.recordedAt(completionId)
        return toImportRow(row, { completionId, recordedAt: recordedAt ?? null })
      }
      return {
        items: await Promise.all((page?.rows ?? []).map(shown)),
        next: page?.next === null || page === undefined ? null : String(page.next),
        asOf: toAsOf({ position, at: parts.now() }),
      }
    },
  )
}

/** What can be looked at of uploaded sheets, beside one import as a whole. */
export const importReadRoutes = (app: App, parts: RouteParts): void => {
  listImports(app, parts)
  readRows(app, parts)
}
