import { z } from 'zod'
import type { Action } from '../../domain/can.ts'
import type { PersonCommand } from '../../domain/person/commands.ts'
import { claimStepped, toClaimStepped } from '../answers/claim-step.ts'
import { sealedTextField } from '../fields.ts'
import { type App, claimPath, personOf, type RouteParts } from '../route-parts.ts'

const reason = sealedTextField('理由,加密保存', 500, '缺结业证书照片')

interface Step<Type> {
  readonly type: Type
  readonly verb: string
  readonly action: Action
  readonly operationId: string
  readonly summary: string
  readonly description?: string
}

const schemaOf = <Body extends z.ZodType>(
  { operationId, summary, description }: Step<string>,
  body: Body,
) => ({
  operationId,
  summary,
  ...(description === undefined ? {} : { description }),
  tags: ['申领'],
  params: claimPath,
  body,
  response: { 200: claimStepped },
})

type PlainType = Extract<
  PersonCommand,
  { type: 'ConfirmAccount' | 'ReviewClaim' | 'ResubmitClaim' | 'ApproveClaim' }
>['type']

const plainSteps: readonly Step<PlainType>[] = [
  {
    type: 'ConfirmAccount',
    verb: 'confirm-account',
    action: 'claims.confirm-account',
    operationId: 'confirmAccount',
    summary: '确认收款账号',
    description: '免申即享:名单代为提出的申领,由本人或经办人确认账号后进入初审。',
  },
  {
    type: 'ReviewClaim',
    verb: 'review',
    action: 'claims.review',
    operationId: 'reviewClaim',
    summary: '初审通过',
  },
  {
    type: 'ResubmitClaim',
    verb: 'resubmit',
    action: 'claims.resubmit',
    operationId: 'resubmitClaim',
    summary: '补正后重新提交',
  },
  {
    type: 'ApproveClaim',
    verb: 'approve',
    action: 'claims.approve',
    operationId: 'approveClaim',
    summary: '复核,核定金额',
    description: '按当时的余额核定。没有余额或规则不许可时,申领转为未通过,理由在 assessment 中。',
  },
]

const plainStep = (app: App, parts: RouteParts, step: Step<PlainType>): void => {
  const { ledger, carryOut } = parts
  const { type, verb, action } = step
  app.post(
    `/claims/:claimId/${verb}`,
    { config: { action, bodyOptional: true }, schema: schemaOf(step, z.strictObject({}).nullish()) },
    async (request, reply) => {
      const { claimId } = request.params
      const id = personOf(claimId)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, id, { type, data: { claimId } }),
      )
      return toClaimStepped(parts, claimId, answer)
    },
  )
}

type NotedType = Extract<PersonCommand, { type: 'ReturnClaim' | 'RejectClaim' }>['type']

const notedSteps: readonly Step<NotedType>[] = [
  {
    type: 'ReturnClaim',
    verb: 'return',
    action: 'claims.return',
    operationId: 'returnClaim',
    summary: '退回补正',
  },
  {
    type: 'RejectClaim',
    verb: 'reject',
    action: 'claims.reject',
    operationId: 'rejectClaim',
    summary: '审核不通过',
  },
]

const notedStep = (app: App, parts: RouteParts, step: Step<NotedType>): void => {
  const { ledger, carryOut } = parts
  const { type, verb, action } = step
  app.post(
    `/claims/:claimId/${verb}`,
    { config: { action }, schema: schemaOf(step, z.strictObject({ reason })) },
    async (request, reply) => {
      const { claimId } = request.params
      const id = personOf(claimId)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, request.body.reason, (noteCommitment) => ({
          type,
          data: { claimId, noteCommitment },
        })),
      )
      return toClaimStepped(parts, claimId, answer)
    },
  )
}

const withdrawal: Step<'WithdrawClaim'> = {
  type: 'WithdrawClaim',
  verb: 'withdraw',
  action: 'claims.withdraw',
  operationId: 'withdrawClaim',
  summary: '撤回申领',
  description: '已核定而未拨付的也可撤回,占用的额度随即退回。',
}

const withdrawClaim = (app: App, parts: RouteParts): void => {
  const { ledger, carryOut } = parts
  const { type, verb, action } = withdrawal
  const body = z.strictObject({ reason: reason.optional() }).nullish()
  app.post(
    `/claims/:claimId/${verb}`,
    { config: { action, bodyOptional: true }, schema: schemaOf(withdrawal, body) },
    async (request, reply) => {
      const { claimId } = request.params
      const id = personOf(claimId)
      const note = request.body?.reason
      const command = (noteCommitment: string | null): PersonCommand => ({
        type,
        data: { claimId, noteCommitment },
      })
      const answer = await carryOut(request, reply, (caller) =>
        note === undefined
          ? ledger.execute(caller, id, command(null))
          : ledger.executeWithNote(caller, id, note, command),
      )
      return toClaimStepped(parts, claimId, answer)
    },
  )
}

/** What happens to a claim after it was filed. */
export const claimStepRoutes = (app: App, parts: RouteParts): void => {
  for (const step of plainSteps) plainStep(app, parts, step)
  for (const step of notedSteps) notedStep(app, parts, step)
  withdrawClaim(app, parts)
}
