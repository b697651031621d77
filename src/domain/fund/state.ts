import type { Fen } from '../money.ts'

export interface Reservation {
  readonly amountFen: Fen
  /** Settled and not returned. */
  readonly paidFen: Fen
  readonly releasedFen: Fen
}

export interface FundState {
  /** Null: nobody opened it yet. */
  readonly fundId: string | null
  readonly district: string
  readonly source: string
  readonly year: number
  readonly allottedFen: Fen
  /** Reserved, and neither paid nor released. */
  readonly reservedFen: Fen
  /** Paid, less what was returned and recovered. */
  readonly paidFen: Fen
  readonly recoveredFen: Fen
  readonly reservations: ReadonlyMap<string, Reservation>
  /** Every allotment and every part ever moved, with its amount: what a repeat is known by. */
  readonly moved: ReadonlyMap<string, Fen>
}

export const initialFund: FundState = {
  fundId: null,
  district: '',
  source: '',
  year: 0,
  allottedFen: 0,
  reservedFen: 0,
  paidFen: 0,
  recoveredFen: 0,
  reservations: new Map(),
  moved: new Map(),
}

export const availableFen = (state: Pick<FundState, 'allottedFen' | 'reservedFen' | 'paidFen'>): Fen =>
  state.allottedFen - state.reservedFen - state.paidFen

/** What a reservation still holds: neither paid nor released. */
export const openFen = ({ amountFen, paidFen, releasedFen }: Reservation): Fen =>
  amountFen - paidFen - releasedFen

type Movement = 'allotted' | 'settled' | 'released' | 'unsettled' | 'recovered'

/** The key of a movement in `moved`. Ids may hold any character, so they are not simply joined. */
export const movementKey = (movement: Movement, ...ids: readonly string[]): string =>
  JSON.stringify([movement, ...ids])
