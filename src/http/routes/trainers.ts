import { z } from 'zod'
import type { RegisteredTrainer } from '../../../projections/trainer-register.ts'
import { maskedPerson } from '../../app/masked-person.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import { toTrainerSummary, trainerStepped, trainerSummary } from '../answers/trainer.ts'
import { certificateNumberField, dayField, idNumberField, logTextField, nameField } from '../fields.ts'
import { listQuery } from '../reads.ts'
import { type App, type RouteParts, trainerPath } from '../route-parts.ts'
import { documentField, levelField, occupationField } from '../training-fields.ts'

const tags = ['培训师资库']

const enlist = (app: App, { trainers, carryOut, now }: RouteParts): void => {
  const body = z.strictObject({
    idNumber: idNumberField(() => shanghaiDay(now())),
    name: nameField,
    occupation: occupationField,
    level: levelField,
    certificateNumber: certificateNumberField,
    from: dayField('入库日期'),
    until: dayField('最后一日'),
    document: documentField('入库的文号'),
  })
  app.post(
    '/trainers',
    {
      config: { action: 'trainers.enlist' },
      schema: {
        operationId: 'enlistTrainer',
        summary: '培训师入库',
        description: '一人可以凭几个证书入库,到期可以续期。姓名、证件号码和证书编号加密保存。',
        tags,
        body,
        response: { 200: trainerStepped, 201: trainerStepped },
      },
    },
    async (request, reply) => {
      const answer = await carryOut(request, reply, (caller) => trainers.enlist(caller, request.body))
      reply.code(answer.created ? 201 : 200)
      return { trainerId: answer.state.trainerId ?? '', position: String(answer.position) }
    },
  )
}

const listTrainers = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({
    occupation: logTextField('职业(工种)', 100, '数控车工').optional(),
  })
  app.get(
    '/trainers',
    {
      config: { action: 'trainers.read' },
      schema: {
        operationId: 'listTrainers',
        summary: '培训师资库',
        description: '全市一个库,新入库的在前;姓名打码。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(trainerSummary), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      await parts.settle(request, { atLeast })
      const page = parts.queries.listTrainers(filter, { limit, after: after ?? null })
      const today = shanghaiDay(parts.now())
      const nameOf = ({ trainerId, commitments }: RegisteredTrainer): string | null =>
        maskedPerson(parts.vault, { personId: trainerId, commitments }).name
      const items = page.items.map((trainer) => toTrainerSummary(trainer, nameOf(trainer), today))
      return { items, next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

const delist = (app: App, { trainers, carryOut }: RouteParts): void => {
  app.post(
    '/trainers/:trainerId/delist',
    {
      config: { action: 'trainers.delist' },
      schema: {
        operationId: 'delistTrainer',
        summary: '培训师出库',
        description: '从这一日起不在库;此前已开的班不受影响。',
        tags,
        params: trainerPath,
        body: z.strictObject({ on: dayField('出库之日'), document: documentField('出库的文号') }),
        response: { 200: trainerStepped },
      },
    },
    async (request, reply) => {
      const { trainerId } = request.params
      const answer = await carryOut(request, reply, (caller) =>
        trainers.delist(caller, trainerId, request.body),
      )
      return { trainerId, position: String(answer.position) }
    },
  )
}

export const trainerRoutes = (app: App, parts: RouteParts): void => {
  enlist(app, parts)
  listTrainers(app, parts)
  delist(app, parts)
}
