import type { Actor } from './actor.ts'
import { DomainError } from './errors.ts'
import type { PersonCommand } from './person/commands.ts'
import { type Claim, currentDistrict, type PersonState } from './person/state.ts'

/** Whose records someone may touch. What is out of scope is as if it did not exist. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'districts'; readonly districts: readonly string[] }
  | { readonly kind: 'provider'; readonly provider: string }
  | { readonly kind: 'own'; readonly personId: string }

/** Someone signed in: the actor, and where they may act. */
export interface Principal extends Actor {
  /** District codes; for the roles that work for districts. */
  readonly districts: readonly string[]
  /** For the role provider. */
  readonly provider: string | null
}

export const scopeOf = (principal: Principal): Scope => {
  switch (principal.role) {
    case 'applicant':
      return { kind: 'own', personId: principal.pid }
    case 'provider':
      return { kind: 'provider', provider: principal.provider ?? '' }
    case 'officer':
    case 'reviewer':
    case 'finance':
      return { kind: 'districts', districts: principal.districts }
    default:
      return { kind: 'all' }
  }
}

export const personInScope = (scope: Scope, state: PersonState): boolean => {
  switch (scope.kind) {
    case 'all':
      return true
    case 'districts':
      return (
        scope.districts.includes(currentDistrict(state)) ||
        [...state.claims.values()].some((claim) => claimInScope(scope, claim, state.personId))
      )
    case 'provider':
      return state.providers.includes(scope.provider)
    case 'own':
      return scope.personId === state.personId
  }
}

export const claimInScope = (
  scope: Scope,
  claim: Pick<Claim, 'district' | 'provider'>,
  personId: string | null,
): boolean => {
  switch (scope.kind) {
    case 'all':
      return true
    case 'districts':
      return scope.districts.includes(claim.district)
    case 'provider':
      return claim.provider === scope.provider
    case 'own':
      return scope.personId === personId
  }
}

/**
 * Refuses a command on what its scope does not reach, with the code of a missing thing.
 *
 * @throws {DomainError}
 */
export const needInScope = (scope: Scope, command: PersonCommand, state: PersonState): void => {
  if (command.type === 'RegisterPerson') {
    if (scope.kind === 'districts' && !scope.districts.includes(command.data.district)) {
      throw new DomainError('district-out-of-scope', { district: command.data.district })
    }
    return
  }
  if ('claimId' in command.data) {
    const { claimId } = command.data
    const claim = state.claims.get(claimId)
    if (claim === undefined || !claimInScope(scope, claim, state.personId)) {
      throw new DomainError('claim-unknown', { claimId })
    }
    return
  }
  // A district that pays a claim may look at the person and at what holds it; only their own district writes.
  const looks = command.type === 'RevealDetails' || command.type === 'ResolveFinding'
  const reaches =
    scope.kind === 'districts' && !looks
      ? scope.districts.includes(currentDistrict(state))
      : personInScope(scope, state)
  if (state.personId === null || !reaches) throw new DomainError('person-unknown')
  if (scope.kind === 'provider') needOwnCompletion(scope.provider, command, state)
}

/** A provider touches and claims on its own records only; others' are as if they did not exist. */
const needOwnCompletion = (provider: string, command: PersonCommand, state: PersonState): void => {
  const { data } = command
  const id = 'completionId' in data ? data.completionId : 'basis' in data ? data.basis : undefined
  if (id !== undefined && state.facts.get(id)?.provider !== provider) {
    throw new DomainError('completion-unknown', { id })
  }
}
