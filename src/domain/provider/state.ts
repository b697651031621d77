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
  /** The day on which the last of it was recorded; empty: nothing was. */
  readonly recordedOn: Day
}

export const initialProvider: ProviderState = {
  providerId: null,
  name: '',
  creditCode: null,
  designations: [],
  suspensions: [],
  recordedOn: '',
}

/** Districts of the designation that was recorded last. */
export const districtsOf = ({ designations }: Pick<ProviderState, 'designations'>): readonly string[] =>
  designations.at(-1)?.districts ?? []

type Dated = Pick<ProviderState, 'designations' | 'suspensions'>

/** What it is designated for on the day, be it over by then; undefined: nothing yet. */
export const designationOn = (
  { designations }: Pick<Dated, 'designations'>,
  day: Day,
): Designation | undefined => designations.findLast(({ from }) => from <= day)

/** Of a provider that is shown on the day: what stands then, or else what will first. */
export const shownDesignation = (provider: Pick<Dated, 'designations'>, day: Day): Designation | undefined =>
  designationOn(provider, day) ?? provider.designations[0]

export const providerStatuses = ['designated', 'suspended'] as const
export type ProviderStatus = (typeof providerStatuses)[number]

export const providerStatusOn = ({ suspensions }: Pick<Dated, 'suspensions'>, day: Day): ProviderStatus =>
  suspensions.some(({ from, endedOn }) => from <= day && (endedOn === null || day < endedOn))
    ? 'suspended'
    : 'designated'

/** The suspension that nobody has ended. */
export const openSuspension = ({ suspensions }: ProviderState): Suspension | undefined => {
  const last = suspensions.at(-1)
  return last?.endedOn === null ? last : undefined
}
