import type { FundEvent } from '../src/domain/fund/events.ts'
import type { Projection } from './projection.ts'

/** One district's money from one source in one year: where each fen of it is. */
export interface FundPosition {
  readonly fundId: string
  readonly district: string
  readonly source: string
  readonly year: number
  readonly allottedFen: number
  /** Reserved by batches, neither paid nor released. */
  readonly reservedFen: number
  /** Confirmed by the bank, less what came back and what was recovered. */
  readonly paidFen: number
  /** Came back after the bank had confirmed it. */
  readonly returnedFen: number
  readonly recoveredFen: number
  /** `allottedFen` − `reservedFen` − `paidFen`. */
  readonly availableFen: number
  readonly allotments: readonly Allotment[]
  /** What reserved, oldest first. */
  readonly reservations: readonly ReservationFigure[]
  readonly recoveries: readonly RecoveryFigure[]
}

interface Allotment {
  readonly amountFen: number
  readonly document: string
  /** Instant, ISO 8601 UTC. */
  readonly at: string
  readonly account: string
}

export interface ReservationFigure {
  /** `<batchId>/<attempt>`. */
  readonly reservationId: string
  readonly batchId: string
  readonly amountFen: number
  readonly paidFen: number
  readonly releasedFen: number
  /** `amountFen` − `paidFen` − `releasedFen`. */
  readonly openFen: number
  readonly at: string
}

interface RecoveryFigure {
  readonly recoveryId: string
  readonly partId: string
  readonly amountFen: number
  readonly at: string
}

type Part = { readonly reservationId: string; readonly amountFen: number }

/** Every balance summed anew from the lists: no figure can drift from what it is made of. */
const summed = (state: FundPosition): FundPosition => {
  let allottedFen = 0
  let reservedFen = 0
  let paidFen = 0
  let recoveredFen = 0
  for (const { amountFen } of state.allotments) allottedFen += amountFen
  for (const { amountFen } of state.recoveries) recoveredFen += amountFen
  for (const reservation of state.reservations) {
    reservedFen += reservation.openFen
    paidFen += reservation.paidFen
  }
  paidFen -= recoveredFen
  const availableFen = allottedFen - reservedFen - paidFen
  return { ...state, allottedFen, reservedFen, paidFen, recoveredFen, availableFen }
}

/** The part moved: `paidFen` and `releasedFen` say by how much each grows. */
const moved = (
  state: FundPosition,
  { reservationId }: Part,
  change: { readonly paidFen: number; readonly releasedFen: number },
): FundPosition => {
  const reservations = state.reservations.map((known) => {
    if (known.reservationId !== reservationId) return known
    const paidFen = known.paidFen + change.paidFen
    const releasedFen = known.releasedFen + change.releasedFen
    return { ...known, paidFen, releasedFen, openFen: known.amountFen - paidFen - releasedFen }
  })
  return summed({ ...state, reservations })
}

export const fundPosition: Projection<FundPosition, FundEvent> = {
  name: 'fund-position',
  version: 2,
  category: 'fund',
  partitionBy: (event) => event.streamId.slice('fund-'.length),
  init: () => ({
    fundId: '',
    district: '',
    source: '',
    year: 0,
    allottedFen: 0,
    reservedFen: 0,
    paidFen: 0,
    returnedFen: 0,
    recoveredFen: 0,
    availableFen: 0,
    allotments: [],
    reservations: [],
    recoveries: [],
  }),
  when: {
    FundOpened: (state, { data }) => {
      const { fundId, district, source, year } = data
      return { ...state, fundId, district, source, year }
    },
    FundAllotted: (state, { data, metadata }) => {
      const { amountFen, document } = data
      const allotment = { amountFen, document, at: metadata.at, account: metadata.actor.account }
      return summed({ ...state, allotments: [...state.allotments, allotment] })
    },
    FundReserved: (state, { data, metadata }) => {
      const { reservationId, amountFen } = data
      const [batchId = ''] = reservationId.split('/')
      const balances = { amountFen, paidFen: 0, releasedFen: 0, openFen: amountFen }
      const reservation = { reservationId, batchId, ...balances, at: metadata.at }
      return summed({ ...state, reservations: [...state.reservations, reservation] })
    },
    FundSettled: (state, { data }) => moved(state, data, { paidFen: data.amountFen, releasedFen: 0 }),
    FundReleased: (state, { data }) => moved(state, data, { paidFen: 0, releasedFen: data.amountFen }),
    FundUnsettled: (state, { data }) => ({
      ...moved(state, data, { paidFen: -data.amountFen, releasedFen: 0 }),
      returnedFen: state.returnedFen + data.amountFen,
    }),
    FundRecovered: (state, { data, metadata }) => {
      const { recoveryId, partId, amountFen } = data
      const recovery = { recoveryId, partId, amountFen, at: metadata.at }
      return summed({ ...state, recoveries: [...state.recoveries, recovery] })
    },
  },
  index: {
    district: (state) => state.district,
    year: (state) => String(state.year),
    source: (state) => state.source,
  },
  lists: [
    ['district', 'year', 'source'],
    ['district', 'year'],
    ['district'],
    ['year', 'source'],
    ['year'],
    ['source'],
  ],
}
