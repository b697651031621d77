import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { EventMetadata } from '../person/events.ts'
import type { Assessment } from '../policy/assessment.ts'
import type { ReturnReason } from './return-reasons.ts'

/**
 * The facts of one batch, stream `batch-<batchId>`. Type names and fields are the storage format:
 * they may be added to, never renamed. Long lists come in events of at most `linesPerEvent` entries.
 */

/** One claim's money in the batch. */
export interface Line {
  /** Place in the plan, from 1; stays the same for ever. */
  readonly no: number
  readonly claimId: string
  readonly personId: string
  readonly instrument: string
  readonly amountFen: Fen
  /** From which fund each fen comes; the parts add up to `amountFen`. */
  readonly sources: readonly FundPart[]
  /** Persons declared as relatives when the line was made; absent when there were none. */
  readonly relatives?: readonly string[] | undefined
}

export interface FundPart {
  readonly fundId: string
  readonly amountFen: Fen
}

/** The version of the policy that gives instruments and sources their names on a list. */
export type ListPolicy = Assessment['policy']

/** A bank file, and what of the batch is in it. */
interface FileOut {
  /** 1 for the release, then one for each re-issue. */
  readonly fileNo: number
  /** SHA-256 (hex) of the file's bytes. */
  readonly fileDigest: string
  readonly format: string
  readonly totalFen: Fen
  /** Position of the log up to which accounts and names were read: what makes the bytes again. */
  readonly asOf: string
  readonly policy: ListPolicy
}

type Events = {
  BatchPlanned: { batchId: string; district: string; claims: number; plannedOn: Day }
  BatchClaimsListed: { claimIds: readonly string[] }
  BatchCancelled: { noteCommitment: string | null }

  BatchFreezeStarted: { attempt: number }
  /** `facts` name what stood in the way: codes, claim ids, amounts; never personal data. */
  BatchFreezeAbandoned: { attempt: number; reason: string; facts: Readonly<Record<string, string>> }
  BatchLinesAdded: { attempt: number; lines: readonly Line[] }
  BatchFrozen: {
    attempt: number
    lines: number
    totalFen: Fen
    digest: string
    reservations: readonly FundPart[]
    /** Who recorded a claim's basis, filed, reviewed or approved it: they neither approve nor release. */
    decidedBy: readonly string[]
  }
  /** `digest`, `lines` and `totalFen` are of what is left. */
  LineRemoved: {
    no: number
    claimId: string
    amountFen: Fen
    reason: string
    noteCommitment: string | null
    digest: string
    lines: number
    totalFen: Fen
  }

  /** `digest`: of the lines; `listDigest`: of the masked list that is published. */
  NoticeOpened: {
    opensOn: Day
    workingDays: number
    closesOn: Day
    digest: string
    listDigest: string
    policy: ListPolicy
  }
  LineObjected: { no: number; claimId: string; noteCommitment: string }
  ObjectionResolved: { no: number; upheld: boolean; noteCommitment: string }
  NoticeClosed: { digest: string }

  /** The first of two signatures. */
  BatchSigned: { digest: string }
  BatchApproved: { digest: string; lines: number; totalFen: Fen; signedBy: readonly string[] }
  /** `digest`: of the lines in the file. */
  BatchReleased: FileOut & { digest: string; lines: number }
  LinesReissued: FileOut & { nos: readonly number[] }

  LinesConfirmed: { fileDigest: string; paidOn: Day; nos: readonly number[]; amountFen: Fen }
  /** `late`: the bank had confirmed them before. */
  LinesReturned: {
    fileDigest: string
    reason: ReturnReason
    on: Day
    late: boolean
    nos: readonly number[]
    amountFen: Fen
  }
  /**
   * The bank's file was taken in. Where every row was used, the same bytes again add nothing; where
   * some were `unused`, they may fit later. Absent in older logs: whatever was used was the file.
   */
  ResultsRecorded: {
    fileDigest: string
    confirmed: number
    returned: number
    unused?: number | undefined
  }
  /** Somebody was given a bank file, in clear; every time is told. `fileDigest`: of the bytes they got. */
  PayListShown: { fileNo: number; format: string; fileDigest: string }
  LineGivenUp: { no: number; claimId: string; amountFen: Fen; noteCommitment: string }
  /** What the events up to this revision ask of claims and funds is done. */
  EffectsCarried: { through: number }
  /** `confirmedDigest`: of the lines paid and given up together, as the bank's results have them. */
  BatchClosed: { paid: number; paidFen: Fen; givenUp: number; givenUpFen: Fen; confirmedDigest: string }
}

export type BatchEventType = keyof Events
export type BatchEventData<T extends BatchEventType> = Readonly<Events[T]>
export type NewBatchEvent = {
  [T in BatchEventType]: { readonly type: T; readonly data: BatchEventData<T> }
}[BatchEventType]
export type BatchEvent = NewBatchEvent & { readonly id: string; readonly metadata: EventMetadata }

/** Keeps an event well below what a store takes. */
export const linesPerEvent = 500
