import type { Day } from '../dates.ts'
import type { EventMetadata } from '../person/events.ts'

/**
 * The facts of one training provider, stream `provider-<providerId>`. Type names and fields are the
 * storage format: they may be added to, never renamed.
 */

/** What a provider may do, and in which days. */
export interface Designation {
  /** District codes. */
  readonly districts: readonly string[]
  /** Occupations; empty: every one. */
  readonly occupations: readonly string[]
  readonly from: Day
  /** The last day. */
  readonly until: Day
  /** Number of the paper. */
  readonly document: string
}

type Events = {
  ProviderDesignated: Designation & {
    providerId: string
    /** Of the organisation. */
    name: string
    /** Unified social credit code, GB 32100. */
    creditCode: string | null
  }
  /** From `from` on, this stands in place of what was designated before, also for later days. */
  DesignationChanged: Designation
  /** Takes the place of a suspension that had not begun. */
  ProviderSuspended: { from: Day; document: string }
  /** `on`: the first day on which the latest suspension no longer holds, whatever was said of it before. */
  ProviderReinstated: { on: Day; document: string }
}

export type ProviderEventType = keyof Events
export type ProviderEventData<T extends ProviderEventType> = Readonly<Events[T]>
export type NewProviderEvent = {
  [T in ProviderEventType]: { readonly type: T; readonly data: ProviderEventData<T> }
}[ProviderEventType]
export type ProviderEvent = NewProviderEvent & { readonly id: string; readonly metadata: EventMetadata }
