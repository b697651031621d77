import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type FileFormat, fileFormats } from '../../app/treasury/bank-files.ts'
import * as desk from '../../app/treasury/desk.ts'
import { showPayList } from '../../app/treasury/show-pay-list.ts'
import { claimsPerBatch } from '../../domain/batch/commands.ts'
import { batchStatusText } from '../../domain/batch/status-text.ts'
import { DomainError } from '../../domain/errors.ts'
import { batchStepped, toBatchStepped } from '../answers/batch.ts'
import { noticeAnswer, resultsTaken } from '../answers/batch-lines.ts'
import { accepted } from '../answers/job.ts'
import { claimIdField } from '../fields.ts'
import { readQuery } from '../reads.ts'
import { type App, batchPath, type RouteParts } from '../route-parts.ts'
import { takeUploads, uploadIn } from '../upload.ts'
import { foundBatch } from './batches.ts'

const tags = ['拨付']
const formats = Object.keys(fileFormats) as [FileFormat, ...FileFormat[]]
const format = z
  .enum(formats)
  .meta({ description: 'csv:UTF-8 带 BOM;csv-gb18030:GB18030;xlsx', examples: ['csv'] })
const prefer = '带请求头 Prefer: respond-async 时立即答 202 和 jobId。'

const releaseBatch = (app: App, parts: RouteParts): void => {
  app.post(
    '/batches/:batchId/release',
    {
      config: { action: 'batches.release', bodyOptional: true },
      schema: {
        operationId: 'releaseBatch',
        summary: '放款,生成代发清册',
        description: `批准的人不能放款,编制的人可以。账号取此刻登记的。${prefer}`,
        tags,
        params: batchPath,
        body: z.strictObject({ format: format.optional() }).nullish(),
        response: { 200: batchStepped, 202: accepted },
      },
    },
    (request, reply) => {
      const { batchId } = request.params
      const asked = request.body?.format ?? 'csv'
      return parts.runJob(request, reply, {
        subject: batchId,
        step: '生成代发清册',
        work: (caller, onProgress) => desk.release(parts, caller, batchId, { format: asked, onProgress }),
        body: (answer) => toBatchStepped(answer),
      })
    },
  )
}

const reissueLines = (app: App, parts: RouteParts): void => {
  const body = z
    .strictObject({
      claimIds: z
        .array(claimIdField)
        .min(1)
        .max(claimsPerBatch)
        .optional()
        .meta({ description: '不填:全部退汇' }),
      format: format.optional(),
    })
    .nullish()
  app.post(
    '/batches/:batchId/reissue',
    {
      bodyLimit: 2 * 1024 * 1024,
      config: { action: 'batches.reissue', bodyOptional: true },
      schema: {
        operationId: 'reissueLines',
        summary: '退汇重发',
        description: `账号更正之后,把退汇的各笔写入新的一份清册。${prefer}`,
        tags,
        params: batchPath,
        body,
        response: { 200: batchStepped, 202: accepted },
      },
    },
    (request, reply) => {
      const { batchId } = request.params
      const terms = { claimIds: request.body?.claimIds, format: request.body?.format ?? 'csv' }
      return parts.runJob(request, reply, {
        subject: batchId,
        step: '生成重发清册',
        work: (caller, onProgress) => desk.reissue(parts, caller, batchId, { terms, onProgress }),
        body: (answer) => toBatchStepped(answer),
      })
    },
  )
}

const contentTypes: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  'csv-gb18030': 'text/csv; charset=gb18030',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const dispositionOf = (batchId: string, fileNo: number, asked: FileFormat): string => {
  const name = `${batchId}-${fileNo}.${asked === 'xlsx' ? 'xlsx' : 'csv'}`
  return `attachment; filename="pay-list-${name}"; filename*=UTF-8''${encodeURIComponent(`代发清册-${name}`)}`
}

const fileBytes = {
  content: Object.fromEntries(
    ['text/csv', contentTypes.xlsx].map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }]),
  ),
}

const downloadPayList = (app: App, parts: RouteParts): void => {
  const querystring = z.strictObject({
    format: format.optional(),
    file: z
      .string()
      .regex(/^[1-9]\d{0,4}$/, 'value-unknown')
      .optional()
      .meta({ description: '第几份;不填为最近一份' }),
  })
  app.get(
    '/batches/:batchId/pay-list',
    {
      // Who asks for the headers alone gets no file, and that is no look.
      exposeHeadRoute: false,
      config: { action: 'batches.pay-list', answersFile: true },
      schema: {
        operationId: 'downloadPayList',
        summary: '下载代发清册',
        description:
          '同一份清册每次的字节都相同。含明文个人信息:每次下载,谁、何时、哪一份、什么格式,都先记入台账,在批次的 timeline 中可查。',
        tags,
        params: batchPath,
        querystring,
        response: { 200: fileBytes as never },
      },
    },
    async (request, reply) => {
      const { batchId } = request.params
      const { file, format: asked } = request.query
      const wanted = { fileNo: file === undefined ? undefined : Number(file), format: asked }
      const shown = await parts.carryOut(request, reply, (caller) =>
        showPayList(parts, caller, batchId, wanted),
      )
      const { fileNo, format: given, bytes } = shown
      reply.type(contentTypes[given]).header('content-disposition', dispositionOf(batchId, fileNo, given))
      return reply.send(Buffer.from(bytes)) as never
    },
  )
}

const readNotice = (app: App, parts: RouteParts): void => {
  app.get(
    '/batches/:batchId/notice',
    {
      config: { action: 'batches.read' },
      schema: {
        operationId: 'getNotice',
        summary: '公示名单(去标识)',
        description: '公示时的名单,连同其后移出的;尚未公示时为预览。',
        tags,
        params: batchPath,
        querystring: readQuery,
        response: { 200: noticeAnswer },
      },
    },
    async (request) => {
      const { batchId } = request.params
      const scope = await parts.settle(request, request.query)
      const { state, asOf } = await foundBatch(parts, scope, batchId)
      if (state.digest === null) throw new DomainError(`batch-${state.status}`, { batchId })
      const { notice } = state
      const listed = notice === null ? state : await asNoticed(parts, batchId)
      const list = await parts.bankFiles.notice(listed, parts.now())
      const listDigest = notice?.listDigest ?? list.listDigest
      const days = { opensOn: notice?.opensOn ?? null, closesOn: notice?.closesOn ?? null }
      const unchanged = listDigest === list.listDigest
      return { batchId, ...days, listDigest, unchanged, rows: [...list.rows], asOf }
    },
  )
}

const asNoticed = async ({ batches }: RouteParts, batchId: string) => {
  const { state, events } = await batches.history(batchId)
  return events.find(({ event }) => event.type === 'NoticeOpened')?.state ?? state
}

const takeResults = (app: App, parts: RouteParts): void => {
  app.post(
    '/batches/:batchId/results',
    {
      config: { action: 'batches.results', takesFile: true },
      schema: {
        operationId: 'takeResults',
        summary: '录入银行结果',
        description:
          '银行的回单文件(CSV 或 XLSX,最大 10 MB),作为请求内容,或放在表单的 file 字段。' +
          '合格的行生效,不合格的行不改变任何记录,在 faults 中逐行说明;' +
          `同一个文件可以再传,只录入上次没有采用、现在合格的行。${prefer}`,
        tags,
        params: batchPath,
        response: { 200: resultsTaken, 202: accepted },
      },
    },
    (request, reply) => {
      const { batchId } = request.params
      const { bytes } = uploadIn(request)
      return parts.runJob(request, reply, {
        subject: batchId,
        step: '读取银行结果',
        work: (caller, onProgress) => desk.takeResults(parts, caller, batchId, { bytes, onProgress }),
        body: ({ state, position, replayed: _, faults, ...taken }) => ({
          batchId,
          status: state.status,
          statusText: batchStatusText[state.status],
          ...taken,
          faults: [...faults],
          position: String(position),
        }),
      })
    },
  )
}

/** Lists and files of a batch. */
export const batchFileRoutes = (app: App, parts: RouteParts): void => {
  readNotice(app, parts)
  releaseBatch(app, parts)
  downloadPayList(app, parts)
  reissueLines(app, parts)
  app.register(async (part) => {
    takeUploads(part as unknown as FastifyInstance)
    takeResults(part as unknown as App, parts)
  })
}
