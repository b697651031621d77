import { type PersonEntitlement, personEntitlement } from '../../projections/person-entitlement.ts'
import type { Scope } from '../domain/scope.ts'
import { hosted } from './answer.ts'
import type { ReadModelReader } from './read-model-store.ts'

const entitlements = hosted(personEntitlement.name)

/** Whether a scope reaches a person, by the figures as `personInScope` says it by the log. */
export const personVisible = (scope: Scope, person: PersonEntitlement): boolean => {
  switch (scope.kind) {
    case 'all':
      return true
    case 'districts':
      return [person.district, ...person.payingDistricts].some((code) => scope.districts.includes(code))
    case 'provider':
      return person.providers.includes(scope.provider)
    case 'own':
      return scope.personId === person.personId
  }
}

/** The same for many people of one moment, each looked up once. */
export const peopleVisible = (reader: ReadModelReader, scope: Scope): ((personId: string) => boolean) => {
  const known = new Map<string, boolean>()
  const look = (personId: string): boolean => {
    const row = reader.get(entitlements, `person-${personId}`)
    return row !== undefined && personVisible(scope, JSON.parse(row.state) as PersonEntitlement)
  }
  return (personId) => {
    if (scope.kind === 'all') return true
    const visible = known.get(personId) ?? look(personId)
    known.set(personId, visible)
    return visible
  }
}
