import { z } from 'zod'
import { giveUpLine, objectToLine, removeLine, resolveObjection } from '../../app/treasury/notes.ts'
import { DomainError } from '../../domain/errors.ts'
import { batchStepped, toBatchStepped } from '../answers/batch.ts'
import { objected } from '../answers/batch-lines.ts'
import { claimIdField, sealedTextField } from '../fields.ts'
import { type App, batchPath, pathId, type RouteParts } from '../route-parts.ts'

const tags = ['拨付']
const reason = sealedTextField('理由,加密保存', 500, '本人申请暂缓')

const object = (app: App, parts: RouteParts): void => {
  const ground = sealedTextField('异议的依据,加密保存', 500, '该培训未实际举办')
  app.post(
    '/batches/:batchId/objections',
    {
      config: { action: 'batches.object' },
      schema: {
        operationId: 'objectToLine',
        summary: '提出异议',
        description: '公示期内,对名单中的一笔;不限于本区(县、市)的人员。',
        tags,
        params: batchPath,
        body: z.strictObject({ claimId: claimIdField, ground }),
        response: { 201: objected },
      },
    },
    async (request, reply) => {
      const { batchId } = request.params
      const { claimId, ground: note } = request.body
      const { state, position } = await parts.carryOut(request, reply, (caller) =>
        objectToLine(parts, caller, batchId, { claimId, note }),
      )
      reply.code(201)
      const no = state.objections.findLast((objection) => objection.claimId === claimId)?.no ?? 0
      return { batchId, claimId, no, position: String(position) }
    },
  )
}

const objectionPath = batchPath.extend({ no: pathId('异议的序号', '1') })

/** @throws {DomainError} `objection-unknown` */
const objectionNo = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new DomainError('objection-unknown')
  return Number(text)
}

const resolve = (app: App, parts: RouteParts): void => {
  const upheld = z.boolean().meta({ description: '成立:这一笔移出批次,申领转为未通过' })
  app.post(
    '/batches/:batchId/objections/:no/resolve',
    {
      config: { action: 'batches.resolve' },
      schema: {
        operationId: 'resolveObjection',
        summary: '处理异议',
        description: '提出异议的人不能处理它。',
        tags,
        params: objectionPath,
        body: z.strictObject({ upheld, reason }),
        response: { 200: batchStepped },
      },
    },
    async (request, reply) => {
      const { batchId, no } = request.params
      const objection = objectionNo(no)
      const { upheld: isUpheld, reason: note } = request.body
      const answer = await parts.carryOut(request, reply, (caller) =>
        resolveObjection(parts, caller, batchId, { no: objection, upheld: isUpheld, note }),
      )
      return toBatchStepped(answer)
    },
  )
}

const lineSteps = [
  {
    verb: 'remove',
    action: 'batches.remove',
    step: removeLine,
    operationId: 'removeLine',
    summary: '移出一笔',
    description: '放款之前。申领回到待拨付,占用的资金退回;名单的摘要随之改变,已有的批准失效,要重新批准。',
  },
  {
    verb: 'give-up',
    action: 'batches.give-up',
    step: giveUpLine,
    operationId: 'giveUpLine',
    summary: '不再拨付一笔退汇',
    description: '申领回到待拨付,可以列入以后的批次;占用的资金退回。',
  },
] as const

const lineStep = (app: App, parts: RouteParts, step: (typeof lineSteps)[number]): void => {
  const { verb, action, operationId, summary, description } = step
  app.post(
    `/batches/:batchId/${verb}`,
    {
      config: { action },
      schema: {
        operationId,
        summary,
        description,
        tags,
        params: batchPath,
        body: z.strictObject({ claimId: claimIdField, reason }),
        response: { 200: batchStepped },
      },
    },
    async (request, reply) => {
      const { claimId, reason: note } = request.body
      const answer = await parts.carryOut(request, reply, (caller) =>
        step.step(parts, caller, request.params.batchId, { claimId, note }),
      )
      return toBatchStepped(answer)
    },
  )
}

/** What happens to one line of a batch, with somebody's own words. */
export const batchLineRoutes = (app: App, parts: RouteParts): void => {
  object(app, parts)
  resolve(app, parts)
  for (const step of lineSteps) lineStep(app, parts, step)
}
