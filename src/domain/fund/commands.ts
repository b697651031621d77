import type { Fen } from '../money.ts'

interface Part {
  readonly reservationId: string
  readonly partId: string
  readonly amountFen: Fen
}

type Commands = {
  OpenFund: { district: string; source: string; year: number }
  AllotFund: { amountFen: Fen; document: string }
  /** `reservationId`: `<batchId>/<attempt>`. */
  ReserveFund: { reservationId: string; amountFen: Fen }
  SettleReservation: Part
  ReleaseReservation: Part
  UnsettleReservation: Part
  RecoverToFund: { recoveryId: string; partId: string; amountFen: Fen }
}

export type FundCommandType = keyof Commands
export type FundCommandData<T extends FundCommandType> = Readonly<Commands[T]>
export type FundCommand = {
  [T in FundCommandType]: { readonly type: T; readonly data: FundCommandData<T> }
}[FundCommandType]

/** What deciding may look at beside the fund itself. */
export interface FundContext {
  /** District codes that exist. */
  readonly districts: ReadonlySet<string>
  /** Ids of the policy's fund sources. */
  readonly sources: ReadonlySet<string>
}

/** `330602-employment-subsidy-2025`; the stream is `fund-` and this. */
export const fundIdOf = (fund: {
  readonly district: string
  readonly source: string
  readonly year: number
}): string => `${fund.district}-${fund.source}-${fund.year}`
