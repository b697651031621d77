import { z } from 'zod'
import { districtCodes } from '../../app/directory.ts'
import { maskedPerson } from '../../app/masked-person.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Principal, type Scope, scopeOf } from '../../domain/scope.ts'
import { trainingStatuses } from '../../domain/training/status.ts'
import { asOf, toAsOf } from '../answers/common.ts'
import {
  toTraining,
  toTrainingStepped,
  toTrainingSummary,
  trainingAnswer,
  trainingStepped,
  trainingSummary,
} from '../answers/training.ts'
import { dayField, districtField, logTextField, personIdField, policyIdField } from '../fields.ts'
import { listQuery, readQuery } from '../reads.ts'
import { type App, type RouteParts, trainingPath } from '../route-parts.ts'
import {
  countField,
  departmentField,
  levelField,
  occupationField,
  providerIdField,
  trainingIdField,
} from '../training-fields.ts'

const tags = ['培训班']

/** What a class is, but for who holds it. */
export const trainingFields = ({ directory }: RouteParts) => ({
  course: policyIdField('course-unknown', '培训类型', 'vocational'),
  name: logTextField('班名', 100, '数控车工高级班'),
  occupation: occupationField.nullable(),
  level: levelField.nullable(),
  startsOn: dayField('开始日期'),
  endsOn: dayField('结业日期'),
  hours: countField('课时', 80),
  place: logTextField('培训地点', 100, '市技师学院 2 号楼 201'),
  trainerId: personIdField.nullable().meta({ description: '培训师;开班之前应有' }),
  capacity: countField('名额', 50),
  department: departmentField(directory),
  district: districtField(districtCodes(directory)),
})

const planTraining = (app: App, parts: RouteParts): void => {
  const { occupation, level, trainerId, ...needed } = trainingFields(parts)
  const body = z.strictObject({
    trainingId: trainingIdField,
    providerId: providerIdField.optional().meta({ description: '经办人登记时填写;培训机构只为自己登记' }),
    ...needed,
    occupation: occupation.default(null),
    level: level.default(null),
    trainerId: trainerId.default(null),
  })
  app.post(
    '/trainings',
    {
      config: { action: 'trainings.plan' },
      schema: {
        operationId: 'planTraining',
        summary: '登记培训班计划',
        description: '按开始日期,机构应在认定期限内、没有暂停,区县和职业在认定之内;开班时再看一次。',
        tags,
        body,
        response: { 201: trainingStepped },
      },
    },
    async (request, reply) => {
      const { providerId, ...rest } = request.body
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.trainings.execute(caller, rest.trainingId, {
          type: 'PlanTraining',
          data: { ...rest, providerId: providerId ?? caller.principal.provider ?? '' },
        }),
      )
      reply.code(201)
      return toTrainingStepped(answer.state, answer.position)
    },
  )
}

const nameOfDepartment =
  ({ directory }: RouteParts) =>
  (id: string): string =>
    directory.departments.find((department) => department.id === id)?.name ?? id

const listTrainings = (app: App, parts: RouteParts): void => {
  const querystring = listQuery.extend({
    provider: logTextField('机构编号', 64, 'provider-1').optional(),
    district: logTextField('区(县、市)代码', 64, '330602').optional(),
    department: logTextField('行业主管部门', 64, 'human-resources').optional(),
    status: z.enum(trainingStatuses).optional(),
    trainer: logTextField('培训师的人员编号', 64, 'aaaaaaaaaaaaaaaaaaaaaaaaaa').optional(),
    place: logTextField('培训地点', 100, '市技师学院 2 号楼 201').optional(),
    findings: z.enum(['open', 'none']).optional().meta({ description: 'open:有没有处理的疑点' }),
  })
  app.get(
    '/trainings',
    {
      config: { action: 'trainings.read' },
      schema: {
        operationId: 'listTrainings',
        summary: '培训班列表',
        description: '新登记的在前;培训机构只看到自己的,区(县、市)只看到在本区办的。',
        tags,
        querystring,
        response: { 200: z.object({ items: z.array(trainingSummary), next: z.string().nullable(), asOf }) },
      },
    },
    async (request) => {
      const { atLeast, limit, after, ...filter } = request.query
      const scope = await parts.settle(request, { atLeast })
      const page = parts.queries.listTrainings(scope, filter, { limit, after: after ?? null })
      const nameOf = nameOfDepartment(parts)
      const items = page.items.map((training) => toTrainingSummary(training, nameOf))
      return { items, next: page.next, asOf: toAsOf(page.asOf) }
    },
  )
}

/** The roster, with masked names, of whom the reader may see; null for readers who have no business with it. */
const learnersFor = async (
  { trainings, ledger, vault }: RouteParts,
  principal: Principal | null,
  trainingId: string,
) => {
  if (principal?.role !== 'provider' && principal?.role !== 'officer') return null
  const scope: Scope = scopeOf(principal)
  const roster = (await trainings.training(scope, trainingId))?.state.roster ?? new Set<string>()
  const people = await Promise.all([...roster].map((personId) => ledger.person(scope, personId)))
  return people.flatMap((person) =>
    person === undefined
      ? []
      : [{ personId: person.state.personId ?? '', name: maskedPerson(vault, person.state).name }],
  )
}

const readTraining = (app: App, parts: RouteParts): void => {
  app.get(
    '/trainings/:trainingId',
    {
      config: { action: 'trainings.read' },
      schema: {
        operationId: 'getTraining',
        summary: '查看培训班',
        tags,
        params: trainingPath,
        querystring: readQuery,
        response: { 200: trainingAnswer },
      },
    },
    async (request) => {
      const { trainingId } = request.params
      const scope = await parts.settle(request, request.query)
      const learners = await learnersFor(parts, request.principal, trainingId)
      const found = parts.queries.trainingOf(scope, trainingId)
      if (found === undefined) throw new DomainError('training-unknown')
      const isVisible = (id: string): boolean => parts.queries.trainingOf(scope, id) !== undefined
      const around = { nameOf: nameOfDepartment(parts), isVisible, learners }
      return { ...toTraining(found.figure, around), asOf: toAsOf(found.asOf) }
    },
  )
}

export const trainingRoutes = (app: App, parts: RouteParts): void => {
  planTraining(app, parts)
  listTrainings(app, parts)
  readTraining(app, parts)
}
