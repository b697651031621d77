import { z } from 'zod'
import * as desk from '../../app/treasury/desk.ts'
import * as notes from '../../app/treasury/notes.ts'
import type { Action } from '../../domain/can.ts'
import { batchStepped, toBatchStepped } from '../answers/batch.ts'
import { accepted } from '../answers/job.ts'
import { dayField, digestField, sealedTextField } from '../fields.ts'
import { type App, batchPath, type RouteParts } from '../route-parts.ts'

const tags = ['拨付']
const none = z.strictObject({}).nullish()

interface Step {
  readonly verb: string
  readonly action: Action
  readonly operationId: string
  readonly summary: string
  readonly description?: string
}

const schemaOf = <Body extends z.ZodType>(
  { operationId, summary, description }: Omit<Step, 'verb' | 'action'>,
  body: Body,
) => ({
  operationId,
  summary,
  ...(description === undefined ? {} : { description }),
  tags,
  params: batchPath,
  body,
  response: { 200: batchStepped },
})

/** A step that may take long also answers with its job. */
const longSchemaOf = <Body extends z.ZodType>(step: Omit<Step, 'verb' | 'action'>, body: Body) => ({
  ...schemaOf(step, body),
  response: { 200: batchStepped, 202: accepted },
})

const prefer = '带请求头 Prefer: respond-async 时立即答 202 和 jobId。'

const freezeBatch = (app: App, { treasury, runJob }: RouteParts): void => {
  const step = {
    operationId: 'freezeBatch',
    summary: '冻结名单,占用资金',
    description: `按口径 I6 的次序占用各来源的资金;有一笔不能列入,就什么都不占用。${prefer}`,
  }
  app.post(
    '/batches/:batchId/freeze',
    { config: { action: 'batches.freeze', bodyOptional: true }, schema: longSchemaOf(step, none) },
    (request, reply) => {
      const { batchId } = request.params
      return runJob(request, reply, {
        subject: batchId,
        step: '冻结名单',
        work: (caller, onProgress) => treasury.freeze(caller, batchId, onProgress),
        body: (answer) => toBatchStepped(answer),
      })
    },
  )
}

const isWorkingDays = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= 60

const openNotice = (app: App, parts: RouteParts): void => {
  const body = z
    .strictObject({
      opensOn: dayField('公示的第一天;不填为今天').optional(),
      workingDays: z
        .number()
        .refine(isWorkingDays, 'working-days-range')
        .optional()
        .meta({ description: '公示几个工作日;不填按政策,只能更长', examples: [5] }),
    })
    .nullish()
  const step = {
    operationId: 'noticeBatch',
    summary: '开始公示',
    description: `名单去标识后固定下来,摘要记入台账。${prefer}`,
  }
  app.post(
    '/batches/:batchId/notice',
    { config: { action: 'batches.notice', bodyOptional: true }, schema: longSchemaOf(step, body) },
    (request, reply) => {
      const { batchId } = request.params
      const terms = request.body ?? {}
      return parts.runJob(request, reply, {
        subject: batchId,
        step: '生成公示名单',
        work: (caller, onProgress) => desk.openNotice(parts, caller, batchId, { terms, onProgress }),
        body: (answer) => toBatchStepped(answer),
      })
    },
  )
}

const approveBatch = (app: App, { treasury, runJob }: RouteParts): void => {
  const body = z.strictObject({ digest: digestField('所看到的名单的摘要') })
  const step = {
    operationId: 'approveBatch',
    summary: '批准批次',
    description: `名单在您查看之后变过,答 409 digest-changed,errors 列出移出的受理号。合计达到政策规定的金额,由两人先后批准。${prefer}`,
  }
  app.post(
    '/batches/:batchId/approve',
    { config: { action: 'batches.approve' }, schema: longSchemaOf(step, body) },
    (request, reply) => {
      const { batchId } = request.params
      const { digest } = request.body
      return runJob(request, reply, {
        subject: batchId,
        step: '批准',
        work: (caller, onProgress) =>
          treasury.step(caller, batchId, { type: 'ApproveBatch', data: { digest } }, onProgress),
        body: (answer) => toBatchStepped(answer),
      })
    },
  )
}

const plainSteps: readonly (Step & { readonly type: 'CloseNotice' | 'CloseBatch' })[] = [
  {
    type: 'CloseNotice',
    verb: 'close-notice',
    action: 'batches.close-notice',
    operationId: 'closeNotice',
    summary: '结束公示',
    description: '公示最后一天的次日起;有未处理的异议时不行。',
  },
  {
    type: 'CloseBatch',
    verb: 'close',
    action: 'batches.close',
    operationId: 'closeBatch',
    summary: '结清批次',
    description: '每一笔都已到账或不再拨付之后。',
  },
]

const plainStep = (app: App, { treasury, carryOut }: RouteParts, step: (typeof plainSteps)[number]): void => {
  const { type, verb, action } = step
  app.post(
    `/batches/:batchId/${verb}`,
    { config: { action, bodyOptional: true }, schema: schemaOf(step, none) },
    async (request, reply) => {
      const { batchId } = request.params
      const answer = await carryOut(request, reply, (caller) =>
        treasury.step(caller, batchId, { type, data: {} }),
      )
      return toBatchStepped(answer)
    },
  )
}

const cancelBatch = (app: App, parts: RouteParts): void => {
  const reason = sealedTextField('为什么作废,加密保存', 500, '名单有误,重新拟定')
  const step = {
    operationId: 'cancelBatch',
    summary: '作废批次',
    description: '拟定的批次,或名单已全部移出的批次。',
  }
  app.post(
    '/batches/:batchId/cancel',
    { config: { action: 'batches.cancel' }, schema: schemaOf(step, z.strictObject({ reason })) },
    async (request, reply) => {
      const { batchId } = request.params
      const answer = await parts.carryOut(request, reply, (caller) =>
        notes.cancelBatch(parts, caller, batchId, request.body.reason),
      )
      return toBatchStepped(answer)
    },
  )
}

/** What happens to a batch as a whole. */
export const batchStepRoutes = (app: App, parts: RouteParts): void => {
  freezeBatch(app, parts)
  openNotice(app, parts)
  for (const step of plainSteps) plainStep(app, parts, step)
  approveBatch(app, parts)
  cancelBatch(app, parts)
}
