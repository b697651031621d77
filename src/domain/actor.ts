/** Who acts. Duties are kept apart by the person (`pid`), never by the account. */
export interface Actor {
  readonly account: string
  readonly role: Role
  /** Keyed person id of the human behind the account. */
  readonly pid: string
}

export const roles = [
  'applicant',
  'provider',
  'officer',
  'reviewer',
  'finance',
  'auditor',
  'policy-officer',
  'policy-reviewer',
  'admin',
] as const
export type Role = (typeof roles)[number]
