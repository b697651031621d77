import type { Scope } from '../domain/scope.ts'
import type { Filter } from './read-model-store.ts'

/**
 * The filters that together are what scope and filter both allow; none: nothing. Several districts
 * are several walks along an index, merged. A scope that is no place reaches nothing here.
 */
export const waysThrough = (scope: Scope, filter: Filter): readonly Filter[] => {
  if (scope.kind === 'all') return [filter]
  if (scope.kind !== 'districts') return []
  const { district } = filter
  const codes = [...new Set(scope.districts)].filter((code) => district === undefined || code === district)
  return codes.map((code) => ({ ...filter, district: code }))
}

/** The same for what providers have too: each reaches its own. */
export const waysWithProviders = (scope: Scope, filter: Filter): readonly Filter[] => {
  if (scope.kind !== 'provider') return waysThrough(scope, filter)
  const { provider } = scope
  return filter.provider === undefined || filter.provider === provider ? [{ ...filter, provider }] : []
}
