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

/** Vault fields that are masked unless they are asked for with a reason. */
export const revealableFields = ['idNumber', 'name', 'phone', 'bankAccount', 'bankName'] as const
export type RevealableField = (typeof revealableFields)[number]

export interface Certificate {
  readonly occupation: string
  readonly level: string
  /** Keyed digest of the certificate number: equal numbers have equal digests. */
  readonly numberDigest: string
  readonly issuedOn: Day
  /** Absent: a skill certificate. */
  readonly kind?: CertificateKind | undefined
  /** 一评双证: certificates of one evaluation have the same id. */
  readonly evaluation?: string | undefined
}

/** Skill level (新八级工), vocational, of an industry's department, professional title. */
export const certificateKinds = ['skill-level', 'vocational', 'industry', 'title'] as const
export type CertificateKind = (typeof certificateKinds)[number]

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

/** What a completion takes over from its class. */
export interface TrainingCopy {
  /** Id of the industry department responsible. */
  readonly department: string
  readonly occupation: string | null
  readonly level: string | null
  readonly hours: number
}

/** What registers group completions by; absent where it was recorded before it was asked for. */
interface OfRegister {
  /** Where the person was registered on the last day (I5). */
  readonly district?: string | undefined
  readonly training?: TrainingCopy | undefined
}

/** A correction of a fact that awards rest on. */
interface OfAwardedFact {
  /** The day that decided until now; absent where it stays, where nothing is awarded, and in older events. */
  readonly awardedOn?: Day | undefined
}

/** Whose award moves: what sums by district and instrument are made of. */
interface OfAward {
  readonly claimId: string
  readonly instrument: string
  /** The district that pays. */
  readonly district: string
  readonly amountFen: Fen
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
  /** Somebody was shown these in clear, for the reason sealed as a note. */
  DetailsRevealed: { personId: string; fields: readonly RevealableField[]; noteCommitment: string }
  PersonMoved: { personId: string; district: string; movedOn: Day }
  /** A relative decides nothing of this person's. */
  RelativeDeclared: { personId: string; relativeId: string }

  RecognitionGranted: { recognitionId: string } & RecognitionDetails
  RecognitionCorrected: { recognitionId: string; noteCommitment: string } & RecognitionDetails & OfAwardedFact
  RecognitionRevoked: { recognitionId: string; revokedOn: Day; noteCommitment: string }

  TrainingCompleted: { completionId: string; provider: string | null } & CompletionDetails & OfRegister
  CompletionCorrected: { completionId: string; noteCommitment: string } & CompletionDetails &
    OfRegister &
    OfAwardedFact
  CompletionWithdrawn: { completionId: string; noteCommitment: string }
  /** Provider and district are those of the completion. */
  CertificateIssued: {
    completionId: string
    certificate: Certificate
    provider?: string | null | undefined
    district?: string | undefined
    /** Of the reason for which it was corrected by hand. */
    noteCommitment?: string | undefined
  }
  /** Its completion was withdrawn, or the same certificate was issued under another number. */
  CertificateVoided: { completionId: string; numberDigest: string }

  /** A rule held the completion against other records, by which `becauseOf` names them. */
  FindingRaised: {
    no: number
    rule: string
    clause: string
    completionId: string
    becauseOf: readonly string[]
    /** How many other people have the same, where nobody may say who; absent in older events. */
    others?: number | undefined
    provider: string | null
    district: string
  }
  FindingResolved: {
    no: number
    rule: string
    completionId: string
    upheld: boolean
    noteCommitment: string
  }

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
    /** Filed for the person from an official list (免申即享); they confirm the account. */
    onBehalf?: true | undefined
  }
  ClaimAccountConfirmed: { claimId: string }
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

  ClaimBatched: { batchId: string } & OfAward
  /** Free for another batch again. `line-removed` also gives up a line whose payment came back. */
  ClaimUnbatched: { batchId: string; reason: UnbatchReason } & OfAward
  ClaimNoticed: { claimId: string; batchId: string }
  /** `no` and the note are those of the batch's objection. */
  ClaimObjectionUpheld: { batchId: string; no: number; noteCommitment: string } & OfAward
  /** Its batch is approved: it may be paid. */
  ClaimCleared: { claimId: string; batchId: string }
  /** The bank confirmed it. `replaces` names the payment that came back before. */
  ClaimPaid: { batchId: string; paymentNo: number; paidOn: Day; replaces: number | null } & OfAward
  /** 退汇. `late`: the bank had confirmed it before. `reason` is the bank's. */
  PaymentReturned: {
    batchId: string
    paymentNo: number
    reason: string
    returnedOn: Day
    late: boolean
  } & OfAward

  /** `late-fact`: the facts came to less than was awarded; `assessment` is what they come to now. */
  RecoveryProposed: {
    claimId: string
    no: number
    amountFen: Fen
    cause: 'person' | 'late-fact'
    noteCommitment: string | null
    assessment: Assessment | null
  }
  RecoveryConfirmed: { claimId: string; no: number }
  RecoveryDismissed: { claimId: string; no: number; noteCommitment: string }
  RecoveryReceived: { no: number; receivedOn: Day } & OfAward
  /** A recovery confirmed before payment; `amountFen` is the award now, 0 when nothing is left. */
  AwardReduced: { claimId: string; no: number; amountFen: Fen }
}

export type UnbatchReason = 'freeze-abandoned' | 'line-removed'

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
  /** The import whose row it is; absent for other ways in, and for what was recorded before this was told. */
  readonly importId?: string
}

/** What `evolve` folds: an event as recorded, with its id. */
export type PersonEvent = NewPersonEvent & { readonly id: string; readonly metadata: EventMetadata }
