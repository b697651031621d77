import type { Day } from '../dates.ts'
import type { Designation } from './events.ts'

export interface Suspension {
  readonly from: Day
  readonly document: string
  /** The first day after it; null: it still holds. */
  readonly endedOn: Day | null
  /** The paper that ended it. */
  readonly endedBy: string | null
}

export interface ProviderState {
  /** Null: nobody designated it yet. */
  readonly providerId: string | null
  readonly name: string
  readonly creditCode: string | null
  /** In the order in which they were recorded, which is that of their first days. */
  readonly designations: readonly Designation[]
  readonly suspensions: readonly Suspension[]
}

export const initialProvider: ProviderState = {
  providerId: null,
  name: '',
  creditCode: null,
  designations: [],
  suspensions: [],
}

/** Districts of the designation that was recorded last. */
export const districtsOf = ({ designations }: Pick<ProviderState, 'designations'>): readonly string[] =>
  designations.at(-1)?.districts ?? []

/** The suspension that nobody has ended. */
export const openSuspension = ({ suspensions }: ProviderState): Suspension | undefined => {
  const last = suspensions.at(-1)
  return last?.endedOn === null ? last : undefined
}
