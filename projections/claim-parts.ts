import type { RecoveryStatus } from '../src/domain/person/state.ts'

/** What a registered claim is made of; types only. */

export interface RegisteredPayment {
  readonly no: number
  readonly batchId: string
  readonly amountFen: number
  readonly outcome: 'paid' | 'returned'
  /** The day of the outcome. */
  readonly on: string
  /** When the bank confirmed it; null: it came back before that, and never was paid. */
  readonly paidOn: string | null
  /** The bank's, of a payment that came back. */
  readonly reason: string | null
}

export interface RegisteredRecovery {
  readonly no: number
  readonly amountFen: number
  readonly receivedFen: number
  /** What came in, oldest first; together `receivedFen`. */
  readonly parts: readonly { readonly amountFen: number; readonly receivedOn: string }[]
  readonly status: RecoveryStatus
  readonly cause: 'person' | 'late-fact'
  /** What the changed facts come to; null where a person proposed it. cap-check has the steps. */
  readonly recomputedFen: number | null
  readonly proposedAt: string
}

export interface ClaimStepTaken {
  readonly eventId: string
  readonly type: string
  /** Instant, ISO 8601 UTC. */
  readonly at: string
  readonly account: string
  /** Stands for a person's own words, which lie in the vault. */
  readonly noteCommitment: string | null
}
