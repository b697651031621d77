import type { Fen } from '../money.ts'
import { documentKey } from './document-key.ts'
import type { FundEvent } from './events.ts'
import { type FundState, movementKey, type Reservation } from './state.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveFund = (state: FundState, event: FundEvent): FundState => {
  switch (event.type) {
    case 'FundOpened': {
      const { fundId, district, source, year } = event.data
      return { ...state, fundId, district, source, year }
    }
    case 'FundAllotted': {
      const { amountFen, document } = event.data
      const moved = noted(state, movementKey('allotted', documentKey(document)), amountFen)
      return { ...state, allottedFen: state.allottedFen + amountFen, moved }
    }
    case 'FundReserved': {
      const { reservationId, amountFen } = event.data
      const reservation = { amountFen, paidFen: 0, releasedFen: 0 }
      const reservations = new Map(state.reservations).set(reservationId, reservation)
      return { ...state, reservedFen: state.reservedFen + amountFen, reservations }
    }
    case 'FundSettled':
    case 'FundReleased':
    case 'FundUnsettled':
      return evolvePart(state, event)
    case 'FundRecovered': {
      const { recoveryId, partId, amountFen } = event.data
      const moved = noted(state, movementKey('recovered', recoveryId, partId), amountFen)
      const { paidFen, recoveredFen } = state
      return { ...state, paidFen: paidFen - amountFen, recoveredFen: recoveredFen + amountFen, moved }
    }
    default:
      return state
  }
}

type PartEvent = Extract<FundEvent, { type: 'FundSettled' | 'FundReleased' | 'FundUnsettled' }>

const evolvePart = (state: FundState, { type, data }: PartEvent): FundState => {
  const { reservationId, partId, amountFen } = data
  const held = state.reservations.get(reservationId)
  if (held === undefined) return state
  const { reservedFen, paidFen } = state
  const after = (change: Partial<Reservation>, kind: 'settled' | 'released' | 'unsettled') => ({
    reservations: new Map(state.reservations).set(reservationId, { ...held, ...change }),
    moved: noted(state, movementKey(kind, reservationId, partId), amountFen),
  })
  switch (type) {
    case 'FundSettled': {
      const changed = after({ paidFen: held.paidFen + amountFen }, 'settled')
      return { ...state, ...changed, reservedFen: reservedFen - amountFen, paidFen: paidFen + amountFen }
    }
    case 'FundReleased': {
      const changed = after({ releasedFen: held.releasedFen + amountFen }, 'released')
      return { ...state, ...changed, reservedFen: reservedFen - amountFen }
    }
    case 'FundUnsettled': {
      const changed = after({ paidFen: held.paidFen - amountFen }, 'unsettled')
      return { ...state, ...changed, reservedFen: reservedFen + amountFen, paidFen: paidFen - amountFen }
    }
  }
}

const noted = (state: FundState, key: string, amountFen: Fen): ReadonlyMap<string, Fen> =>
  new Map(state.moved).set(key, amountFen)
