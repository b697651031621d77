import { z } from 'zod'
import { type RevealableField, revealableFields } from '../../domain/person/events.ts'
import { personId, position } from '../answers/common.ts'
import { sealedTextField } from '../fields.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

const clear = z.string().nullable().meta({ description: '从未提供的为空' })
const revealed = z
  .object({ personId, revealed: z.partialRecord(z.enum(revealableFields), clear), position })
  .meta({ id: 'Revealed', description: '不打码的个人信息;请勿另存' })

/** Shows personal data in clear to who gives a reason; that it was shown is recorded first. */
export const revealRoutes = (app: App, { ledger, vault, carryOut }: RouteParts): void => {
  const body = z.strictObject({
    fields: z
      .array(z.enum(revealableFields, 'value-unknown'))
      .min(1)
      .max(revealableFields.length)
      .transform((fields): readonly RevealableField[] => revealableFields.filter((f) => fields.includes(f))),
    reason: sealedTextField('为什么要看,加密保存', 500, '核对银行账号'),
  })
  app.post(
    '/people/:personId/reveal',
    {
      config: { action: 'people.reveal' },
      schema: {
        operationId: 'revealPerson',
        summary: '查看不打码的个人信息',
        description: '谁、何时、看了哪几项、为什么,都记入台账。',
        tags: ['人员'],
        params: personPath,
        body,
        response: { 200: revealed },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const { fields, reason } = request.body
      const answer = await carryOut(request, reply, (caller) =>
        ledger.executeWithNote(caller, id, reason, (noteCommitment) => ({
          type: 'RevealDetails',
          data: { fields, noteCommitment },
        })),
      )
      const { commitments } = answer.state
      const asked = fields.flatMap((field) =>
        commitments[field] === undefined ? [] : [[field, commitments[field]]],
      )
      const values = vault.open(id, Object.fromEntries(asked))
      const shown = Object.fromEntries(fields.map((field) => [field, values[field] ?? null]))
      return { personId: id, revealed: shown, position: String(answer.position) }
    },
  )
}
