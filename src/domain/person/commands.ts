import type { Actor } from '../actor.ts'
import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { Policy } from '../policy/policy.ts'
import type { ProviderState } from '../provider/state.ts'
import type { TrainingFacts } from '../training/facts.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { Certificate, Commitments, CompletionDetails, RevealableField, UnbatchReason } from './events.ts'

type Commands = {
  RegisterPerson: {
    personId: string
    district: string
    provider: string | null
    /** Of the vault fields given with this request; they count for a new person only. */
    commitments: Commitments
  }
  ChangeDetails: {
    commitments: Commitments
    /** How many others have the account that is entered with it; absent: none is, or nobody can tell. */
    sharingAccount?: number | undefined
  }
  RevealDetails: { fields: readonly RevealableField[]; noteCommitment: string }
  MovePerson: { district: string; movedOn: Day }
  DeclareRelative: { relativeId: string }
  GrantRecognition: {
    title: string
    grantedOn: Day
    document: string
    /** The document is an official list: what the title gives is claimed for the person. */
    officialList?: boolean | undefined
  }
  CorrectRecognition: {
    recognitionId: string
    title?: string | undefined
    grantedOn?: Day | undefined
    document?: string | undefined
    noteCommitment: string
  }
  RevokeRecognition: { recognitionId: string; revokedOn: Day; noteCommitment: string }
  RecordCompletion: CompletionDetails & { provider: string | null; certificates: readonly Certificate[] }
  CorrectCompletion: {
    completionId: string
    change: { readonly [K in keyof CompletionDetails]?: CompletionDetails[K] | undefined }
    /** As of `IssueCertificates`. */
    certificates?: readonly Certificate[] | undefined
    noteCommitment: string
  }
  /** Certificates of a training that is recorded, all that are known; those it has already stay as they are. */
  IssueCertificates: {
    completionId: string
    certificates: readonly Certificate[]
    noteCommitment?: string | undefined
  }
  WithdrawCompletion: { completionId: string; noteCommitment: string }
  ResolveFinding: { no: number; upheld: boolean; noteCommitment: string }
  SubmitClaim: { instrument: string; basis: string; requestedFen: Fen | null }
  ReturnClaim: { claimId: string; noteCommitment: string }
  ResubmitClaim: { claimId: string }
  ReviewClaim: { claimId: string }
  ApproveClaim: { claimId: string }
  RejectClaim: { claimId: string; noteCommitment: string }
  WithdrawClaim: { claimId: string; noteCommitment: string | null }
  ConfirmAccount: { claimId: string }
  BatchClaim: { claimId: string; batchId: string }
  UnbatchClaim: { claimId: string; batchId: string; reason: UnbatchReason }
  NoticeClaim: { claimId: string; batchId: string }
  UpholdObjection: { claimId: string; batchId: string; no: number; noteCommitment: string }
  ClearClaim: { claimId: string; batchId: string }
  /** `paymentNo` counts the claim's payments from 1, those that came back too. */
  PayClaim: { claimId: string; batchId: string; paymentNo: number; amountFen: Fen; paidOn: Day }
  ReturnPayment: { claimId: string; batchId: string; paymentNo: number; reason: string; returnedOn: Day }
  /** Null: all that may still be asked back. */
  ProposeRecovery: { claimId: string; amountFen: Fen | null; noteCommitment: string }
  ConfirmRecovery: { claimId: string; no: number }
  DismissRecovery: { claimId: string; no: number; noteCommitment: string }
  ReceiveRecovery: { claimId: string; no: number; amountFen: Fen; receivedOn: Day }
}

export type PersonCommandType = keyof Commands
export type PersonCommandData<T extends PersonCommandType> = Readonly<Commands[T]>
export type PersonCommand = {
  [T in PersonCommandType]: { readonly type: T; readonly data: PersonCommandData<T> }
}[PersonCommandType]

/** The steps of a claim that exists. */
export type ClaimCommand = Extract<PersonCommand, { readonly data: { readonly claimId: string } }>

/** What arrives with a command, so that deciding needs no clock, no look-up and no random. */
export interface DecideContext {
  readonly actor: Actor
  /** Today in Asia/Shanghai. */
  readonly today: Day
  readonly policy: Policy
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
  /** The id that the command's event at this place will have: what is decided with it may rest on it. */
  readonly eventId: (index: number) => string
  /** The class that the completion or the claim's basis belongs to; null or absent: none is registered. */
  readonly training?: TrainingFacts | null | undefined
  /** The provider that the completion is recorded by, in its register; null or absent: nobody designated it. */
  readonly provider?: ProviderState | null | undefined
  /** What the records of others say; absent: nothing. */
  readonly elsewhere?: Elsewhere | undefined
}
