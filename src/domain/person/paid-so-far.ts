import type { Fen } from '../money.ts'
import type { Payment } from './state.ts'

/** What became of a claim's money; `paidFen` = `grossPaidFen` − `returnedFen` − `recoveredFen`. */
export interface PaidSoFar {
  /** All that the bank ever confirmed. */
  readonly grossPaidFen: Fen
  /** Came back after the bank had confirmed it. */
  readonly returnedFen: Fen
  readonly recoveredFen: Fen
  readonly paidFen: Fen
}

/** A claim's payments, and what of it was received back. */
export interface MoneyMoved {
  readonly payments: readonly Pick<Payment, 'amountFen' | 'outcome' | 'paidOn'>[]
  readonly recoveredFen: Fen
}

export const paidSoFar = ({ payments, recoveredFen }: MoneyMoved): PaidSoFar => {
  let grossPaidFen = 0
  let returnedFen = 0
  for (const { amountFen, paidOn, outcome } of payments) {
    if (paidOn === null) continue
    grossPaidFen += amountFen
    if (outcome === 'returned') returnedFen += amountFen
  }
  return { grossPaidFen, returnedFen, recoveredFen, paidFen: grossPaidFen - returnedFen - recoveredFen }
}
