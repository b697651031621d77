import { DomainError } from '../errors.ts'
import { type Fen, formatYuan, maxFen } from '../money.ts'
import { type FundCommand, type FundCommandData, type FundContext, fundIdOf } from './commands.ts'
import { documentKey } from './document-key.ts'
import type { NewFundEvent } from './events.ts'
import { availableFen, type FundState, movementKey, openFen, type Reservation } from './state.ts'

type Decided = readonly NewFundEvent[]

/**
 * What a command makes happen to one fund. That reserved and paid money never exceeds what was
 * allotted is kept here, over the fund's own events.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} `fund-unknown`, `fund-exists`, `fund-insufficient`, `allotment-differs`,
 *   `reservation-unknown`, `reservation-differs`, `reservation-exceeded`, `fund-recovery-exceeds`,
 *   `amount-invalid`, `district-unknown`, `fund-source-unknown`, `fund-year`.
 */
export const decideFund = (command: FundCommand, state: FundState, context: FundContext): Decided => {
  if (command.type === 'OpenFund') return openFund(command.data, state, context)
  if (state.fundId === null) throw new DomainError('fund-unknown')
  needAmount(command.data.amountFen)
  switch (command.type) {
    case 'AllotFund':
      return allotFund(command.data, state)
    case 'ReserveFund':
      return reserveFund(command.data, state)
    case 'RecoverToFund':
      return recoverToFund(command.data, state)
    default:
      return decidePart(command, state)
  }
}

const needAmount = (amountFen: Fen): void => {
  if (!Number.isSafeInteger(amountFen) || amountFen <= 0 || amountFen > maxFen) {
    throw new DomainError('amount-invalid')
  }
}

const openFund = (
  { district, source, year }: FundCommandData<'OpenFund'>,
  state: FundState,
  context: FundContext,
): Decided => {
  const fundId = fundIdOf({ district, source, year })
  if (state.fundId !== null) throw new DomainError('fund-exists', { fundId })
  if (!context.districts.has(district)) throw new DomainError('district-unknown', { district })
  if (!context.sources.has(source)) throw new DomainError('fund-source-unknown', { source })
  if (!Number.isInteger(year) || year < 2000 || year > 2999) throw new DomainError('fund-year')
  return [{ type: 'FundOpened', data: { fundId, district, source, year } }]
}

/** A paper that allots money allots it once, so its number is what a repeat is known by. */
const allotFund = ({ amountFen, document }: FundCommandData<'AllotFund'>, state: FundState): Decided => {
  const known = state.moved.get(movementKey('allotted', documentKey(document)))
  if (known === amountFen) return []
  if (known !== undefined) throw new DomainError('allotment-differs', { document })
  if (state.allottedFen + amountFen > maxFen) throw new DomainError('amount-invalid')
  return [{ type: 'FundAllotted', data: { amountFen, document } }]
}

const reserveFund = (
  { reservationId, amountFen }: FundCommandData<'ReserveFund'>,
  state: FundState,
): Decided => {
  const known = state.reservations.get(reservationId)
  if (known?.amountFen === amountFen) return []
  if (known !== undefined) throw new DomainError('reservation-differs', { reservationId })
  const shortfallFen = amountFen - availableFen(state)
  if (shortfallFen > 0) {
    const shortfall = { shortfallFen: String(shortfallFen), shortfall: formatYuan(shortfallFen) }
    throw new DomainError('fund-insufficient', { fundId: state.fundId ?? '', ...shortfall })
  }
  return [{ type: 'FundReserved', data: { reservationId, amountFen } }]
}

type PartCommand = Extract<
  FundCommand,
  { type: 'SettleReservation' | 'ReleaseReservation' | 'UnsettleReservation' }
>

const decidePart = ({ type, data }: PartCommand, state: FundState): Decided => {
  const { reservationId, partId, amountFen } = data
  const held = state.reservations.get(reservationId)
  if (held === undefined) throw new DomainError('reservation-unknown', { reservationId })
  const { movement, event, limitFen } = partStep(type, held, state)
  const known = state.moved.get(movementKey(movement, reservationId, partId))
  if (known === amountFen) return []
  if (known !== undefined) throw new DomainError('reservation-differs', { reservationId })
  if (amountFen > limitFen) {
    throw new DomainError('reservation-exceeded', { reservationId, limitFen: String(limitFen) })
  }
  return [{ type: event, data: { reservationId, partId, amountFen } }]
}

/** What each step moves, and how much at most. Money recovered meanwhile cannot come back twice. */
const partStep = (type: PartCommand['type'], held: Reservation, state: FundState) => {
  switch (type) {
    case 'SettleReservation':
      return { movement: 'settled', event: 'FundSettled', limitFen: openFen(held) } as const
    case 'ReleaseReservation':
      return { movement: 'released', event: 'FundReleased', limitFen: openFen(held) } as const
    case 'UnsettleReservation': {
      const limitFen = Math.min(held.paidFen, state.paidFen)
      return { movement: 'unsettled', event: 'FundUnsettled', limitFen } as const
    }
  }
}

const recoverToFund = (
  { recoveryId, partId, amountFen }: FundCommandData<'RecoverToFund'>,
  state: FundState,
): Decided => {
  const known = state.moved.get(movementKey('recovered', recoveryId, partId))
  if (known === amountFen) return []
  if (known !== undefined) throw new DomainError('reservation-differs', { reservationId: recoveryId })
  if (amountFen > state.paidFen) throw new DomainError('fund-recovery-exceeds', { recoveryId })
  return [{ type: 'FundRecovered', data: { recoveryId, partId, amountFen } }]
}
