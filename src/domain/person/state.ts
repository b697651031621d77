import type { Day } from '../dates.ts'
import type { Fen } from '../money.ts'
import type { Assessment } from '../policy/assessment.ts'
import type { Award, Fact } from '../policy/history.ts'
import type { Certificate, Commitments } from './events.ts'

/** A fact of the rulebook with what the office needs to know about it. */
export interface PersonFact extends Fact {
  readonly document: string | null
  readonly certificates: readonly Certificate[]
  readonly provider: string | null
  /** The persons who recorded or corrected it. */
  readonly recordedBy: readonly string[]
}

export type ClaimStatus = 'submitted' | 'returned' | 'reviewed' | 'approved' | 'rejected' | 'withdrawn'

export interface Claim {
  readonly claimId: string
  readonly instrument: string
  readonly basis: string
  readonly requestedFen: Fen | null
  readonly filedOn: Day
  readonly district: string
  readonly provider: string | null
  readonly status: ClaimStatus
  /** The persons who submitted and resubmitted it. */
  readonly filedBy: readonly string[]
  readonly reviewedBy: string | null
  /** The newest; null only between two events of one append. */
  readonly assessment: Assessment | null
}

export interface PersonState {
  /** Null: nobody was registered here yet. */
  readonly personId: string | null
  readonly commitments: Commitments
  /** Where the person was registered from which day; oldest first, the first from the beginning. */
  readonly districts: readonly { readonly district: string; readonly from: Day }[]
  /** Providers that may see the person. */
  readonly providers: readonly string[]
  readonly facts: ReadonlyMap<string, PersonFact>
  readonly claims: ReadonlyMap<string, Claim>
  /** Approved and not withdrawn, oldest first: what the rulebook counts. */
  readonly awards: readonly Award[]
  readonly factCount: number
  readonly claimCount: number
}

export const initialPerson: PersonState = {
  personId: null,
  commitments: {},
  districts: [],
  providers: [],
  facts: new Map(),
  claims: new Map(),
  awards: [],
  factCount: 0,
  claimCount: 0,
}

/** The district of registration on a day (I5); before the first move, the first. */
export const districtOn = (state: Pick<PersonState, 'districts'>, day: Day): string => {
  const held = state.districts.filter(({ from }) => from <= day).at(-1) ?? state.districts[0]
  return held?.district ?? ''
}

export const currentDistrict = (state: PersonState): string => state.districts.at(-1)?.district ?? ''
