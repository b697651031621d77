import type { Actor } from '../actor.ts'
import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { Assessment } from '../policy/assessment.ts'

/**
 * The facts of one person's stream, `person-<personId>`. Type names and fields are the storage
 * format: they may be added to, never renamed. No personal data; what a field `…Commitment` or
 * `commitments` stands for lies sealed in the vault.
 */

/** Vault field name → salted commitment to its value. */
export type Commitments = Readonly<Record<string, string>>

export interface Certificate {
  readonly occupation: string
  readonly level: string
  /** Keyed digest of the certificate number: equal numbers have equal digests. */
  readonly numberDigest: string
  readonly issuedOn: Day
}

interface RecognitionDetails {
  readonly title: string
  readonly grantedOn: Day
  /** Number of the official document that grants it. */
  readonly document: string
}

export interface CompletionDetails {
  readonly course: string
  readonly trainingId: string
  readonly startsOn: Day
  readonly endsOn: Day
  readonly eligibleCostFen: Fen
}

type Events = {
  PersonRegistered: {
    personId: string
    district: string
    /** Null: registered by an office. */
    provider: string | null
    commitments: Commitments
  }
  /** Somebody registered a known person again; a provider may see them from then on. */
  PersonRegisteredAgain: { personId: string; provider: string | null }
  PersonDetailsChanged: { personId: string; commitments: Commitments }
  PersonMoved: { personId: string; district: string; movedOn: Day }

  RecognitionGranted: { recognitionId: string } & RecognitionDetails
  RecognitionCorrected: { recognitionId: string; noteCommitment: string } & RecognitionDetails
  RecognitionRevoked: { recognitionId: string; revokedOn: Day; noteCommitment: string }

  TrainingCompleted: { completionId: string; provider: string | null } & CompletionDetails
  CompletionCorrected: { completionId: string; noteCommitment: string } & CompletionDetails
  CompletionWithdrawn: { completionId: string; noteCommitment: string }
  CertificateIssued: { completionId: string; certificate: Certificate }

  ClaimSubmitted: {
    claimId: string
    instrument: string
    basis: string
    /** Null: the whole eligible cost, or the fixed award. */
    requestedFen: Fen | null
    filedOn: Day
    /** The district that pays (I5). */
    district: string
    /** The provider that recorded the basis, if any. */
    provider: string | null
  }
  /** A trial at submission and review; binding at approval. */
  ClaimAssessed: { claimId: string; stage: 'submission' | 'review' | 'approval'; assessment: Assessment }
  /** A move or a correction made another district the one that pays (I5). */
  ClaimTransferred: { claimId: string; district: string }
  ClaimReturned: { claimId: string; noteCommitment: string }
  ClaimResubmitted: { claimId: string }
  ClaimReviewed: { claimId: string }
  ClaimApproved: {
    claimId: string
    instrument: string
    basis: string
    amountFen: Fen
    buckets: readonly { readonly bucket: string; readonly window: string; readonly capFen: Fen }[]
  }
  /** `reasons` are the rulebook's; a person's own words are in the note. */
  ClaimRejected: { claimId: string; reasons: readonly string[]; noteCommitment: string | null }
  ClaimWithdrawn: { claimId: string; noteCommitment: string | null }
}

export type PersonEventType = keyof Events
export type PersonEventData<T extends PersonEventType> = Readonly<Events[T]>

/** What `decide` answers: an event not yet recorded. */
export type NewPersonEvent = {
  [T in PersonEventType]: { readonly type: T; readonly data: PersonEventData<T> }
}[PersonEventType]

/** Beside every event: who, when, on which command. */
export interface EventMetadata {
  readonly commandId: string
  /** Keyed digest of the request, so that a changed repeat is found. */
  readonly digest: string
  readonly actor: Actor
  /** Instant, ISO 8601 UTC. */
  readonly at: string
}

/** What `evolve` folds: an event as recorded, with its id. */
export type PersonEvent = NewPersonEvent & { readonly id: string; readonly metadata: EventMetadata }
