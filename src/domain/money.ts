import { Decimal } from 'decimal.js'

/** Whole fen (1/100 yuan), a safe integer. Never a fraction, never a float. */
export type Fen = number

/** The largest amount the ledger takes, 999,999,999,999.99 yuan, well inside the safe integers. */
export const maxFen: Fen = 99_999_999_999_999

const yuanForm = /^(0|[1-9]\d{0,11})\.\d{2}$/

/** `"10000.00"` → 1000000. Two places, no sign, no leading zeros; anything else is undefined. */
export const parseYuan = (text: string): Fen | undefined =>
  yuanForm.test(text) ? new Decimal(text).times(100).toNumber() : undefined

/**
 * 1000000 → `"10000.00"`.
 *
 * @throws RangeError for what is no whole number of fen: a wrong figure must never be shown.
 */
export const formatYuan = (fen: Fen): string => new Decimal(whole(fen)).div(100).toFixed(2)

/** @throws RangeError when an amount or a sum on the way leaves the safe integers. */
export const sumFen = (amounts: Iterable<Fen>): Fen => {
  let total = 0
  for (const amount of amounts) total = whole(total + whole(amount))
  return total
}

const whole = (fen: number): Fen => {
  if (!Number.isSafeInteger(fen)) throw new RangeError('no whole number of fen')
  return fen
}
