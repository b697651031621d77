import { z } from 'zod'
import type { FindingFigure, RegisteredTraining } from '../../../projections/training-register.ts'
import type { TrainingState } from '../../domain/training/state.ts'
import { trainingStatuses, trainingStatusText } from '../../domain/training/status.ts'
import { asOf, personId, position } from './common.ts'

const trainingId = z.string().meta({ examples: ['SX-2024-017'] })
const status = z.enum(trainingStatuses)
const statusText = z.string().meta({ examples: ['计划中', '已开班'] })

export const trainingSummary = z
  .object({
    trainingId,
    providerId: z.string(),
    course: z.string(),
    name: z.string(),
    occupation: z.string().nullable(),
    level: z.string().nullable(),
    startsOn: z.string(),
    endsOn: z.string(),
    hours: z.int().meta({ description: '课时' }),
    place: z.string(),
    trainerId: z.string().nullable(),
    capacity: z.int().meta({ description: '名额' }),
    enrolled: z.int().meta({ description: '学员人数' }),
    department: z.string().meta({ examples: ['human-resources'] }),
    departmentName: z.string().meta({ examples: ['市人力社保局'] }),
    district: z.string(),
    status,
    statusText,
    openFindings: z.int().meta({ description: '没有处理的疑点' }),
  })
  .meta({ id: 'TrainingSummary' })

const finding = z.object({
  no: z.int(),
  rule: z.enum(['trainer-two-places', 'room-two-places']),
  ruleText: z.string().meta({ examples: ['同一培训师同时在两个班'] }),
  becauseOf: z.array(z.string()).meta({ description: '另外的班;不在管辖范围内的不列' }),
  becauseOfCount: z.int().meta({ description: '另外几个班,包括没有列出的' }),
  at: z.string(),
  upheld: z.boolean().nullable().meta({ description: '没有处理的为空;true 为属实' }),
  resolvedAt: z.string().nullable(),
  resolvedBy: z.string().nullable(),
})

const learner = z.object({ personId, name: z.string().nullable().meta({ description: '打码' }) })

export const trainingAnswer = trainingSummary
  .extend({
    openedOn: z.string().nullable(),
    finishedOn: z.string().nullable(),
    closedOn: z.string().nullable(),
    cancelledOn: z.string().nullable(),
    findings: z.array(finding),
    learners: z
      .array(learner)
      .nullable()
      .meta({ description: '只给本机构和经办人;经办人只看到本区(县、市)的人员' }),
    asOf,
  })
  .meta({ id: 'Training' })

export const trainingStepped = z
  .object({ trainingId, status, statusText, enrolled: z.int(), openFindings: z.int(), position })
  .meta({ id: 'TrainingStepped' })

const ruleTexts = {
  'trainer-two-places': '同一培训师同时在两个班',
  'room-two-places': '同一场地同时有两个班',
} as const

const openIn = (findings: readonly { readonly upheld: boolean | null }[]): number =>
  findings.filter(({ upheld }) => upheld === null).length

export type NameOfDepartment = (id: string) => string

export const toTrainingSummary = (
  training: RegisteredTraining,
  nameOf: NameOfDepartment,
): z.output<typeof trainingSummary> => {
  const { trainingId, providerId, course, name, occupation, level, startsOn, endsOn, hours } = training
  const { place, trainerId, capacity, enrolled, department, district, status, findings } = training
  return {
    ...{ trainingId, providerId, course, name, occupation, level, startsOn, endsOn, hours, place },
    ...{ trainerId, capacity, enrolled, department, departmentName: nameOf(department), district },
    ...{ status, statusText: trainingStatusText[status], openFindings: openIn(findings) },
  }
}

const toFinding = (
  { no, rule, becauseOf, at, upheld, resolvedAt, resolvedBy }: FindingFigure,
  isVisible: (trainingId: string) => boolean,
): z.output<typeof finding> => ({
  ...{ no, rule, ruleText: ruleTexts[rule], at, upheld, resolvedAt, resolvedBy },
  becauseOf: becauseOf.filter(isVisible),
  becauseOfCount: becauseOf.length,
})

export interface AroundTraining {
  readonly nameOf: NameOfDepartment
  /** Whether the reader may see another class. */
  readonly isVisible: (trainingId: string) => boolean
  /** Null: not for this reader. */
  readonly learners: z.output<typeof learner>[] | null
}

export const toTraining = (
  training: RegisteredTraining,
  { nameOf, isVisible, learners }: AroundTraining,
): Omit<z.output<typeof trainingAnswer>, 'asOf'> => {
  const { openedOn, finishedOn, closedOn, cancelledOn, findings } = training
  return {
    ...toTrainingSummary(training, nameOf),
    ...{ openedOn, finishedOn, closedOn, cancelledOn, learners },
    findings: findings.map((one) => toFinding(one, isVisible)),
  }
}

export const toTrainingStepped = (
  { trainingId, status, roster, findings }: TrainingState,
  place: bigint,
): z.output<typeof trainingStepped> => ({
  trainingId: trainingId ?? '',
  ...{ status, statusText: trainingStatusText[status] },
  enrolled: roster.size,
  openFindings: openIn(findings),
  position: String(place),
})
