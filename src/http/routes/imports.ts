import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CommandAnswer } from '../../app/handle-command.ts'
import { importNote, repeatNote } from '../../app/imports/import-note.ts'
import { providerFor } from '../../app/imports/provider-for.ts'
import { noGroups } from '../../app/imports/report-file.ts'
import { commitModes } from '../../domain/import/commands.ts'
import type { ImportState } from '../../domain/import/state.ts'
import type { Principal } from '../../domain/scope.ts'
import { toAsOf } from '../answers/common.ts'
import {
  importAccepted,
  importAnswer,
  toFault,
  toImportSummary,
  toJobSeen,
  toReason,
} from '../answers/import.ts'
import { logTextField } from '../fields.ts'
import { readQuery } from '../reads.ts'
import { RequestRefused } from '../refusal.ts'
import { type App, importPath, type RouteParts } from '../route-parts.ts'
import { takeUploads, uploadBytes, uploadIn } from '../upload.ts'

const tags = ['导入']

export const callerIn = ({ principal }: FastifyRequest): Principal => {
  if (principal === null) throw new RequestRefused('unauthenticated')
  return principal
}

/** What a job of an import comes to. */
const outcomeOf = ({ state, position }: CommandAnswer<ImportState>) => ({
  ...toImportSummary(state),
  position: String(position),
})

const jobIdOf = (accepted: object): string => ('jobId' in accepted ? String(accepted.jobId) : '')

const withdrawnSince = ({ queries }: RouteParts, importId: string, { committed }: ImportState): number =>
  committed === null ? 0 : queries.withdrawnOfImport(importId)

const upload = (app: App, parts: RouteParts): void => {
  const querystring = z.strictObject({
    provider: logTextField('培训机构编号;经办人上传时必填', 64, 'provider-1').optional(),
  })
  app.post(
    '/imports',
    {
      config: { action: 'imports.upload', takesFile: true },
      schema: {
        operationId: 'uploadImport',
        summary: '上传结业名单并校验',
        description:
          '.xlsx、.xls 或 CSV(UTF-8、GB18030),最大 20 MB、50,000 行,作为请求内容,或放在表单的 file 字段。' +
          '只校验,不记录;同一机构的同一文件是同一次导入,已经导入过的答 200。',
        tags,
        querystring,
        response: { 200: importAccepted, 202: importAccepted },
      },
    },
    async (request, reply) => {
      const { imports, carryOut, runJob } = parts
      const { bytes } = uploadIn(request)
      const provider = await providerFor(parts.providers, callerIn(request), request.query.provider)
      const received = await carryOut(request, reply, (caller) => imports.receive(caller, provider, bytes))
      const { importId, state, exhausted } = received
      const note = repeatNote(state, withdrawnSince(parts, importId, state))
      if (exhausted) return { importId, jobId: null, note }
      const accepted = await runJob(request, reply, {
        subject: importId,
        step: '读取',
        neverWaits: true,
        work: (caller, onProgress) => imports.judge(caller, importId, onProgress),
        body: outcomeOf,
      })
      reply.code(note === null ? 202 : 200)
      return { importId, jobId: jobIdOf(accepted), note }
    },
  )
}

const readImport = (app: App, parts: RouteParts): void => {
  app.get(
    '/imports/:importId',
    {
      config: { action: 'imports.read' },
      schema: {
        operationId: 'getImport',
        summary: '一次导入:状态、各结论的行数、需修改的原因',
        tags,
        params: importPath,
        querystring: readQuery,
        response: { 200: importAnswer },
      },
    },
    async (request) => {
      const { imports, jobs, now } = parts
      const { importId } = request.params
      // Before the state: a job that ends in between leaves its step in it.
      const job = toJobSeen(jobs.runningOn(importId))
      const { state, position } = await imports.imports.find(callerIn(request), importId)
      const report = imports.report(importId)
      const isRead = state.status !== 'unreadable'
      const reasons = isRead ? ((await report.groups()) ?? []) : []
      const { unfiled, notes, remarks } = isRead ? await report.notes() : noGroups
      const since = withdrawnSince(parts, importId, state)
      const fileFaults = isRead ? [] : await imports.fileFaults(importId)
      return {
        ...toImportSummary(state),
        note: importNote(state, since),
        withdrawnSince: since,
        fileFaults: fileFaults.map(toFault),
        reasons: reasons.map(toReason),
        unfiled: unfiled.map(toReason),
        notes: notes.map(toReason),
        remarks: remarks.map(toReason),
        job,
        asOf: toAsOf({ position, at: now() }),
      }
    },
  )
}

const commit = (app: App, parts: RouteParts): void => {
  const body = z
    .strictObject({
      only: z
        .enum(commitModes)
        .optional()
        .meta({ description: 'good(默认):记录合格的行,其余留下;all-or-nothing:有一行要修改就一行也不记' }),
    })
    .nullish()
  app.post(
    '/imports/:importId/commit',
    {
      config: { action: 'imports.commit', bodyOptional: true },
      schema: {
        operationId: 'commitImport',
        summary: '提交:记录合格的行',
        description:
          '每行登记人员、录入结业和证书、提交可享受的申领,作为一笔写入。重复提交不会重复记录。答 202 时已经记下要提交(queued):服务中断后接着办;开始之前可以取消。',
        tags,
        params: importPath,
        body,
        response: { 202: importAccepted },
      },
    },
    async (request, reply) => {
      const { imports, runJob } = parts
      const { importId } = request.params
      await imports.imports.find(callerIn(request), importId)
      const mode = request.body?.only ?? 'good'
      // Of a file that came again, nothing is promised until it is judged.
      let isPromised = false
      const accepted = await runJob(request, reply, {
        subject: importId,
        step: '提交',
        neverWaits: true,
        first: async (caller) => {
          const asked = await imports.ask(caller, importId, mode)
          isPromised = asked.state.asked !== null
          return asked
        },
        work: (caller, onProgress) =>
          isPromised
            ? imports.commitAsked(caller, importId, mode, onProgress)
            : imports.commit(caller, importId, mode, onProgress),
        body: outcomeOf,
      })
      return { importId, jobId: jobIdOf(accepted), note: null }
    },
  )
}

const cancel = (app: App, parts: RouteParts): void => {
  app.post(
    '/imports/:importId/cancel',
    {
      config: { action: 'imports.cancel', bodyOptional: true },
      schema: {
        operationId: 'cancelImport',
        summary: '取消导入(提交之前)',
        tags,
        params: importPath,
        body: z.strictObject({}).nullish(),
        response: { 200: z.object({ importId: z.string(), status: z.string(), position: z.string() }) },
      },
    },
    async (request, reply) => {
      const { imports, carryOut } = parts
      const { importId } = request.params
      await imports.imports.find(callerIn(request), importId)
      const answer = await carryOut(request, reply, (caller) => imports.cancel(caller, importId))
      return { importId, status: answer.state.status, position: String(answer.position) }
    },
  )
}

/** Sheets of completions: uploaded, judged, and recorded once they were looked at. */
export const importRoutes = (app: App, parts: RouteParts): void => {
  readImport(app, parts)
  commit(app, parts)
  cancel(app, parts)
  app.register(async (part) => {
    takeUploads(part as unknown as FastifyInstance, uploadBytes.sheet)
    upload(part as unknown as App, parts)
  })
}
