import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { FundPart, Line, ListPolicy } from './events.ts'

export type BatchStatus =
  | 'planned'
  | 'freezing'
  | 'frozen'
  | 'noticed'
  | 'notice-closed'
  | 'approved'
  | 'released'
  | 'closed'
  | 'cancelled'

/** `open`: frozen and not yet in a bank file. `sent`: the bank has not answered yet. */
export type LineStatus = 'open' | 'removed' | 'sent' | 'paid' | 'returned' | 'given-up'

export interface BatchLine extends Line {
  readonly status: LineStatus
  /** In how many bank files it was so far: the number of the payment. */
  readonly sent: number
  /** Day in Asia/Shanghai of the newest file it is in; null before the first. */
  readonly sentOn: Day | null
  /** As the bank has it; null unless `paid`. */
  readonly paidOn: Day | null
}

export interface Objection {
  readonly no: number
  readonly claimId: string
  readonly by: string
  readonly outcome: 'upheld' | 'dismissed' | null
  readonly noteCommitment: string
}

export interface BankFile {
  readonly fileNo: number
  readonly fileDigest: string
  readonly format: string
  readonly totalFen: Fen
  readonly asOf: string
  readonly policy: ListPolicy
  /** Null: every line that was not removed by then. */
  readonly nos: readonly number[] | null
}

/** A file of the bank's, by the digest of its bytes. */
export interface TakenFile {
  readonly fileDigest: string
  /** Lines that it settled; what it says of them is used up. */
  readonly nos: readonly number[]
  /** Every row of it was used. */
  readonly isWhole: boolean
}

export interface BatchState {
  /** Null: nobody planned it yet. */
  readonly batchId: string | null
  readonly district: string
  readonly status: BatchStatus
  readonly plannedBy: string
  readonly claimIds: readonly string[]
  /** The newest freeze; 0 before the first. */
  readonly attempt: number
  /** Who started the newest freeze. */
  readonly frozenBy: string
  readonly decidedBy: readonly string[]
  /** Line `no` is at `no − 1`, removed ones too. */
  readonly lines: readonly BatchLine[]
  /** Of the lines not removed. */
  readonly totalFen: Fen
  /** Of the lines not removed; null before the freeze. */
  readonly digest: string | null
  readonly reservations: readonly FundPart[]
  /** Every digest the batch has had since its freeze, with the line whose removal led to it. */
  readonly digests: readonly { readonly digest: string; readonly removed: number | null }[]
  readonly notice: {
    readonly opensOn: Day
    readonly workingDays: number
    readonly closesOn: Day
    readonly digest: string
    readonly listDigest: string
    readonly policy: ListPolicy
  } | null
  readonly objections: readonly Objection[]
  /** They hold for the digest that they name, and lapse with it. */
  readonly signatures: readonly { readonly by: string; readonly digest: string }[]
  readonly approvedDigest: string | null
  readonly releasedBy: string | null
  readonly exportedDigest: string | null
  readonly files: readonly BankFile[]
  /** The bank's files of which something was used. */
  readonly results: readonly TakenFile[]
  readonly confirmedDigest: string | null
  /** The revision up to which claims and funds have what the batch asks of them; −1: none. */
  readonly carriedThrough: number
}

export const initialBatch: BatchState = {
  batchId: null,
  district: '',
  status: 'planned',
  plannedBy: '',
  claimIds: [],
  attempt: 0,
  frozenBy: '',
  decidedBy: [],
  lines: [],
  totalFen: 0,
  digest: null,
  reservations: [],
  digests: [],
  notice: null,
  objections: [],
  signatures: [],
  approvedDigest: null,
  releasedBy: null,
  exportedDigest: null,
  files: [],
  results: [],
  confirmedDigest: null,
  carriedThrough: -1,
}

export const standing = (lines: readonly BatchLine[]): readonly BatchLine[] =>
  lines.filter(({ status }) => status !== 'removed')

export const lineOf = (state: BatchState, claimId: string): BatchLine | undefined =>
  state.lines.find((line) => line.claimId === claimId)

/** The lines removed since the batch had this digest, oldest first; undefined: it never had it. */
export const removedSince = (state: BatchState, digest: string): readonly BatchLine[] | undefined => {
  const place = state.digests.findIndex((known) => known.digest === digest)
  if (place < 0) return undefined
  const removed = state.digests.slice(place + 1)
  return removed.flatMap(({ removed: no }) => state.lines[(no ?? 0) - 1] ?? [])
}

/** What of the bank's file was used before. */
export const takenOf = ({ results }: BatchState, fileDigest: string): TakenFile =>
  results.find((known) => known.fileDigest === fileDigest) ?? { fileDigest, nos: [], isWhole: false }

/** The key under which a freeze reserves in every fund it draws on. */
export const reservationIdOf = (batchId: string, attempt: number): string => `${batchId}/${attempt}`
