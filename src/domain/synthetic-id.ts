import { idCheckCharacter } from './id-number.ts'

/** Never assigned to a place, so no living person can match. */
const region = '330699'
const firstYear = 1970
const years = 30
/** Days 1 to 28 exist in every month. */
const daysPerMonth = 28
const birthDates = years * 12 * daysPerMonth
/** Has no factor in common with `birthDates`, so neighbours differ in more than their last digits. */
const stride = 4_637
/** Sequence numbers 001 to 999 of one birth date. */
const sequences = 999

/** How many different ids `syntheticIdNumber` makes. */
export const syntheticIdNumbers = birthDates * sequences

const padded = (value: number, length: number): string => String(value).padStart(length, '0')

/**
 * The id number of invented person `n`, for demo data and tests: valid, of someone born from 1970
 * to 1999, another one for each `n`, the same one each time.
 *
 * @throws {RangeError} `n` is no whole number from 0 to below `syntheticIdNumbers`
 */
export const syntheticIdNumber = (n: number): string => {
  if (!Number.isInteger(n) || n < 0 || n >= syntheticIdNumbers) throw new RangeError('no such synthetic id')
  const date = ((n % birthDates) * stride) % birthDates
  const year = firstYear + Math.floor(date / (12 * daysPerMonth))
  const month = 1 + (Math.floor(date / daysPerMonth) % 12)
  const dayOfMonth = 1 + (date % daysPerMonth)
  const sequence = 1 + Math.floor(n / birthDates)
  const first17 = `${region}${year}${padded(month, 2)}${padded(dayOfMonth, 2)}${padded(sequence, 3)}`
  return first17 + idCheckCharacter(first17)
}
