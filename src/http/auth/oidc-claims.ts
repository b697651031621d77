import { type Role, roles } from '../../domain/actor.ts'
import type { Principal } from '../../domain/scope.ts'

/** Claims of a token whose signature, issuer, audience and time were found good. */
export type Claims = Readonly<Record<string, unknown>>

/** Where in a token things stand: a claim's name, or a path such as `resource_access.jinlan.roles`. */
export interface ClaimNames {
  readonly account: string
  readonly role: string
  readonly districts: string
  readonly provider: string
  readonly person: string
}

/** The places there are. */
export interface Places {
  /** Stands for all districts. */
  readonly city: string
  readonly districts: ReadonlySet<string>
}

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Claims)[name]
    : undefined

/** A claim by its whole name, for names with dots in them, else by its path. */
const claimAt = (claims: Claims, name: string): unknown =>
  own(claims, name) ?? name.split('.').reduce(own, claims as unknown)

/** A list, or one text with the values apart by spaces or commas. */
const wordsAt = (claims: Claims, name: string): readonly string[] => {
  const value = claimAt(claims, name)
  const list = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : []
  return list.filter((word): word is string => typeof word === 'string' && word !== '')
}

const textAt = (claims: Claims, name: string, form: RegExp): string | undefined => {
  const value = claimAt(claims, name)
  return typeof value === 'string' && form.test(value) ? value : undefined
}

const accountForm = /^[\x21-\x7e]{1,200}$/
/** Providers are named by short ids. */
const providerForm = /^[\w.-]{1,64}$/
/** A person id, in its one spelling: duties are kept apart by it. An id number is none. */
const personForm = /^[a-z2-7]{26}$/

const isRole = (word: string): word is Role => (roles as readonly string[]).includes(word)

const forDistricts: readonly Role[] = ['officer', 'reviewer', 'finance']

/**
 * Who a token stands for. Undefined, and so no access, unless it names an account, exactly one of
 * this system's roles (others are passed over), the person's id, and for roles that have a scope the
 * districts, all of them known, or the provider. Scope of other roles is not read.
 */
export const principalFrom = (claims: Claims, names: ClaimNames, places: Places): Principal | undefined => {
  const account = textAt(claims, names.account, accountForm)
  const pid = textAt(claims, names.person, personForm)
  const found = new Set(wordsAt(claims, names.role).filter(isRole))
  const [role] = found
  if (account === undefined || pid === undefined || role === undefined || found.size > 1) return undefined
  const districts = forDistricts.includes(role) ? districtsIn(wordsAt(claims, names.districts), places) : []
  const provider = role === 'provider' ? textAt(claims, names.provider, providerForm) : null
  if (districts === undefined || provider === undefined) return undefined
  return { account, role, pid, districts, provider }
}

/** One that does not exist is more likely a mistake than a district to come. */
const districtsIn = (
  codes: readonly string[],
  { city, districts }: Places,
): readonly string[] | undefined => {
  if (codes.length === 0 || codes.some((code) => code !== city && !districts.has(code))) return undefined
  return codes.includes(city) ? [...districts] : [...new Set(codes)]
}
