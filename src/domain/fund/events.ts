import type { Fen } from '../money.ts'
import type { EventMetadata } from '../person/events.ts'

/**
 * The facts of one fund, stream `fund-<fundId>`: one district's money from one source in one year.
 * Type names and fields are the storage format: they may be added to, never renamed.
 */

/** A part of a reservation moved from one balance to another; the id tells a repeat from another part. */
interface Part {
  readonly reservationId: string
  readonly partId: string
  readonly amountFen: Fen
}

type Events = {
  FundOpened: { fundId: string; district: string; source: string; year: number }
  /** `document`: number of the paper that allots the money; each allots once. */
  FundAllotted: { amountFen: Fen; document: string }
  /** Available → reserved. */
  FundReserved: { reservationId: string; amountFen: Fen }
  /** Reserved → paid. */
  FundSettled: Part
  /** Reserved → available. */
  FundReleased: Part
  /** Paid → reserved: the bank sent the money back. */
  FundUnsettled: Part
  /** Paid → available: a person paid it back. */
  FundRecovered: { recoveryId: string; partId: string; amountFen: Fen }
}

export type FundEventType = keyof Events
export type FundEventData<T extends FundEventType> = Readonly<Events[T]>
export type NewFundEvent = {
  [T in FundEventType]: { readonly type: T; readonly data: FundEventData<T> }
}[FundEventType]
export type FundEvent = NewFundEvent & { readonly id: string; readonly metadata: EventMetadata }
