import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { TrainingCommand } from '../../domain/training/commands.ts'
import { toTrainingStepped, trainingStepped } from '../answers/training.ts'
import { sealedTextField } from '../fields.ts'
import { type App, pathId, personIn, type RouteParts, trainingPath } from '../route-parts.ts'
import { trainingFields } from './trainings.ts'

const tags = ['培训班']

const changeTraining = (app: App, parts: RouteParts): void => {
  app.post(
    '/trainings/:trainingId/change',
    {
      config: { action: 'trainings.change' },
      schema: {
        operationId: 'changeTraining',
        summary: '变更培训班',
        description: '只填要变更的。已有学员的,只能变更名称、地点、培训师和名额;已开班的,重新核对疑点。',
        tags,
        params: trainingPath,
        body: z.strictObject(trainingFields(parts)).partial(),
        response: { 200: trainingStepped },
      },
    },
    async (request, reply) => {
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.trainings.execute(caller, request.params.trainingId, {
          type: 'ChangeTraining',
          data: { change: request.body },
        }),
      )
      return toTrainingStepped(answer.state, answer.position)
    },
  )
}

const steps: readonly {
  readonly name: string
  readonly type: Extract<TrainingCommand['type'], `${'Open' | 'Finish' | 'Close' | 'Cancel'}Training`>
  readonly summary: string
  readonly description: string
}[] = [
  {
    name: 'open',
    type: 'OpenTraining',
    summary: '开班',
    description: '按开始日期,机构应有认定,培训师应在库;同一培训师或场地同时有两个班的,记为疑点,不影响开班。',
  },
  { name: 'finish', type: 'FinishTraining', summary: '结业', description: '到结业日期为止不能办理。' },
  { name: 'close', type: 'CloseTraining', summary: '办结', description: '办结之后不再接收学员。' },
  { name: 'cancel', type: 'CancelTraining', summary: '取消', description: '没有学员的才能取消。' },
]

const plainSteps = (app: App, parts: RouteParts): void => {
  for (const { name, type, summary, description } of steps) {
    app.post(
      `/trainings/:trainingId/${name}`,
      {
        config: { action: 'trainings.step', bodyOptional: true },
        schema: {
          operationId: `${name}Training`,
          ...{ summary, description, tags },
          params: trainingPath,
          body: z.strictObject({}).nullish(),
          response: { 200: trainingStepped },
        },
      },
      async (request, reply) => {
        const answer = await parts.carryOut(request, reply, (caller) =>
          parts.trainings.execute(caller, request.params.trainingId, { type, data: {} }),
        )
        return toTrainingStepped(answer.state, answer.position)
      },
    )
  }
}

const findingPath = trainingPath.extend({ no: pathId('第几个疑点', '1') })

const resolveFinding = (app: App, parts: RouteParts): void => {
  app.post(
    '/trainings/:trainingId/findings/:no/resolve',
    {
      config: { action: 'trainings.resolve' },
      schema: {
        operationId: 'resolveTrainingFinding',
        summary: '处理培训班的疑点',
        description:
          '办理引起疑点那一步的人不能处理。属实的,以这个班为依据的申领不能核准。处理以后换了培训师、地点或日期的,可以由别人重新处理。',
        tags,
        params: findingPath,
        body: z.strictObject({
          upheld: z.boolean().meta({ description: '属实' }),
          reason: sealedTextField('理由,加密保存', 500, '两个班分上下午,核对课表无误'),
        }),
        response: { 200: trainingStepped },
      },
    },
    async (request, reply) => {
      const { trainingId, no } = request.params
      const { upheld, reason: note } = request.body
      if (!/^[1-9]\d{0,5}$/.test(no)) throw new DomainError('finding-unknown', { no: '' })
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.trainings.resolve(caller, trainingId, { no: Number(no), upheld, note }),
      )
      return toTrainingStepped(answer.state, answer.position)
    },
  )
}

const learnerPath = trainingPath.extend({ personId: pathId('学员的人员编号', 'aaaaaaaaaaaaaaaaaaaaaaaaaa') })

/** Its rows take places together, and are recorded after that. */
const needNoCommit = ({ queries }: RouteParts, provider: string): void => {
  const underWay = queries.listImports(null, { provider, status: 'committing' }, { limit: 1, after: null })
  if (underWay.items.length > 0) throw new DomainError('roster-in-use')
}

const removeLearner = (app: App, parts: RouteParts): void => {
  app.post(
    '/trainings/:trainingId/learners/:personId/remove',
    {
      config: { action: 'trainings.remove-learner', bodyOptional: true },
      schema: {
        operationId: 'removeLearner',
        summary: '把学员移出培训班',
        description:
          '误入名单、在这个班没有结业记录的学员,移出即退回名额;有结业记录的,撤回记录时自动退回。' +
          '不在名单上的,什么也不改变。',
        tags,
        params: learnerPath,
        body: z.strictObject({}).nullish(),
        response: { 200: trainingStepped },
      },
    },
    async (request, reply) => {
      const { trainingId } = request.params
      const personId = personIn(request.params)
      const answer = await parts.carryOut(request, reply, (caller) =>
        parts.ledger.removeLearner(caller, personId, trainingId, (provider) => needNoCommit(parts, provider)),
      )
      return toTrainingStepped(answer.state, answer.position)
    },
  )
}

/** The steps of a class that was planned. */
export const trainingStepRoutes = (app: App, parts: RouteParts): void => {
  changeTraining(app, parts)
  plainSteps(app, parts)
  resolveFinding(app, parts)
  removeLearner(app, parts)
}
