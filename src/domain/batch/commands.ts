import type { Actor } from '../actor.ts'
import type { WorkCalendar } from '../calendar.ts'
import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { Policy } from '../policy/policy.ts'
import type { Line, ListPolicy } from './events.ts'
import type { ReturnReason } from './return-reasons.ts'

/** One row of the bank's results, already matched to its line. */
interface ResultRow {
  readonly no: number
  /** As the bank has it; it must be the line's. */
  readonly amountFen: Fen
}

/** A file made for the bank; only as that number can it be made again, for the number is written in it. */
interface MadeFile {
  readonly fileNo: number
  readonly fileDigest: string
  readonly format: string
  /** Position of the log up to which the file's accounts were read. */
  readonly asOf: string
  readonly policy: ListPolicy
}

type Commands = {
  /** `batchId`: `<district>-<yyyymm>-<6 characters a–z 2–7>`. */
  PlanBatch: { batchId: string; district: string; claimIds: readonly string[] }
  /** A plan, or a batch from which every line was removed. */
  CancelBatch: { noteCommitment: string | null }
  /** `attempt`: 1, 2, …; each freeze reserves and releases under its own number. */
  StartFreeze: { attempt: number }
  AbandonFreeze: { attempt: number; reason: string; facts: Readonly<Record<string, string>> }
  /** Any number of lines, in the order of the plan, from where the last command ended. */
  AddLines: { attempt: number; lines: readonly Line[] }
  Freeze: { attempt: number; decidedBy: readonly string[] }
  RemoveLine: { claimId: string; reason: string; noteCommitment: string | null }
  /** `workingDays` null: as many as the policy asks for. */
  OpenNotice: { opensOn: Day; workingDays: number | null; listDigest: string; policy: ListPolicy }
  ObjectToLine: { claimId: string; noteCommitment: string }
  ResolveObjection: { no: number; upheld: boolean; noteCommitment: string }
  CloseNotice: object
  /** `digest`: of the lines that the approver saw. */
  ApproveBatch: { digest: string }
  ReleaseBatch: MadeFile
  RecordResults: {
    fileDigest: string
    confirmed: readonly (ResultRow & { readonly paidOn: Day })[]
    /** `on` null: the bank gave no day. */
    returned: readonly (ResultRow & { readonly reason: ReturnReason; readonly on: Day | null })[]
    /** Rows of the file that cannot be used as things stand. */
    unused: number
  }
  Reissue: MadeFile & { nos: readonly number[] }
  GiveUpLine: { no: number; noteCommitment: string }
  /** `fileDigest`: of the bytes about to be given. */
  ShowPayList: { fileNo: number; format: string; fileDigest: string }
  CloseBatch: object
  /** Claims and funds have what the batch's events up to this revision ask of them. */
  NoteCarried: { through: number }
}

export type BatchCommandType = keyof Commands
export type BatchCommandData<T extends BatchCommandType> = Readonly<Commands[T]>
export type BatchCommand = {
  [T in BatchCommandType]: { readonly type: T; readonly data: BatchCommandData<T> }
}[BatchCommandType]

/** What arrives with a command, so that deciding needs no clock and no look-up. */
export interface BatchContext {
  readonly actor: Actor
  /** Today in Asia/Shanghai. */
  readonly today: Day
  readonly policy: Policy
  readonly calendar: WorkCalendar
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
  /** SHA-256 (hex) of a text in UTF-8. */
  readonly sha256: (text: string) => string
}

/** What one append and one bank file can hold. */
export const claimsPerBatch = 20_000
