import type { Principal } from '../domain/scope.ts'
import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import type { City } from './city.ts'

/** Numbers of those who act for a provider that nobody can sign in as. */
const firstNumber = 1_910_001

/** Whoever acts in the demo: those one can sign in as, and somebody at each of the other providers. */
export const demoPrincipals = (
  city: City,
  personas: ReadonlyMap<string, Principal>,
  personIdOf: (idNumber: string) => string,
): ReadonlyMap<string, Principal> => {
  const all = new Map(personas)
  for (const [place, { id }] of city.training.providers.entries()) {
    if (all.has(id)) continue
    const pid = personIdOf(syntheticIdNumber(firstNumber + place))
    all.set(id, { account: id, role: 'provider', districts: [], provider: id, pid })
  }
  return all
}
