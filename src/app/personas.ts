import type { Role } from '../domain/actor.ts'
import type { Principal } from '../domain/scope.ts'
import { syntheticIdNumber } from '../domain/synthetic-id.ts'
import type { Directory } from './directory.ts'

/**
 * The people of the demo. Staff and applicants are humans like any other: each has a person id of
 * a synthetic id number, so that duties are kept apart by person here too.
 */

/** Synthetic number of the first staff member; applicant n of the demo has number n. */
const firstStaffNumber = 1_900_001
export const applicantPersonas = 9
const providers = ['provider-1', 'provider-2'] as const

const districtRoles: readonly Role[] = ['officer', 'reviewer', 'finance']
const cityRoles: readonly Role[] = ['auditor', 'policy-officer', 'policy-reviewer', 'admin']

/** Persona name → who they are. The same directory and key give the same people. */
export const demoPersonas = (
  directory: Directory,
  personIdOf: (idNumber: string) => string,
): ReadonlyMap<string, Principal> => {
  const all = directory.districts.map(({ code }) => code)
  const entries: Omit<Principal, 'pid'>[] = []
  for (const role of districtRoles) {
    // Whoever works for the city works for all its districts.
    entries.push({ account: `${role}-${directory.city.code}`, role, districts: all, provider: null })
    for (const code of all)
      entries.push({ account: `${role}-${code}`, role, districts: [code], provider: null })
  }
  for (const provider of providers)
    entries.push({ account: provider, role: 'provider', districts: [], provider })
  for (const role of cityRoles) entries.push({ account: role, role, districts: [], provider: null })
  // The second signature of large batches.
  entries.push({ account: 'finance-chief', role: 'finance', districts: all, provider: null })
  const staff = entries.map((entry, index) => ({
    ...entry,
    pid: personIdOf(syntheticIdNumber(firstStaffNumber + index)),
  }))
  const applicants = Array.from({ length: applicantPersonas }, (_, index) => ({
    account: `applicant-${index + 1}`,
    role: 'applicant' as const,
    districts: [],
    provider: null,
    pid: personIdOf(syntheticIdNumber(index + 1)),
  }))
  return new Map([...staff, ...applicants].map((principal) => [principal.account, principal]))
}
