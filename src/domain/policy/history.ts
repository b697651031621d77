import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'

/** What the rulebook looks at: one person's facts and what was approved to them before. */
export interface History {
  /** By id. */
  readonly facts: ReadonlyMap<string, Fact>
  /** Approved and standing, oldest first. */
  readonly awards: readonly Award[]
}

/** A recognition or a completion as it stands now, after corrections. */
export interface Fact {
  readonly id: string
  readonly kind: 'recognition' | 'completion'
  /** The title or the course. */
  readonly of: string
  /** The day that decides: granted on, or ends on. */
  readonly relevantOn: Day
  readonly startsOn: Day
  /** Null for a recognition. */
  readonly trainingId: string | null
  /** Null for a recognition. */
  readonly eligibleCostFen: Fen | null
  /** Without a kind: of a skill level. */
  readonly certificates: readonly {
    readonly occupation: string
    readonly level: string
    readonly kind?: string | undefined
  }[]
  /** Revoked or withdrawn. */
  readonly revoked: boolean
  /** Of the event that recorded it, or corrected or revoked it last. */
  readonly eventId: string
}

export interface Award {
  readonly claimId: string
  readonly instrument: string
  readonly basis: string
  /** Net of what was paid back. */
  readonly amountFen: Fen
  /** Of the approval. */
  readonly eventId: string
  /**
   * The deciding day of its basis as it was approved; absent while no correction has moved that day. A place
   * of a year that the award took then it keeps, and it takes one of the year that the basis lies in now.
   */
  readonly approvedFor?: Day | undefined
}

export interface ClaimRequest {
  readonly instrument: string
  readonly basis: string
  /** Null: the whole eligible cost. A fixed award ignores it. */
  readonly requestedFen: Fen | null
  readonly filedOn: Day
}
