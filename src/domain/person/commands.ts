import type { Actor } from '../actor.ts'
import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { Policy } from '../policy/policy.ts'
import type { Certificate, Commitments, CompletionDetails } from './events.ts'

type Commands = {
  RegisterPerson: {
    personId: string
    district: string
    provider: string | null
    /** Of the vault fields given with this request; they count for a new person only. */
    commitments: Commitments
  }
  ChangeDetails: { commitments: Commitments }
  MovePerson: { district: string; movedOn: Day }
  GrantRecognition: { title: string; grantedOn: Day; document: string }
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
    noteCommitment: string
  }
  WithdrawCompletion: { completionId: string; noteCommitment: string }
  SubmitClaim: { instrument: string; basis: string; requestedFen: Fen | null }
  ReturnClaim: { claimId: string; noteCommitment: string }
  ResubmitClaim: { claimId: string }
  ReviewClaim: { claimId: string }
  ApproveClaim: { claimId: string }
  RejectClaim: { claimId: string; noteCommitment: string }
  WithdrawClaim: { claimId: string; noteCommitment: string | null }
}

export type PersonCommandType = keyof Commands
export type PersonCommandData<T extends PersonCommandType> = Readonly<Commands[T]>
export type PersonCommand = {
  [T in PersonCommandType]: { readonly type: T; readonly data: PersonCommandData<T> }
}[PersonCommandType]

/** What arrives with a command, so that deciding needs no clock, no look-up and no random. */
export interface DecideContext {
  readonly actor: Actor
  /** Today in Asia/Shanghai. */
  readonly today: Day
  readonly policy: Policy
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
}
