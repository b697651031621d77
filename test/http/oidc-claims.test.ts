import { test } from 'tap'
import { type Claims, principalFrom } from '../../src/http/auth/oidc-claims.ts'
import { claimNames, personId as pid, places } from './oidc-fixture.ts'

const of = (claims: Claims, names: Partial<typeof claimNames> | Record<string, string> = {}) =>
  principalFrom(claims, { ...claimNames, ...names }, places)

const sub = 'staff-7'
const officer = { sub, pid, role: 'officer', districts: ['330602'] }

test('what does not say clearly who it is gives no access', (t) => {
  const table: readonly (readonly [string, Claims])[] = [
    ['no account', { ...officer, sub: undefined }],
    ['an account with a space', { ...officer, sub: 'a b' }],
    ['an account that is no text', { ...officer, sub: 7 }],
    ['no role', { ...officer, role: undefined }],
    ['a role of another system', { ...officer, role: 'root' }],
    ['a role in other letters', { ...officer, role: 'Officer' }],
    ['two roles', { ...officer, role: ['officer', 'finance'] }],
    ['two roles in one text', { ...officer, role: 'officer,finance' }],
    ['a role within a role', { ...officer, role: { officer: true } }],
    ['no person', { ...officer, pid: undefined }],
    ['an id number for a person', { ...officer, pid: '330699199001010012' }],
    ['a person in capitals', { ...officer, pid: pid.toUpperCase() }],
    ['no district', { ...officer, districts: [] }],
    ['districts left out', { sub, pid, role: 'finance' }],
    ['a district that is none', { ...officer, districts: ['330602', '330699'] }],
    ['all districts by a star', { ...officer, districts: '*' }],
    ['a provider without one', { sub, pid, role: 'provider' }],
    ['a provider with several', { sub, pid, role: 'provider', provider: ['p-1', 'p-2'] }],
    ['inherited names', { ...officer, role: undefined, constructor: 'officer' }],
  ]
  for (const [what, claims] of table) t.equal(of(claims), undefined, what)
  t.equal(of(officer, { role: 'constructor.name' }), undefined)
  t.equal(of(officer, { role: 'role.length' }), undefined)
  t.end()
})

test('roles, scope and person from the claims', (t) => {
  const base = { account: sub, pid, provider: null }
  t.strictSame(of(officer), { ...base, role: 'officer', districts: ['330602'] })
  t.strictSame(of({ ...officer, districts: '330603 330602,330603' })?.districts, ['330603', '330602'])
  t.strictSame(of({ ...officer, districts: ['330600'] })?.districts, ['330602', '330603'], 'the city')
  t.strictSame(of({ ...officer, role: ['offline_access', 'officer', 'officer'] })?.role, 'officer')
  t.strictSame(of({ sub, pid, role: 'provider', provider: 'provider-1', districts: ['330602'] }), {
    ...base,
    role: 'provider',
    districts: [],
    provider: 'provider-1',
  })
  for (const role of ['auditor', 'admin', 'policy-officer', 'policy-reviewer', 'applicant']) {
    const claims = { sub, pid, role, districts: ['330602'], provider: 'provider-1' }
    t.strictSame(of(claims), { ...base, role, districts: [] }, role)
  }
  t.end()
})

test('claims stand where the settings say', (t) => {
  const nested = {
    preferred_username: 'li',
    resource_access: { jinlan: { roles: ['finance'] } },
    'https://city.example/claims/districts': ['330602'],
    staff: { person: pid },
  }
  const names = {
    account: 'preferred_username',
    role: 'resource_access.jinlan.roles',
    districts: 'https://city.example/claims/districts',
    person: 'staff.person',
  }
  t.strictSame(of(nested, names), {
    account: 'li',
    role: 'finance',
    pid,
    districts: ['330602'],
    provider: null,
  })
  t.end()
})
