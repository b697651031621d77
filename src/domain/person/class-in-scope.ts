import { DomainError } from '../errors.ts'
import type { Scope } from '../scope.ts'
import type { TrainingFacts } from '../training/facts.ts'
import { trainingInScope } from '../training/scope.ts'
import type { PersonCommand } from './commands.ts'
import type { PersonState } from './state.ts'

/** The class that the command puts a completion into; a record that stays in its class goes nowhere. */
const classEntered = (command: PersonCommand, state: PersonState): string | undefined => {
  if (command.type === 'RecordCompletion') return command.data.trainingId
  if (command.type !== 'CorrectCompletion') return undefined
  const { completionId, change } = command.data
  return change.trainingId === state.facts.get(completionId)?.trainingId ? undefined : change.trainingId
}

/**
 * Whoever does not see a class puts nobody into it: another provider's, or one held in another district,
 * is as one that nobody planned.
 *
 * @param training the class that came with the command
 * @throws {DomainError} `training-unknown`
 */
export const needClassInScope = (
  scope: Scope,
  command: PersonCommand,
  state: PersonState,
  training: TrainingFacts | null | undefined,
): void => {
  if (!training) return
  const { trainingId, provider: providerId, district } = training
  if (classEntered(command, state) !== trainingId || trainingInScope(scope, { providerId, district })) return
  throw new DomainError('training-unknown', { trainingId })
}
