import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LedgerError } from '../../app/errors.ts'
import type { CommandAnswer } from '../../app/handle-command.ts'
import type { Caller } from '../../app/ledger.ts'
import type { Action } from '../../domain/can.ts'
import { claimStatusText } from '../../domain/person/claim-status-text.ts'
import type { PersonCommand } from '../../domain/person/commands.ts'
import type { PersonState } from '../../domain/person/state.ts'
import { toAssessment } from '../answers/assessment.ts'
import { claimStepAnswer } from '../answers/claim.ts'
import { position } from '../answers/common.ts'
import { amountField, basisField, policyIdField, sealedTextField } from '../fields.ts'
import { type App, claimPath, personIn, personOf, personPath, type RouteParts } from '../route-parts.ts'

const tags = ['申领']
const answered = claimStepAnswer.extend({ position })
const reason = sealedTextField('理由,加密保存', 500, '缺结业证书照片')

/** The claim as this command left it, in the words of the policy that judged it. */
const toAnswer = (
  rulebook: RouteParts['rulebook'],
  claimId: string,
  { state, position: place }: CommandAnswer<PersonState>,
): z.output<typeof answered> => {
  const claim = state.claims.get(claimId)
  const policy = claim?.assessment && rulebook.recorded(claim.assessment.policy)
  if (!claim?.assessment || !policy) throw new LedgerError('policy-unrecorded')
  return {
    claimId,
    status: claim.status,
    statusText: claimStatusText[claim.status],
    assessment: toAssessment(policy, claim.assessment),
    position: String(place),
  }
}

const submitClaim = (app: App, { ledger, rulebook, carryOut }: RouteParts): void => {
  const body = z.strictObject({
    instrument: policyIdField('申领的项目', 'workshop-in-province'),
    basis: basisField,
    requestedYuan: amountField('申请金额;不填为全部合规费用,定额奖励不必填').optional(),
  })
  app.post(
    '/people/:personId/claims',
    {
      config: { action: 'claims.submit' },
      schema: {
        operationId: 'submitClaim',
        summary: '提交申领',
        description: '立即试算。核算结果为 refused 也是办成的申领:理由和条款在 assessment 中。',
        tags,
        params: personPath,
        body,
        response: { 201: answered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const { instrument, basis, requestedYuan } = request.body
      const data = { instrument, basis, requestedFen: requestedYuan ?? null }
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, id, { type: 'SubmitClaim', data }),
      )
      reply.code(201)
      return toAnswer(rulebook, `${id}-c${answer.state.claimCount}`, answer)
    },
  )
}

interface Step {
  readonly verb: string
  readonly action: Action
  readonly operationId: string
  readonly summary: string
  readonly description?: string
}

type PlainStep = Extract<PersonCommand, { type: 'ReviewClaim' | 'ResubmitClaim' | 'ApproveClaim' }>['type']

const plainStep = (app: App, parts: RouteParts, step: Step, type: PlainStep): void => {
  const { ledger, rulebook, carryOut } = parts
  const { verb, action, ...words } = step
  app.post(
    `/claims/:claimId/${verb}`,
    {
      config: { action, bodyOptional: true },
      schema: {
        ...words,
        tags,
        params: claimPath,
        body: z.strictObject({}).nullish(),
        response: { 200: answered },
      },
    },
    async (request, reply) => {
      const { claimId } = request.params
      const id = personOf(claimId)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, id, { type, data: { claimId } }),
      )
      return toAnswer(rulebook, claimId, answer)
    },
  )
}

type NotedStep = Extract<PersonCommand, { type: 'ReturnClaim' | 'RejectClaim' }>['type']

const notedStep = (app: App, parts: RouteParts, step: Step, type: NotedStep): void => {
  const { ledger, rulebook, carryOut } = parts
  const { verb, action, ...words } = step
  app.post(
    `/claims/:claimId/${verb}`,
    {
      config: { action },
      schema: {
        ...words,
        tags,
        params: claimPath,
        body: z.strictObject({ reason }),
        response: { 200: answered },
      },
    },
    async (request, reply) => {
      const { claimId } = request.params
      const id = personOf(claimId)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, request.body.reason, (noteCommitment) => ({
          type,
          data: { claimId, noteCommitment },
        })),
      )
      return toAnswer(rulebook, claimId, answer)
    },
  )
}

const withdrawClaim = (app: App, { ledger, rulebook, carryOut }: RouteParts): void => {
  const withdraw = (claimId: string, note: string | undefined) => (caller: Caller) => {
    const id = personOf(claimId)
    const command = (noteCommitment: string | null): PersonCommand => ({
      type: 'WithdrawClaim',
      data: { claimId, noteCommitment },
    })
    return note === undefined
      ? ledger.execute(caller, id, command(null))
      : ledger.executeWithNote(caller, id, note, command)
  }
  app.post(
    '/claims/:claimId/withdraw',
    {
      config: { action: 'claims.withdraw', bodyOptional: true },
      schema: {
        operationId: 'withdrawClaim',
        summary: '撤回申领',
        description: '已核定而未拨付的也可撤回,占用的额度随即退回。',
        tags,
        params: claimPath,
        body: z.strictObject({ reason: reason.optional() }).nullish(),
        response: { 200: answered },
      },
    },
    async (request: FastifyRequest & { params: z.output<typeof claimPath> }, reply: FastifyReply) => {
      const { claimId } = request.params
      const note = (request.body as { reason?: string } | null | undefined)?.reason
      const answer = await carryOut(request, reply, withdraw(claimId, note))
      return toAnswer(rulebook, claimId, answer)
    },
  )
}

export const claimRoutes = (app: App, parts: RouteParts): void => {
  submitClaim(app, parts)
  const plain = (type: PlainStep, step: Step): void => plainStep(app, parts, step, type)
  const noted = (type: NotedStep, step: Step): void => notedStep(app, parts, step, type)
  plain('ReviewClaim', {
    verb: 'review',
    action: 'claims.review',
    operationId: 'reviewClaim',
    summary: '初审通过',
  })
  noted('ReturnClaim', {
    verb: 'return',
    action: 'claims.return',
    operationId: 'returnClaim',
    summary: '退回补正',
  })
  plain('ResubmitClaim', {
    verb: 'resubmit',
    action: 'claims.resubmit',
    operationId: 'resubmitClaim',
    summary: '补正后重新提交',
  })
  plain('ApproveClaim', {
    verb: 'approve',
    action: 'claims.approve',
    operationId: 'approveClaim',
    summary: '复核,核定金额',
    description: '按当时的余额核定。没有余额或规则不许可时,申领转为未通过,理由在 assessment 中。',
  })
  noted('RejectClaim', {
    verb: 'reject',
    action: 'claims.reject',
    operationId: 'rejectClaim',
    summary: '审核不通过',
  })
  withdrawClaim(app, parts)
}
