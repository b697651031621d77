import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { recoveryStepped, toRecoveryStepped } from '../answers/recovery.ts'
import { amountField, dayField, sealedTextField } from '../fields.ts'
import { type App, claimPath, pathId, personOf, type RouteParts } from '../route-parts.ts'

const tags = ['追回']
const reason = sealedTextField('理由,加密保存', 500, '培训记录查明不实')
const recoveryPath = claimPath.extend({ no: pathId('第几次追回', '1') })

/** @throws {DomainError} `claim-unknown`, `recovery-unknown` */
const recoveryIn = ({ claimId, no }: z.output<typeof recoveryPath>) => {
  const personId = personOf(claimId)
  if (!/^[1-9]\d{0,5}$/.test(no)) throw new DomainError('recovery-unknown', { claimId, no: '' })
  return { claimId, no: Number(no), personId }
}

const schemaOf = <Params extends z.ZodType, Body extends z.ZodType>(
  words: { readonly operationId: string; readonly summary: string; readonly description: string },
  params: Params,
  body: Body,
) => ({ ...words, tags, params, body })

const propose = (app: App, { ledger, carryOut }: RouteParts): void => {
  const body = z.strictObject({
    reason,
    amountYuan: amountField('追回金额;不填为全部尚可追回的').optional(),
  })
  const words = {
    operationId: 'proposeRecovery',
    summary: '提出追回',
    description: '对已拨付的申领;由另一人确认后才收款。',
  }
  app.post(
    '/claims/:claimId/recoveries',
    {
      config: { action: 'recoveries.propose' },
      schema: { ...schemaOf(words, claimPath, body), response: { 201: recoveryStepped } },
    },
    async (request, reply) => {
      const { claimId } = request.params
      const id = personOf(claimId)
      const { reason: note, amountYuan } = request.body
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, note, (noteCommitment) => ({
          type: 'ProposeRecovery',
          data: { claimId, amountFen: amountYuan ?? null, noteCommitment },
        })),
      )
      reply.code(201)
      return toRecoveryStepped(claimId, null, answer)
    },
  )
}

const confirm = (app: App, { ledger, carryOut }: RouteParts): void => {
  const words = {
    operationId: 'confirmRecovery',
    summary: '确认追回',
    description: '提出的人不能确认。尚未拨付的,核定金额随即核减。',
  }
  app.post(
    '/claims/:claimId/recoveries/:no/confirm',
    {
      config: { action: 'recoveries.confirm', bodyOptional: true },
      schema: {
        ...schemaOf(words, recoveryPath, z.strictObject({}).nullish()),
        response: { 200: recoveryStepped },
      },
    },
    async (request, reply) => {
      const { claimId, no, personId } = recoveryIn(request.params)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, personId, { type: 'ConfirmRecovery', data: { claimId, no } }),
      )
      return toRecoveryStepped(claimId, no, answer)
    },
  )
}

const dismiss = (app: App, { ledger, carryOut }: RouteParts): void => {
  const words = {
    operationId: 'dismissRecovery',
    summary: '不予追回',
    description: '提出的人不能否决。',
  }
  app.post(
    '/claims/:claimId/recoveries/:no/dismiss',
    {
      config: { action: 'recoveries.dismiss' },
      schema: {
        ...schemaOf(words, recoveryPath, z.strictObject({ reason })),
        response: { 200: recoveryStepped },
      },
    },
    async (request, reply) => {
      const { claimId, no, personId } = recoveryIn(request.params)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, personId, request.body.reason, (noteCommitment) => ({
          type: 'DismissRecovery',
          data: { claimId, no, noteCommitment },
        })),
      )
      return toRecoveryStepped(claimId, no, answer)
    },
  )
}

const receive = (app: App, parts: RouteParts): void => {
  const body = z.strictObject({
    amountYuan: amountField('收到的金额;可以分几次'),
    receivedOn: dayField('收到的日期'),
  })
  const words = {
    operationId: 'receiveRecovery',
    summary: '登记追回款入账',
    description: '款项回到当初拨付的资金,后拨付的来源先回;额度同时退回本人。',
  }
  app.post(
    '/claims/:claimId/recoveries/:no/receive',
    {
      config: { action: 'recoveries.receive' },
      schema: { ...schemaOf(words, recoveryPath, body), response: { 200: recoveryStepped } },
    },
    async (request, reply) => {
      const { claimId, no } = recoveryIn(request.params)
      const { amountYuan: amountFen, receivedOn } = request.body
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.treasury.receiveRecovery(caller, { claimId, no, amountFen, receivedOn }),
      )
      return toRecoveryStepped(claimId, no, answer)
    },
  )
}

/** Money back: proposed by one person, confirmed by another, received in parts. */
export const recoveryRoutes = (app: App, parts: RouteParts): void => {
  propose(app, parts)
  confirm(app, parts)
  dismiss(app, parts)
  receive(app, parts)
}
