import type { ImportErrorCode } from './import-errors.ts'
import type { BatchErrorCode, FundErrorCode } from './payment-errors.ts'
import type { RecordErrorCode } from './record-errors.ts'
import type { TrainingErrorCode } from './training-errors.ts'

/**
 * An illegal command: nothing is recorded. The code is stable; its Chinese text and HTTP status
 * stand in the problem catalogue. A refusal that the applicant must see is an event instead.
 */
export type DomainErrorCode =
  | 'person-unknown'
  | 'recognition-unknown'
  | 'completion-unknown'
  | 'claim-unknown'
  | 'title-unknown'
  | 'course-unknown'
  | 'instrument-unknown'
  | 'district-unknown'
  | 'district-out-of-scope'
  | 'policy-version'
  | 'policy-past-changed'
  | 'policy-unknown'
  | 'date-future'
  | 'date-order'
  | 'state-conflict'
  | 'already-revoked'
  | 'basis-awarded'
  | 'certificates-awarded'
  | 'nothing-changed'
  | 'separation-of-duties'
  | 'relative-self'
  | 'account-missing'
  | 'claim-in-batch'
  | 'batch-differs'
  | 'payment-differs'
  | 'amount-differs'
  | 'recovery-unknown'
  | 'recovery-conflict'
  | 'recovery-open'
  | 'recovery-exceeds'
  | 'recovery-received'
  | 'payment-returning'
  | FundErrorCode
  | ImportErrorCode
  | BatchErrorCode
  | TrainingErrorCode
  | RecordErrorCode

export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: DomainErrorCode
  /** Never personal data: codes, field names, dates, states. */
  readonly facts: Readonly<Record<string, string>>

  constructor(code: DomainErrorCode, facts: Readonly<Record<string, string>> = {}) {
    super(code)
    this.code = code
    this.facts = facts
  }
}
