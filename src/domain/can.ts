import type { Actor, Role } from './actor.ts'

/**
 * Who may do what: the one table. What is not in it is forbidden. Where someone may do it is the
 * scope's business; who may not do it for having done another step before is the decider's.
 */
const table = {
  'people.register': ['officer', 'provider'],
  'people.read': ['applicant', 'provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'people.reveal': ['officer', 'reviewer', 'finance', 'auditor'],
  'people.change': ['applicant', 'officer'],
  'people.move': ['officer'],
  'people.declare-relative': ['applicant', 'officer'],
  'recognitions.grant': ['officer'],
  'recognitions.correct': ['officer'],
  'recognitions.revoke': ['officer'],
  'completions.record': ['provider', 'officer'],
  'completions.correct': ['provider', 'officer'],
  'completions.withdraw': ['provider', 'officer'],
  'training-register.read': ['provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'certificates.read': ['provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'provider-desk.read': ['provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'catalogue.read': [
    'applicant',
    'provider',
    'officer',
    'reviewer',
    'finance',
    'auditor',
    'policy-officer',
    'policy-reviewer',
    'admin',
  ],
  'findings.resolve': ['officer', 'reviewer'],
  'findings.read': ['officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'claims.submit': ['applicant', 'provider', 'officer'],
  'claims.read': ['applicant', 'provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'claims.read-notes': ['applicant', 'provider', 'officer', 'reviewer', 'finance', 'auditor'],
  'claims.review': ['officer'],
  'claims.return': ['officer', 'reviewer'],
  'claims.resubmit': ['applicant', 'provider', 'officer'],
  'claims.approve': ['reviewer'],
  'claims.reject': ['officer', 'reviewer'],
  'claims.withdraw': ['applicant', 'officer'],
  'claims.confirm-account': ['applicant', 'officer'],
  'recoveries.propose': ['reviewer', 'finance'],
  'recoveries.confirm': ['reviewer', 'finance'],
  'recoveries.dismiss': ['reviewer', 'finance'],
  'recoveries.receive': ['finance'],
  'entitlement.read': ['applicant', 'provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'funds.open': ['finance'],
  'funds.allot': ['finance'],
  'funds.read': ['finance', 'auditor', 'admin'],
  'batches.plan': ['finance'],
  'batches.freeze': ['finance'],
  'batches.notice': ['finance'],
  'batches.object': ['applicant', 'officer', 'reviewer', 'finance', 'auditor'],
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
  'batches.read': ['finance', 'auditor', 'admin'],
  'batches.pay-list': ['finance', 'auditor'],
  'imports.upload': ['provider', 'officer'],
  'imports.read': ['provider', 'officer', 'auditor', 'admin'],
  'imports.rows': ['provider', 'officer', 'auditor'],
  'imports.marked': ['provider', 'officer'],
  'imports.commit': ['provider', 'officer'],
  'imports.cancel': ['provider', 'officer'],
  'imports.template': ['provider', 'officer'],
  'jobs.read': ['finance', 'provider', 'officer'],
  'balances.read': ['finance', 'auditor', 'admin'],
  'providers.designate': ['officer'],
  'providers.suspend': ['officer'],
  'providers.read': ['provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'trainers.enlist': ['officer'],
  'trainers.delist': ['officer'],
  'trainers.read': ['provider', 'officer', 'reviewer', 'auditor', 'admin'],
  'trainings.plan': ['provider', 'officer'],
  'trainings.change': ['provider', 'officer'],
  'trainings.step': ['provider', 'officer'],
  'trainings.remove-learner': ['provider', 'officer'],
  'trainings.resolve': ['officer'],
  'trainings.read': ['provider', 'officer', 'reviewer', 'finance', 'auditor', 'admin'],
  'policy.read': [
    'applicant',
    'provider',
    'officer',
    'reviewer',
    'finance',
    'auditor',
    'policy-officer',
    'policy-reviewer',
    'admin',
  ],
  'policy.draft': ['policy-officer'],
  'policy.approve': ['policy-reviewer'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

export type Action = keyof typeof table
export const actions = Object.keys(table) as readonly Action[]

/** What an action touches, as far as the right to it depends on it. */
export interface Resource {
  /** Whose it is, where it is one person's. */
  readonly personId?: string | undefined
}

/** Applicants act on what is their own. */
export const can = (actor: Actor, action: Action, resource: Resource = {}): boolean => {
  const allowed: readonly Role[] = table[action]
  if (!allowed.includes(actor.role)) return false
  return actor.role !== 'applicant' || resource.personId === undefined || resource.personId === actor.pid
}
