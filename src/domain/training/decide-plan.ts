import { DomainError } from '../errors.ts'
import { providerEligibleOn } from '../provider/eligible.ts'
import { trainerCurrentOn } from '../trainer/state.ts'
import { isTrainingId, type TrainingCommandData, type TrainingContext } from './commands.ts'
import type { NewTrainingEvent, TrainingDetails } from './events.ts'
import type { TrainingState } from './state.ts'
import { findingsOnceChanged, twoPlaces } from './two-places.ts'

type Decided = readonly NewTrainingEvent[]

/** Beyond these a number is a slip of the pen. */
const capacityMost = 10_000
const hoursMost = 10_000

const isCount = (count: number, most: number): boolean =>
  Number.isInteger(count) && count >= 1 && count <= most

const needSound = (details: TrainingDetails, context: TrainingContext): void => {
  const { course, department, district, startsOn, endsOn, hours, capacity } = details
  if (!context.courses.has(course)) throw new DomainError('course-unknown', { course })
  if (!context.departments.has(department)) throw new DomainError('department-unknown', { department })
  if (!context.districts.has(district)) throw new DomainError('district-unknown', { district })
  if (endsOn < startsOn) throw new DomainError('training-dates', { field: 'endsOn' })
  if (!isCount(hours, hoursMost)) throw new DomainError('training-size', { field: 'hours' })
  if (!isCount(capacity, capacityMost)) throw new DomainError('training-size', { field: 'capacity' })
}

/** @throws {DomainError} `provider-unknown` */
export const needProvider = (
  { providerId }: Pick<TrainingDetails, 'providerId'>,
  { provider }: TrainingContext,
): void => {
  if (provider.providerId !== providerId) throw new DomainError('provider-unknown')
}

/** Levels are those of skill certificates; what a class was planned with before that was asked, it keeps. */
const needLevel = (level: string | null, { levels }: TrainingContext, before: string | null = null): void => {
  if (level === null || level === before || levels.length === 0) return
  if (!levels.includes(level)) throw new DomainError('level-unknown')
}

export const planTraining = (
  data: TrainingCommandData<'PlanTraining'>,
  state: TrainingState,
  context: TrainingContext,
): Decided => {
  const { trainingId } = data
  if (state.trainingId !== null) throw new DomainError('training-exists', { trainingId })
  if (!isTrainingId(trainingId)) throw new DomainError('training-id-invalid')
  needProvider(data, context)
  needSound(data, context)
  needLevel(data.level, context)
  needEligible(data, context)
  return [{ type: 'TrainingPlanned', data }]
}

/** The provider on the first day. */
const needEligible = (details: TrainingDetails, { provider }: TrainingContext): void => {
  const { startsOn } = details
  const fault = providerEligibleOn(provider, startsOn, details)
  if (fault !== null) throw new DomainError('provider-not-eligible', { fault, startsOn })
}

/** What the provider is asked about when a plan changes. */
const ofEligibility = ['startsOn', 'district', 'occupation'] as const

/** Provider and trainer on the first day. */
const needHolders = (details: TrainingDetails, context: TrainingContext): void => {
  needEligible(details, context)
  const { trainer } = context
  const { startsOn, trainerId } = details
  if (trainerId === null || trainer.trainerId !== trainerId || !trainerCurrentOn(trainer, startsOn)) {
    throw new DomainError('trainer-not-current', { on: startsOn })
  }
}

export const openTraining = (state: TrainingState, context: TrainingContext): Decided => {
  const { details, findings } = state
  needHolders(details, context)
  const opened = { type: 'TrainingOpened', data: { openedOn: context.today } } as const
  return [opened, ...twoPlaces(details, context.elsewhere, findings)]
}

/** What completions were judged by, and took over. */
const settledByLearners = [
  'course',
  'occupation',
  'level',
  'startsOn',
  'endsOn',
  'hours',
  'department',
  'district',
] as const

export const changeTraining = (
  { change }: TrainingCommandData<'ChangeTraining'>,
  state: TrainingState,
  context: TrainingContext,
): Decided => {
  const before = state.details
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const details: TrainingDetails = { ...before, ...Object.fromEntries(given) }
  const fields = Object.keys(before) as (keyof TrainingDetails)[]
  if (fields.every((field) => details[field] === before[field])) return []
  needSound(details, context)
  needLevel(details.level, context, before.level)
  const settled = settledByLearners.find((field) => details[field] !== before[field])
  if (state.roster.size > 0 && settled !== undefined) throw new DomainError('has-learners')
  if (details.capacity < state.roster.size) throw new DomainError('training-full', { room: '0' })
  const changed = {
    type: 'TrainingChanged',
    data: { trainingId: state.trainingId ?? '', ...details },
  } as const
  if (state.status === 'planned') {
    // A plan of before that was asked may still be put right in all else.
    if (ofEligibility.some((field) => details[field] !== before[field])) needEligible(details, context)
    return [changed]
  }
  needHolders(details, context)
  const findings = findingsOnceChanged(state, details, context.actor.pid)
  return [changed, ...twoPlaces(details, context.elsewhere, findings)]
}
