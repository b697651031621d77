import { shanghaiDay } from '../../domain/dates.ts'
import { levelOrder, namedLevel } from '../../domain/policy/training.ts'
import { providerInScope } from '../../domain/provider/scope.ts'
import { initialProvider } from '../../domain/provider/state.ts'
import { scopeOf } from '../../domain/scope.ts'
import { initialTrainer } from '../../domain/trainer/state.ts'
import type { ClassElsewhere, TrainingCommand, TrainingContext } from '../../domain/training/commands.ts'
import type { TrainingDetails } from '../../domain/training/events.ts'
import type { TrainingState } from '../../domain/training/state.ts'
import type { Caller } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import type { Providers } from './providers.ts'
import type { Trainers } from './trainers.ts'

/** What a class may share with others. */
export type ClassAt = Pick<TrainingDetails, 'trainerId' | 'place'> & { readonly trainingId: string }

/**
 * The other classes with the same trainer or at the same place that were opened and not cancelled, on
 * whatever days. They are found among the figures, which reflect the log as it was when it was asked.
 */
export type FindElsewhere = (asked: ClassAt) => Promise<readonly ClassElsewhere[]>

export interface AroundParts {
  readonly rulebook: Rulebook
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
  /** Ids of the industry departments. */
  readonly departments: ReadonlySet<string>
  readonly providers: Pick<Providers, 'load'>
  readonly trainers: Pick<Trainers, 'load'>
  readonly findElsewhere: FindElsewhere
}

/** The command with its level as the policy names it, where it has one. */
export const withNamedLevel = (
  command: TrainingCommand,
  { rulebook, at }: { readonly rulebook: Rulebook; readonly at: string },
): TrainingCommand => {
  const named = <T extends { readonly level?: string | null | undefined }>(data: T): T =>
    typeof data.level === 'string'
      ? { ...data, level: namedLevel(rulebook.inForce(shanghaiDay(at)), data.level) }
      : data
  if (command.type === 'PlanTraining') return { ...command, data: named(command.data) }
  if (command.type === 'ChangeTraining') return { ...command, data: { change: named(command.data.change) } }
  return command
}

type Around = Pick<TrainingContext, 'provider' | 'trainer' | 'elsewhere'>

const nothing: Around = { provider: initialProvider, trainer: initialTrainer, elsewhere: [] }

/** What deciding on a class looks at beside the class: only what the command needs is read. */
export const contextOf = async (
  parts: AroundParts,
  caller: Caller,
  command: TrainingCommand,
  state: TrainingState,
): Promise<TrainingContext> => {
  const { principal, at } = caller
  const { rulebook, districts, departments } = parts
  if (rulebook.isStale(at)) await rulebook.refresh(at)
  const { account, role, pid } = principal
  const today = shanghaiDay(at)
  const policy = rulebook.inForce(today)
  const courses = new Set(policy.courses.map(({ id }) => id))
  const levels = levelOrder(policy)
  const around = await aroundOf(parts, caller, command, state)
  return { actor: { account, role, pid }, today, districts, departments, courses, levels, ...around }
}

const aroundOf = async (
  parts: AroundParts,
  { principal }: Caller,
  command: TrainingCommand,
  state: TrainingState,
): Promise<Around> => {
  if (command.type === 'PlanTraining') {
    const provider = await parts.providers.load(command.data.providerId)
    // A provider out of scope is as one that does not exist.
    return providerInScope(scopeOf(principal), provider) ? { ...nothing, provider } : nothing
  }
  if (command.type !== 'OpenTraining' && command.type !== 'ChangeTraining') return nothing
  const change = command.type === 'ChangeTraining' ? command.data.change : {}
  const { trainerId = state.details.trainerId, place = state.details.place } = change
  const [provider, trainer, elsewhere] = await Promise.all([
    parts.providers.load(state.details.providerId),
    trainerId === null ? initialTrainer : parts.trainers.load(trainerId),
    parts.findElsewhere({ trainingId: state.trainingId ?? '', trainerId, place }),
  ])
  return { provider, trainer, elsewhere }
}
