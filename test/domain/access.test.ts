import { test } from 'tap'
import { type Actor, type Role, roles } from '../../src/domain/actor.ts'
import { type Action, actions, can } from '../../src/domain/can.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { initialPerson } from '../../src/domain/person/state.ts'
import { claimInScope, needInScope, personInScope, type Scope, scopeOf } from '../../src/domain/scope.ts'
import { folded, type Past, past, personId, someone } from '../support/given.ts'
import * as story from '../support/story.ts'

/** Who may do what, and where. What is out of reach answers as if it did not exist. */

const everyone: readonly Role[] = roles
const staff: readonly Role[] = ['officer', 'reviewer', 'finance', 'auditor', 'admin']
const deciders: readonly Role[] = ['reviewer', 'finance']
const overseers: readonly Role[] = ['finance', 'auditor', 'admin']
const readers: readonly Role[] = ['applicant', 'provider', ...staff]

/** Written from the design, not from the program's table. */
const expected: { readonly [action: string]: readonly Role[] } = {
  'people.register': ['officer', 'provider'],
  'people.read': readers,
  'people.reveal': ['officer', 'reviewer', 'finance', 'auditor'],
  'people.change': ['applicant', 'officer'],
  'people.move': ['officer'],
  'people.declare-relative': ['applicant', 'officer'],
  'recognitions.grant': ['officer'],
  'recognitions.correct': ['officer'],
  'recognitions.revoke': ['officer'],
  'completions.record': ['officer', 'provider'],
  'completions.correct': ['officer', 'provider'],
  'completions.withdraw': ['officer', 'provider'],
  'claims.submit': ['applicant', 'officer', 'provider'],
  'claims.read': readers,
  'claims.review': ['officer'],
  'claims.return': ['officer', 'reviewer'],
  'claims.resubmit': ['applicant', 'officer', 'provider'],
  'claims.approve': ['reviewer'],
  'claims.reject': ['officer', 'reviewer'],
  'claims.withdraw': ['applicant', 'officer'],
  'claims.confirm-account': ['applicant', 'officer'],
  'recoveries.propose': deciders,
  'recoveries.confirm': deciders,
  'recoveries.dismiss': deciders,
  'recoveries.receive': ['finance'],
  'entitlement.read': readers,
  'funds.open': ['finance'],
  'funds.allot': ['finance'],
  'funds.read': overseers,
  'batches.plan': ['finance'],
  'batches.freeze': ['finance'],
  'batches.notice': ['finance'],
  'batches.object': ['applicant', 'officer', ...deciders, 'auditor'],
  'batches.resolve': ['finance'],
  'batches.remove': ['finance'],
  'batches.close-notice': ['finance'],
  'batches.approve': ['finance'],
  'batches.release': ['finance'],
  'batches.results': ['finance'],
  'batches.reissue': ['finance'],
  'batches.give-up': ['finance'],
  'batches.close': ['finance'],
  'batches.cancel': ['finance'],
  'batches.read': overseers,
  'batches.pay-list': ['finance', 'auditor'],
  'jobs.read': ['provider', 'officer', 'finance'],
  'balances.read': overseers,
  'policy.read': everyone,
  'policy.draft': ['policy-officer'],
  'policy.approve': ['policy-reviewer'],
  'providers.designate': ['officer'],
  'providers.suspend': ['officer'],
  'providers.read': ['provider', ...staff],
  'trainers.enlist': ['officer'],
  'trainers.delist': ['officer'],
  'trainers.read': ['provider', 'officer', 'reviewer', 'auditor', 'admin'],
  'trainings.plan': ['provider', 'officer'],
  'trainings.change': ['provider', 'officer'],
  'trainings.step': ['provider', 'officer'],
  'trainings.resolve': ['officer'],
  'trainings.read': ['provider', ...staff],
}

test('the table of rights, cell by cell', (t) => {
  const known = actions.filter((action) => action in expected)
  t.strictSame(
    Object.keys(expected).filter((action) => !known.includes(action as Action)),
    [],
    'none is lost',
  )
  for (const action of known) {
    const allowed = everyone.filter((role) => can(someone(role), action))
    t.strictSame(
      allowed,
      everyone.filter((role) => expected[action]?.includes(role)),
      action,
    )
  }
  const nobody: Actor = { ...someone('officer'), role: 'nobody' as Role }
  for (const action of actions) {
    t.notOk(can(nobody, action), `${action}, a role that does not exist`)
    t.ok(
      everyone.some((role) => can(someone(role), action)),
      `${action}, somebody may`,
    )
  }
  t.end()
})

test('an applicant acts on what is their own', (t) => {
  const applicant = someone('applicant', personId)
  const theirs = { personId: 'zzzzzzzzzzzzzzzzzzzzzzzzzz' }
  for (const action of actions.filter((name) => can(applicant, name))) {
    t.notOk(can(applicant, action, theirs), `${action}, another's`)
    t.ok(can(applicant, action, { personId }), `${action}, their own`)
  }
  t.ok(can(someone('officer'), 'people.read', theirs), 'others are bound by their scope')
  t.end()
})

const none = { districts: [], provider: null }

test('the scope follows from the role', (t) => {
  const districts = ['330602']
  for (const role of ['officer', 'reviewer', 'finance'] as const) {
    t.strictSame(scopeOf({ ...someone(role), districts, provider: null }), { kind: 'districts', districts })
  }
  t.strictSame(scopeOf({ ...someone('applicant'), ...none }), { kind: 'own', personId: 'applicant' })
  t.strictSame(scopeOf({ ...someone('provider'), ...none, provider: 'p1' }), {
    kind: 'provider',
    provider: 'p1',
  })
  for (const role of ['auditor', 'policy-officer', 'policy-reviewer', 'admin'] as const) {
    t.strictSame(scopeOf({ ...someone(role), ...none }), { kind: 'all' }, role)
  }
  t.end()
})

const elsewhere = ({ event, by }: Past): Past =>
  past({ ...event, data: { ...event.data, district: '330624' } } as typeof event, by)

/** Lives in 330603; 330602 is to pay `c1`, nobody `c2`; `t1` and `c1` are of provider p1, `t2` of p2. */
const state = folded([
  story.registered(),
  past({ type: 'PersonRegisteredAgain', data: { personId, provider: 'p2' } }),
  story.completed('t1'),
  story.completed('t2', { provider: 'p2' }),
  story.granted('r1', 'golden-collar', '2025-01-01'),
  story.submitted('c1', 'workshop-in-province', 't1'),
  elsewhere(story.submitted('c2', 'workshop-in-province', 't1')),
  story.moved('330603', '2025-05-01'),
])

const scopes = {
  all: { kind: 'all' },
  home: { kind: 'districts', districts: ['330603'] },
  payer: { kind: 'districts', districts: ['330602'] },
  'two districts': { kind: 'districts', districts: ['330604', '330603'] },
  elsewhere: { kind: 'districts', districts: ['330604'] },
  'no district': { kind: 'districts', districts: [] },
  p1: { kind: 'provider', provider: 'p1' },
  p2: { kind: 'provider', provider: 'p2' },
  p3: { kind: 'provider', provider: 'p3' },
  'no provider': { kind: 'provider', provider: '' },
  own: { kind: 'own', personId },
  other: { kind: 'own', personId: 'zzzzzzzzzzzzzzzzzzzzzzzzzz' },
} as const satisfies Record<string, Scope>
type Name = keyof typeof scopes
const names = Object.keys(scopes) as Name[]

const noteCommitment = 'n'
const onClaim: PersonCommand = { type: 'WithdrawClaim', data: { claimId: 'c1', noteCommitment: null } }
const move: PersonCommand = { type: 'MovePerson', data: { district: '330604', movedOn: '2025-06-01' } }
const correct = (completionId: string): PersonCommand => ({
  type: 'CorrectCompletion',
  data: { completionId, change: {}, noteCommitment },
})

/** A district that pays a claim may look at the person; it is the person's own district that writes. */
const people: readonly Name[] = ['all', 'home', 'two districts', 'own']
const reached: readonly [what: string, command: PersonCommand, by: readonly Name[], otherwise: string][] = [
  ['the person', move, [...people, 'p1', 'p2'], 'person-unknown'],
  ['a claim', onClaim, ['all', 'payer', 'p1', 'own'], 'claim-unknown'],
  ['a training of p1', correct('t1'), [...people, 'p1'], 'completion-unknown'],
  ['a training of p2', correct('t2'), [...people, 'p2'], 'completion-unknown'],
  ['a claim on p1', story.submit('workshop-in-province', 't1'), [...people, 'p1'], 'completion-unknown'],
  ['a claim on a title', story.submit('golden-collar-naming', 'r1'), people, 'completion-unknown'],
  ['a claim on nothing', story.submit('golden-collar-naming', 'r9'), people, 'completion-unknown'],
]

test('what each scope reaches, and what it is answered otherwise', (t) => {
  for (const [what, command, by, otherwise] of reached) {
    for (const name of names) {
      const scope = scopes[name]
      const ask = () => needInScope(scope, command, state)
      const known = scope.kind === 'provider' && personInScope(scope, state)
      const code = known || 'claimId' in command.data ? otherwise : 'person-unknown'
      if (by.includes(name)) t.doesNotThrow(ask, `${name} reaches ${what}`)
      else t.throws(ask, { name: 'DomainError', code }, `${name} does not reach ${what}`)
    }
  }
  t.end()
})

test('whose people one may look at', (t) => {
  const seen = names.filter((name) => personInScope(scopes[name], state))
  t.strictSame(seen, ['all', 'home', 'payer', 'two districts', 'p1', 'p2', 'own'])
  t.end()
})

test('out of scope is answered as missing is', (t) => {
  const answerTo = (command: PersonCommand, name: Name, of = state) => {
    try {
      needInScope(scopes[name], command, of)
    } catch (error) {
      if (error instanceof DomainError) return error.code
    }
    return 'reached'
  }
  const noClaim: PersonCommand = { type: 'WithdrawClaim', data: { claimId: 'c9', noteCommitment: null } }
  for (const name of names) {
    t.equal(answerTo(noClaim, name), 'claim-unknown')
    t.equal(answerTo(move, name, initialPerson), 'person-unknown')
    t.equal(answerTo(onClaim, name, initialPerson), 'claim-unknown')
  }
  for (const name of ['elsewhere', 'p3', 'other'] as const) {
    t.equal(answerTo(move, name), answerTo(move, name, initialPerson))
    t.equal(answerTo(onClaim, name), answerTo(noClaim, name))
  }
  t.equal(answerTo(correct('t2'), 'p1'), answerTo(correct('t9'), 'p1'), 'a foreign record and none')
  const [foreign, missing] = ['t2', 't9'].map((id) =>
    answerTo(story.submit('workshop-in-province', id), 'p1'),
  )
  t.equal(foreign, missing, 'a claim on a foreign record and on none')
  t.end()
})

test('an office registers people of its own districts, a provider of any', (t) => {
  const register = (district: string): PersonCommand => ({
    type: 'RegisterPerson',
    data: { personId, district, provider: null, commitments: {} },
  })
  const refused = { code: 'district-out-of-scope', facts: { district: '330602' } }
  t.throws(() => needInScope(scopes.home, register('330602'), initialPerson), refused)
  for (const name of ['payer', 'p1', 'all'] as const) {
    t.doesNotThrow(() => needInScope(scopes[name], register('330602'), initialPerson))
  }
  t.notOk(claimInScope({ kind: 'provider', provider: '' }, { district: '330602', provider: null }, personId))
  t.end()
})
