import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { Award, Fact } from '../policy/history.ts'
import type { Certificate, Commitments } from './events.ts'
import type { Finding } from './findings.ts'

/** A fact of the rulebook with what the office needs to know about it. */
export interface PersonFact extends Fact {
  readonly document: string | null
  readonly certificates: readonly Certificate[]
  /** How many were replaced while it stood. */
  readonly certificatesVoided: number
  readonly provider: string | null
  /** The persons who recorded or corrected it. */
  readonly recordedBy: readonly string[]
}

export type ClaimStatus =
  | 'unconfirmed'
  | 'submitted'
  | 'returned'
  | 'reviewed'
  | 'approved'
  | 'batched'
  | 'noticed'
  | 'payable'
  | 'paid'
  | 'rejected'
  | 'withdrawn'
  | 'recovered'

/** One attempt to pay a claim. */
export interface Payment {
  /** From 1 on. */
  readonly no: number
  readonly batchId: string
  readonly amountFen: Fen
  readonly outcome: 'paid' | 'returned'
  /** The day of the outcome. */
  readonly on: Day
  /** Null: it came back before the bank confirmed it. */
  readonly paidOn: Day | null
}

/** `reduced`: confirmed before payment, so that the award went down; `lapsed`: the award ended first. */
export type RecoveryStatus = 'proposed' | 'confirmed' | 'dismissed' | 'received' | 'reduced' | 'lapsed'

export interface Recovery {
  /** From 1 on, within the claim. */
  readonly no: number
  readonly amountFen: Fen
  readonly receivedFen: Fen
  readonly status: RecoveryStatus
  readonly cause: 'person' | 'late-fact'
  readonly proposedBy: string
}

export interface Claim {
  readonly claimId: string
  readonly instrument: string
  readonly basis: string
  readonly requestedFen: Fen | null
  readonly filedOn: Day
  readonly district: string
  readonly provider: string | null
  readonly status: ClaimStatus
  /** The persons who submitted and resubmitted it, or confirmed its account. */
  readonly filedBy: readonly string[]
  readonly reviewedBy: string | null
  readonly approvedBy: string | null
  /** Reason codes of the newest assessment; empty unless it refuses. The whole of it is in the log. */
  readonly refusedFor: readonly string[]
  /** The award, as it was paid or is to be paid. Null while there is none. */
  readonly amountFen: Fen | null
  /** The batch it is in, or left the queue with. */
  readonly batchId: string | null
  readonly payments: readonly Payment[]
  readonly recoveries: readonly Recovery[]
}

export interface PersonState {
  /** Null: nobody was registered here yet. */
  readonly personId: string | null
  readonly commitments: Commitments
  /** Where the person was registered from which day; oldest first, the first from the beginning. */
  readonly districts: readonly { readonly district: string; readonly from: Day }[]
  /** Providers that may see the person. */
  readonly providers: readonly string[]
  /** Person ids of declared relatives. */
  readonly relatives: readonly string[]
  readonly facts: ReadonlyMap<string, PersonFact>
  readonly claims: ReadonlyMap<string, Claim>
  /** Approved and standing, net of what came back, oldest first: what the rulebook counts. */
  readonly awards: readonly Award[]
  /** Oldest first. */
  readonly findings: readonly Finding[]
  readonly factCount: number
  readonly claimCount: number
}

export const initialPerson: PersonState = {
  personId: null,
  commitments: {},
  districts: [],
  providers: [],
  relatives: [],
  facts: new Map(),
  claims: new Map(),
  awards: [],
  findings: [],
  factCount: 0,
  claimCount: 0,
}

/** The district of registration on a day (I5); before the first move, the first. */
export const districtOn = (state: Pick<PersonState, 'districts'>, day: Day): string => {
  const held = state.districts.filter(({ from }) => from <= day).at(-1) ?? state.districts[0]
  return held?.district ?? ''
}

export const currentDistrict = (state: PersonState): string => state.districts.at(-1)?.district ?? ''
