import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'

/** The rulebook's answer, with everything needed to understand and repeat it. */
export interface Assessment {
  readonly policy: { readonly id: string; readonly version: number; readonly digest: string }
  readonly instrument: string
  readonly basis: string
  /** Null when the basis is missing. */
  readonly relevantOn: Day | null
  readonly requestedFen: Fen | null
  readonly filedOn: Day
  /** The readings that took part, by id. */
  readonly interpretations: readonly { readonly id: string; readonly chosen: string }[]
  readonly steps: readonly Step[]
  readonly outcome: 'approved' | 'refused'
  /** 0 when refused. */
  readonly amountFen: Fen
  /** Reason codes in the policy's order. */
  readonly reasons: readonly string[]
  /** Every bucket the claim touches, as it stood before this claim. */
  readonly buckets: readonly BucketUse[]
}

/** One rule that changed the amount or said no. A refusing step ends in 0. */
export interface Step {
  readonly rule: string
  readonly clause: string
  readonly interpretation: string | null
  readonly inFen: Fen
  readonly outFen: Fen
  /** The reason code this step gives, if any. */
  readonly reason: string | null
  readonly bucket: string | null
  /** Ids of the events this step rests on. */
  readonly becauseOf: readonly string[]
}

export interface BucketUse {
  readonly bucket: string
  /** `term`, a year, or a trainingId. */
  readonly window: string
  readonly capFen: Fen
  readonly usedFen: Fen
  /** Ids of the approvals that `usedFen` is the sum of. */
  readonly awards: readonly string[]
  readonly clause: string
  readonly interpretation: string | null
}
