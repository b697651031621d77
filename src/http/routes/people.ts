import { z } from 'zod'
import { districtCodes } from '../../app/directory.ts'
import { maskedPerson } from '../../app/masked-person.ts'
import { shanghaiDay } from '../../domain/dates.ts'
import { DomainError } from '../../domain/errors.ts'
import { currentDistrict } from '../../domain/person/state.ts'
import { personId, position } from '../answers/common.ts'
import { findingsFor } from '../answers/finding.ts'
import { personAnswer, toPerson } from '../answers/person.ts'
import {
  bankAccountField,
  dayField,
  districtField,
  idNumberField,
  nameField,
  personIdField,
  phoneField,
  sealedTextField,
} from '../fields.ts'
import { readQuery } from '../reads.ts'
import { type App, personIn, personPath, type RouteParts } from '../route-parts.ts'

const tags = ['人员']
const registered = z.object({ personId, position })

const registerPerson = (app: App, { ledger, carryOut, directory, now }: RouteParts): void => {
  const body = z.strictObject({
    idNumber: idNumberField(() => shanghaiDay(now())),
    name: nameField,
    district: districtField(districtCodes(directory)),
    phone: phoneField.optional(),
    bankAccount: bankAccountField.optional(),
    bankName: sealedTextField('开户行', 100, '绍兴银行').optional(),
  })
  app.post(
    '/people',
    {
      config: { action: 'people.register' },
      schema: {
        operationId: 'registerPerson',
        summary: '登记人员',
        description: '同一证件号码只登记一次:已登记的返回 200 和同一个 personId,不改动已有的电话和账号。',
        tags,
        body,
        response: { 200: registered, 201: registered },
      },
    },
    async (request, reply) => {
      const answer = await carryOut(request, reply, (caller) => ledger.registerPerson(caller, request.body))
      reply.code(answer.created ? 201 : 200)
      return { personId: ledger.personIdOf(request.body.idNumber), position: String(answer.position) }
    },
  )
}

const readPerson = (app: App, { ledger, rulebook, vault, settle, now }: RouteParts): void => {
  app.get(
    '/people/:personId',
    {
      config: { action: 'people.read' },
      schema: {
        operationId: 'getPerson',
        summary: '查看人员(打码)',
        tags,
        params: personPath,
        querystring: readQuery,
        response: { 200: personAnswer },
      },
    },
    async (request) => {
      const id = personIn(request.params)
      const scope = await settle(request, request.query)
      const found = await ledger.person(scope, id)
      if (found === undefined) throw new DomainError('person-unknown')
      const at = now()
      const policy = rulebook.inForce(shanghaiDay(at))
      const asOf = { position: String(found.position), at }
      const findings = findingsFor(request.principal, found.state.findings, id)
      return { ...toPerson(scope, found.state, policy), ...maskedPerson(vault, found.state), findings, asOf }
    },
  )
}

const changeDetails = (app: App, { ledger, carryOut }: RouteParts): void => {
  const body = z
    .strictObject({
      phone: phoneField.optional(),
      bankAccount: bankAccountField.optional(),
      bankName: sealedTextField('开户行', 100, '绍兴银行').optional(),
    })
    .refine((details) => Object.values(details).some((value) => value !== undefined), 'validation-failed')
  app.post(
    '/people/:personId/details',
    {
      config: { action: 'people.change' },
      schema: {
        operationId: 'changeDetails',
        summary: '更改电话或银行账号',
        description: '只填要更改的。旧值仍加密留存,台账记录谁在何时更改。',
        tags,
        params: personPath,
        body,
        response: { 200: registered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.changeDetails(caller, id, request.body),
      )
      return { personId: id, position: String(answer.position) }
    },
  )
}

const movePerson = (app: App, { ledger, carryOut, directory }: RouteParts): void => {
  const body = z.strictObject({
    district: districtField(districtCodes(directory)),
    movedOn: dayField('迁移日期'),
  })
  app.post(
    '/people/:personId/move',
    {
      config: { action: 'people.move' },
      schema: {
        operationId: 'movePerson',
        summary: '登记迁移',
        description: '此后的认定和结业由迁入地兑现;此前的仍由迁出地兑现(口径 I5)。',
        tags,
        params: personPath,
        body,
        response: { 200: z.object({ personId, district: z.string(), position }) },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, id, { type: 'MovePerson', data: request.body }),
      )
      return { personId: id, district: currentDistrict(answer.state), position: String(answer.position) }
    },
  )
}

const declareRelative = (app: App, { ledger, carryOut }: RouteParts): void => {
  app.post(
    '/people/:personId/relatives',
    {
      config: { action: 'people.declare-relative' },
      schema: {
        operationId: 'declareRelative',
        summary: '申报近亲属',
        description: '近亲属不能审核、复核、批准这个人员的申领。',
        tags,
        params: personPath,
        body: z.strictObject({ personId: personIdField }),
        response: { 200: registered },
      },
    },
    async (request, reply) => {
      const id = personIn(request.params)
      const answer = await carryOut(request, reply, (caller) =>
        ledger.execute(caller, id, {
          type: 'DeclareRelative',
          data: { relativeId: request.body.personId },
        }),
      )
      return { personId: id, position: String(answer.position) }
    },
  )
}

export const peopleRoutes = (app: App, parts: RouteParts): void => {
  registerPerson(app, parts)
  readPerson(app, parts)
  changeDetails(app, parts)
  movePerson(app, parts)
  declareRelative(app, parts)
}
