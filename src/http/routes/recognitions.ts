import { z } from 'zod'
import { personId, position } from '../answers/common.ts'
import { dayField, logTextField, policyIdField, sealedTextField } from '../fields.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

const tags = ['认定']
const recognitionId = z.string().meta({ examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa-r1'] })
const recognitionPath = personPath.extend({ recognitionId })
const answered = z.object({ recognitionId, personId, position })
const granted = answered.extend({
  claimIds: z.array(z.string()).meta({ description: '免申即享:据此代为提出的申领' }),
})

const fields = {
  title: policyIdField('title-unknown', '称号', 'technical-expert-municipal'),
  grantedOn: dayField('认定日期'),
  document: logTextField('认定文件的文号', 100, '绍市人社〔2024〕18号'),
}
const reason = sealedTextField('理由,加密保存', 500, '文号录入有误')

const grantRecognition = (app: App, { ledger, carryOut }: RouteParts): void => {
  app.post(
    '/people/:personId/recognitions',
    {
      config: { action: 'recognitions.grant' },
      schema: {
        operationId: 'grantRecognition',
        summary: '录入认定',
        description: 'officialList 为 true:文件是官方名单,免申即享,代为提出定额项目的申领,本人只需确认账号。',
        tags,
        params: personPath,
        body: z.strictObject({ ...fields, officialList: z.boolean().optional() }),
        response: { 201: granted },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, id, { type: 'GrantRecognition', data: request.body }),
      )
      reply.code(201)
      const recorded = `${id}-r${answer.state.factCount}`
      const made = [...answer.state.claims.values()].filter(({ basis }) => basis === recorded)
      const claimIds = made.map(({ claimId }) => claimId)
      return { recognitionId: recorded, personId: id, claimIds, position: String(answer.position) }
    },
  )
}

const correctRecognition = (app: App, { ledger, carryOut }: RouteParts): void => {
  const body = z.strictObject({
    title: fields.title.optional(),
    grantedOn: fields.grantedOn.optional(),
    document: fields.document.optional(),
    reason,
  })
  app.post(
    '/people/:personId/recognitions/:recognitionId/correct',
    {
      config: { action: 'recognitions.correct' },
      schema: {
        operationId: 'correctRecognition',
        summary: '更正认定',
        description: '只填要更正的字段。已核定的申领不因更正而改变。',
        tags,
        params: recognitionPath,
        body,
        response: { 200: answered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const { reason: note, ...change } = request.body
      const target = request.params.recognitionId
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, note, (noteCommitment) => ({
          type: 'CorrectRecognition',
          data: { recognitionId: target, ...change, noteCommitment },
        })),
      )
      return { recognitionId: target, personId: id, position: String(answer.position) }
    },
  )
}

const revokeRecognition = (app: App, { ledger, carryOut }: RouteParts): void => {
  app.post(
    '/people/:personId/recognitions/:recognitionId/revoke',
    {
      config: { action: 'recognitions.revoke' },
      schema: {
        operationId: 'revokeRecognition',
        summary: '撤销认定',
        tags,
        params: recognitionPath,
        body: z.strictObject({ reason, revokedOn: dayField('撤销日期') }),
        response: { 200: answered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const { reason: note, revokedOn } = request.body
      const target = request.params.recognitionId
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, note, (noteCommitment) => ({
          type: 'RevokeRecognition',
          data: { recognitionId: target, revokedOn, noteCommitment },
        })),
      )
      return { recognitionId: target, personId: id, position: String(answer.position) }
    },
  )
}

export const recognitionRoutes = (app: App, parts: RouteParts): void => {
  grantRecognition(app, parts)
  correctRecognition(app, parts)
  revokeRecognition(app, parts)
}
