import { isDay } from './dates.ts'
import { compactSpelling } from './text.ts'

/** Looked for in this order; the first that applies is the answer. */
export type IdNumberCode =
  /** A foreigner's permanent residence card, of either make: such people are not in the plan. */
  | 'id-foreign-card'
  | 'id-characters'
  | 'id-legacy-unsupported'
  | 'id-length'
  | 'id-region-invalid'
  /** No such day, or a day to come. */
  | 'id-birthdate-invalid'
  /** Before 1900, or more than 120 years old. */
  | 'id-birthdate-implausible'
  | 'id-checksum'

export type ParsedIdNumber =
  /** 18 characters, the last a digit or `X`. */
  { readonly ok: true; readonly idNumber: string } | { readonly ok: false; readonly code: IdNumberCode }

/** GB 11643-1999: the weight of each of the first 17 digits. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
/** The check character for each remainder of the weighted sum by 11. */
const checkCharacters = '10X98765432'

/** GB/T 2260. Ids of Taiwan residents start with 83, never with 71. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'.split(' '),
)
/** Residence permits of Hong Kong, Macao and Taiwan residents. */
const permits = new Set(['81', '82', '83'])

const oldestYear = 1900
const oldestAge = 120
/** What is longer is no spelling of an id number, and is not worth normalising. */
const longestSpelling = 200

/** The check character that the first 17 digits of an id number ask for. */
export const idCheckCharacter = (first17: string): string => {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first17[place]), 0)
  return checkCharacters[sum % 11] as string
}

/** Three letters and twelve digits until 2023; since then `9`, the issuing province, and 15 more. */
const isForeignCard = (text: string): boolean =>
  /^[A-Z]{3}\d{12}$/u.test(text) || (/^9\d{16}[\dX]$/u.test(text) && provinces.has(text.slice(1, 3)))

const findingOf = (text: string, today: string): IdNumberCode | undefined => {
  if (isForeignCard(text)) return 'id-foreign-card'
  if (!/^\d*X?$/u.test(text)) return 'id-characters'
  if (/^\d{15}$/u.test(text)) return 'id-legacy-unsupported'
  if (text.length !== 18) return 'id-length'
  const province = text.slice(0, 2)
  if (!provinces.has(province) && !permits.has(province)) return 'id-region-invalid'
  const bornOn = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`
  if (!isDay(bornOn) || bornOn > today) return 'id-birthdate-invalid'
  if (isImplausible(bornOn, today)) return 'id-birthdate-implausible'
  return idCheckCharacter(text) === text[17] ? undefined : 'id-checksum'
}

const isImplausible = (bornOn: string, today: string): boolean => {
  const birthYear = Number(bornOn.slice(0, 4))
  const hadBirthday = today.slice(5) >= bornOn.slice(5)
  const age = Number(today.slice(0, 4)) - birthYear - (hadBirthday ? 0 : 1)
  return birthYear < oldestYear || age > oldestAge
}

/**
 * One canonical id number for every spelling of it: full-width digits, spaces, zero-width
 * characters and a lower-case `x` make no difference, so they can make no second person.
 *
 * Source: GB 11643-1999 for the form and the check character, GB/T 2260 for the provinces. Below
 * the province, codes are not looked up: they change, and people keep the code they were born with.
 *
 * @param today calendar day in Asia/Shanghai, `YYYY-MM-DD`
 */
export const parseIdNumber = (text: string, today: string): ParsedIdNumber => {
  if (text.length > longestSpelling) return { ok: false, code: 'id-length' }
  const idNumber = compactSpelling(text).toUpperCase()
  const code = findingOf(idNumber, today)
  return code === undefined ? { ok: true, idNumber } : { ok: false, code }
}

/** @param idNumber canonical. Digits 7 to 14 are the birth date; the seventeenth is odd for men. */
export const bornOf = (idNumber: string): { readonly on: string; readonly sex: 'male' | 'female' } => ({
  on: `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`,
  sex: Number(idNumber[16]) % 2 === 1 ? 'male' : 'female',
})
