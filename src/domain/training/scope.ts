import { DomainError } from '../errors.ts'
import type { Scope } from '../scope.ts'
import type { TrainingCommand } from './commands.ts'
import type { TrainingDetails } from './events.ts'
import type { TrainingState } from './state.ts'

/** A class is seen by who holds it, and by the district in which it is held. */
export const trainingInScope = (
  scope: Scope,
  { providerId, district }: Pick<TrainingDetails, 'providerId' | 'district'>,
): boolean => {
  switch (scope.kind) {
    case 'all':
      return true
    case 'districts':
      return scope.districts.includes(district)
    case 'provider':
      return scope.provider === providerId
    case 'own':
      return false
  }
}

/**
 * Refuses a command on a class out of scope, with the code of a missing one.
 *
 * @throws {DomainError} `training-unknown`, `provider-unknown`, `district-out-of-scope`
 */
export const needTrainingInScope = (scope: Scope, command: TrainingCommand, state: TrainingState): void => {
  const { type, data } = command
  if (type !== 'PlanTraining' && (state.trainingId === null || !trainingInScope(scope, state.details))) {
    throw new DomainError('training-unknown')
  }
  const district =
    type === 'PlanTraining' ? data.district : type === 'ChangeTraining' ? data.change.district : undefined
  if (district !== undefined && scope.kind === 'districts' && !scope.districts.includes(district)) {
    throw new DomainError('district-out-of-scope', { district })
  }
  if (type === 'PlanTraining' && !trainingInScope(scope, data)) throw new DomainError('provider-unknown')
}
