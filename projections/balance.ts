import type { PersonEvent } from '../src/domain/person/events.ts'
import type { Folded, Projection } from './projection.ts'

/** What one district awards for one instrument: what batches hold, and what each month moved. */
export interface Balance {
  readonly district: string
  readonly instrument: string
  /** In a batch, and neither paid nor taken out. */
  readonly reservedFen: number
  /** Oldest first. */
  readonly months: readonly MonthMoves[]
}

/** By the day of the bank or of the receipt; what is `paid` less `returned` and `recovered` stays paid. */
export interface MonthMoves {
  /** `2026-03`. */
  readonly month: string
  readonly paidFen: number
  /** Came back after the bank had confirmed it. */
  readonly returnedFen: number
  readonly recoveredFen: number
}

type MoneyEvent = Extract<
  PersonEvent,
  {
    readonly type:
      | 'ClaimBatched'
      | 'ClaimUnbatched'
      | 'ClaimObjectionUpheld'
      | 'ClaimPaid'
      | 'PaymentReturned'
      | 'RecoveryReceived'
  }
>

const reserved = (state: Balance, { data }: Folded<MoneyEvent>, changeFen: number): Balance => ({
  ...state,
  district: data.district,
  instrument: data.instrument,
  reservedFen: state.reservedFen + changeFen,
})

const moved = (
  state: Balance,
  day: string,
  what: 'paidFen' | 'returnedFen' | 'recoveredFen',
  amountFen: number,
): Balance => {
  const month = day.slice(0, 7)
  const known = state.months.find((one) => one.month === month)
  const before = known ?? { month, paidFen: 0, returnedFen: 0, recoveredFen: 0 }
  const changed = { ...before, [what]: before[what] + amountFen }
  const rest = state.months.filter((one) => one.month !== month)
  const months = [...rest, changed].sort((a, b) => (a.month < b.month ? -1 : 1))
  return { ...state, months }
}

export const balance: Projection<Balance, MoneyEvent> = {
  name: 'balance',
  version: 1,
  category: 'person',
  partitionBy: ({ data }) => `${data.district}/${data.instrument}`,
  init: () => ({ district: '', instrument: '', reservedFen: 0, months: [] }),
  when: {
    ClaimBatched: (state, event) => reserved(state, event, event.data.amountFen),
    ClaimUnbatched: (state, event) => reserved(state, event, -event.data.amountFen),
    ClaimObjectionUpheld: (state, event) => reserved(state, event, -event.data.amountFen),
    ClaimPaid: (state, event) => {
      const { amountFen, paidOn } = event.data
      return moved(reserved(state, event, -amountFen), paidOn, 'paidFen', amountFen)
    },
    PaymentReturned: (state, event) => {
      const { amountFen, returnedOn, late } = event.data
      // What never arrived is reserved as it was.
      return late ? moved(reserved(state, event, amountFen), returnedOn, 'returnedFen', amountFen) : state
    },
    RecoveryReceived: (state, event) => {
      const { amountFen, receivedOn } = event.data
      return moved(reserved(state, event, 0), receivedOn, 'recoveredFen', amountFen)
    },
  },
  index: {
    district: (state) => state.district,
    instrument: (state) => state.instrument,
  },
  lists: [['district', 'instrument'], ['district'], ['instrument']],
}
