import { DomainError } from '../errors.ts'
import type { Scope } from '../scope.ts'
import type { ProviderCommand } from './commands.ts'
import { districtsOf, type ProviderState } from './state.ts'

/** Whoever works for a district that a provider was ever designated for sees the provider. */
export const providerInScope = (
  scope: Scope,
  { providerId, designations }: Pick<ProviderState, 'providerId' | 'designations'>,
): boolean => {
  switch (scope.kind) {
    case 'all':
      return true
    case 'districts':
      return designations.some(({ districts }) => districts.some((code) => scope.districts.includes(code)))
    case 'provider':
      return scope.provider === providerId
    case 'own':
      return false
  }
}

/**
 * A designation, its change and a suspension hold in every district of it, so only who works for all
 * of them decides on it.
 *
 * @throws {DomainError} `provider-unknown`, `district-out-of-scope`
 */
export const needProviderInScope = (scope: Scope, command: ProviderCommand, state: ProviderState): void => {
  const isNew = command.type === 'DesignateProvider'
  if (!isNew && (state.providerId === null || !providerInScope(scope, state))) {
    throw new DomainError('provider-unknown')
  }
  if (scope.kind === 'all') return
  const given = 'districts' in command.data ? command.data.districts : []
  const touched = [...(isNew ? [] : districtsOf(state)), ...given]
  const beyond = touched.find((code) => scope.kind !== 'districts' || !scope.districts.includes(code))
  if (beyond !== undefined) throw new DomainError('district-out-of-scope', { district: beyond })
}
