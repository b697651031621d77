import { z } from 'zod'
import { claimStepped, toClaimStepped } from '../answers/claim-step.ts'
import { amountField, basisField, policyIdField } from '../fields.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

const body = z.strictObject({
  instrument: policyIdField('instrument-unknown', '申领的项目', 'workshop-in-province'),
  basis: basisField,
  requestedYuan: amountField('申请金额;不填为全部合规费用,定额奖励不必填').optional(),
})

export const claimRoutes = (app: App, parts: RouteParts): void => {
  const { ledger, carryOut } = parts
  app.post(
    '/people/:personId/claims',
    {
      config: { action: 'claims.submit' },
      schema: {
        operationId: 'submitClaim',
        summary: '提交申领',
        description: '立即试算。核算结果为 refused 也是办成的申领:理由和条款在 assessment 中。',
        tags: ['申领'],
        params: personPath,
        body,
        response: { 201: claimStepped },
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
      return toClaimStepped(parts, `${id}-c${answer.state.claimCount}`, answer)
    },
  )
}
