import { z } from 'zod'
import { certificateKinds } from '../../domain/person/events.ts'
import { personId, position } from '../answers/common.ts'
import {
  amountField,
  certificateNumberField,
  dayField,
  logTextField,
  policyIdField,
  sealedTextField,
} from '../fields.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

const tags = ['结业']
const completionId = z.string().meta({ examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa-t1'] })
const completionPath = personPath.extend({ completionId })
const answered = z.object({ completionId, personId, position })

/** One training may yield several; more than these are a mistake. */
const certificatesAtMost = 20

const certificate = z.strictObject({
  occupation: logTextField('职业(工种)', 100, '数控车工'),
  level: logTextField('等级', 30, '高级工'),
  number: certificateNumberField,
  issuedOn: dayField('发证日期'),
  kind: z.enum(certificateKinds).optional().meta({ description: '证书种类;不填为职业技能等级证书' }),
  evaluation: logTextField('一评双证:评价编号,技能证书与职称证书相同', 64, 'PJ-2026-001').optional(),
})

const details = {
  course: policyIdField('course-unknown', '培训类型', 'workshop-in-province'),
  trainingId: logTextField('培训班编号', 64, 'SX-2024-017'),
  startsOn: dayField('开始日期'),
  endsOn: dayField('结业日期'),
  eligibleCostYuan: amountField('合规费用'),
}
const reason = sealedTextField('理由,加密保存', 500, '日期录入有误')

const recordCompletion = (app: App, { ledger, carryOut }: RouteParts): void => {
  const body = z.strictObject({
    ...details,
    certificates: z.array(certificate).max(certificatesAtMost).optional(),
  })
  app.post(
    '/people/:personId/completions',
    {
      config: { action: 'completions.record' },
      schema: {
        operationId: 'recordCompletion',
        summary: '录入结业',
        description: '证书编号加密保存,台账里只有它的带密钥摘要。',
        tags,
        params: personPath,
        body,
        response: { 201: answered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const { eligibleCostYuan: eligibleCostFen, certificates = [], ...rest } = request.body
      const answer = await carryOut(request, reply, (caller) =>
        ledger.recordCompletion(caller, id, { ...rest, eligibleCostFen }, certificates),
      )
      reply.code(201)
      const recorded = `${id}-t${answer.state.factCount}`
      return { completionId: recorded, personId: id, position: String(answer.position) }
    },
  )
}

const correctCompletion = (app: App, { ledger, carryOut }: RouteParts): void => {
  const body = z.strictObject({
    course: details.course.optional(),
    trainingId: details.trainingId.optional(),
    startsOn: details.startsOn.optional(),
    endsOn: details.endsOn.optional(),
    eligibleCostYuan: details.eligibleCostYuan.optional(),
    certificates: z.array(certificate).min(1).max(certificatesAtMost).optional().meta({
      description:
        '要补录的证书;同一职业和等级写了另一个编号的,是更正编号;没有写到的证书不变。已有核定的,证书只能由经办人补录或更正',
    }),
    reason,
  })
  app.post(
    '/people/:personId/completions/:completionId/correct',
    {
      config: { action: 'completions.correct' },
      schema: {
        operationId: 'correctCompletion',
        summary: '更正结业记录',
        description: '只填要更正的字段和证书。已核定的申领不因更正而改变;已初审的重新初审。',
        tags,
        params: completionPath,
        body,
        response: { 200: answered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const { reason: note, eligibleCostYuan: eligibleCostFen, certificates = [], ...rest } = request.body
      const target = request.params.completionId
      const change = { ...rest, eligibleCostFen }
      const correction = { completionId: target, change, certificates, reason: note }
      const answer = await carryOut(request, reply, (caller) =>
        ledger.correctCompletion(caller, id, correction),
      )
      return { completionId: target, personId: id, position: String(answer.position) }
    },
  )
}

const withdrawCompletion = (app: App, { ledger, carryOut }: RouteParts): void => {
  app.post(
    '/people/:personId/completions/:completionId/withdraw',
    {
      config: { action: 'completions.withdraw' },
      schema: {
        operationId: 'withdrawCompletion',
        summary: '撤回结业记录',
        tags,
        params: completionPath,
        body: z.strictObject({ reason }),
        response: { 200: answered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const target = request.params.completionId
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, request.body.reason, (noteCommitment) => ({
          type: 'WithdrawCompletion',
          data: { completionId: target, noteCommitment },
        })),
      )
      return { completionId: target, personId: id, position: String(answer.position) }
    },
  )
}

export const completionRoutes = (app: App, parts: RouteParts): void => {
  recordCompletion(app, parts)
  correctCompletion(app, parts)
  withdrawCompletion(app, parts)
}
