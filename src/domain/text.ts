/**
 * What people type, judged before anything is recorded. The codes are stable; their Chinese
 * wording stands in the problem catalogue. Nothing here ever returns the text it refused.
 */

export type TextCode = 'invalid-text' | 'empty' | 'too-long' | 'personal-data-in-text'
export type NameCode = 'invalid-text' | 'empty' | 'name-length' | 'name-characters'

/**
 * Controls, bidi overrides, zero-width and other format characters, line separators, lone
 * surrogates, noncharacters, and U+FFFD, which is what is left of bytes decoded wrongly: none of
 * them is visible, so two texts that look the same would differ.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\uFFFD]/u

const dashes = String.raw`\p{Pd}\u2212`
const dash = new RegExp(`[${dashes}]`, 'gu')
/** Digits however they are grouped: by spaces, dashes, dots, brackets, slashes. */
const digitGroups = /\d(?:(?:[\s\p{Pd}\u2212]*|[\s\p{P}\p{S}]{1,2})\d)*/gu
const mobileAlone = /^(?:0|86|0086)?1[3-9]\d{9}$/
const mobileInGroup = new RegExp(String.raw`(?<!\d)1[\s${dashes}]*[3-9](?:[\s${dashes}]*\d){9}(?!\d)`, 'u')
const day = String.raw`(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`
const daysOnly = new RegExp(String.raw`^${day}(?:[\s${dashes}]+${day})*$`, 'u')
const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/giu

/** The shortest account number; ids (18, formerly 15 digits) and accounts (13 to 19) are longer. */
const shortestPersonalRun = 13

const nameLength = { min: 2, max: 50 }
const middleDots = /[\u2022\uFF0E\u2219\u30FB\u2027\u22C5\uFF65]/gu
const dotBetweenHan = /(?<=\p{Script=Han})\.(?=\p{Script=Han})/gu
const spaceBetweenHan = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu
/** U+3007 〇 stands in names but is a number to Unicode. */
const namePattern = /^[\p{L}〇]+(?:[ ·'’-][\p{L}〇]+)*$/u

const codePoints = (text: string): number => [...text].length

/** NFKC, without spaces and invisible marks: every spelling of one number becomes one text. */
export const compactSpelling = (text: string): string =>
  text.normalize('NFKC').replace(/[\s\u00AD\u180E\u200B-\u200F\u2060]/gu, '')

/** `compactSpelling` for numbers that people also group with dashes. */
export const compactNumber = (text: string): string => compactSpelling(text).replace(dash, '')

/** NFC, without space at either end. */
export const normaliseText = (value: string): string => value.normalize('NFC').trim()

/**
 * One spelling for one name: NFC, every kind of middle dot as U+00B7, one space between words and
 * none between Han characters (sheets pad two-character names with a space).
 */
export const normaliseName = (value: string): string =>
  normaliseText(value)
    .replace(middleDots, '·')
    .replace(dotBetweenHan, '·')
    .replace(/\s+/gu, ' ')
    .replace(/ ?· ?/gu, '·')
    .replace(spaceBetweenHan, '')

/**
 * Whether the text holds an id number, a mainland mobile number or a run of 13 digits or more,
 * also in full-width digits or spread out with spaces and punctuation. Days and UUIDs are none.
 */
export const holdsPersonalData = (text: string): boolean => {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(uuids, ' ')
  for (const [group] of plain.matchAll(digitGroups)) {
    if (daysOnly.test(group)) continue
    const digits = group.replace(/\D/gu, '')
    if (digits.length >= shortestPersonalRun || mobileAlone.test(digits)) return true
    if (mobileInGroup.test(group)) return true
  }
  return false
}

/** For text that goes to the vault only. `max` in code points. */
export const checkSealedText = (value: string, { max }: { readonly max: number }): TextCode | undefined => {
  if (unprintable.test(value)) return 'invalid-text'
  if (value.trim() === '') return 'empty'
  return codePoints(value) > max ? 'too-long' : undefined
}

/** For text that goes to the log, where nothing is ever erased. `max` in code points. */
export const checkText = (value: string, limits: { readonly max: number }): TextCode | undefined =>
  checkSealedText(value, limits) ?? (holdsPersonalData(value) ? 'personal-data-in-text' : undefined)

/**
 * A person's name, in any spelling that `normaliseName` accepts: letters of any script, joined by
 * single middle dots, spaces, hyphens or apostrophes. A formula (`=…`, `@…`, `＝…`) is no name.
 */
export const checkName = (value: string): NameCode | undefined => {
  if (unprintable.test(value)) return 'invalid-text'
  const name = normaliseName(value)
  if (name === '') return 'empty'
  const length = codePoints(name)
  if (length < nameLength.min || length > nameLength.max) return 'name-length'
  return namePattern.test(name) ? undefined : 'name-characters'
}

export type PhoneCode = 'phone-characters' | 'phone-length' | 'phone-prefix'
export type ParsedPhone =
  | { readonly ok: true; readonly phone: string }
  | { readonly ok: false; readonly code: PhoneCode }

/** A mainland mobile number as its 11 digits; `+86`, `0086`, spaces and dashes are dropped. */
export const normalisePhone = (text: string): ParsedPhone => {
  const phone = compactNumber(text).replace(/^(?:\+|00)?86(?=\d{11}$)/u, '')
  if (!/^\d*$/u.test(phone)) return { ok: false, code: 'phone-characters' }
  if (phone.length !== 11) return { ok: false, code: 'phone-length' }
  return /^1[3-9]/u.test(phone) ? { ok: true, phone } : { ok: false, code: 'phone-prefix' }
}

export type BankAccountCode = 'card-invalid' | 'card-kind'
export type ParsedBankAccount =
  | { readonly ok: true; readonly bankAccount: string }
  | { readonly ok: false; readonly code: BankAccountCode }

/** The digit that ends a card number whose other digits these are (ISO/IEC 7812-1, annex B). */
export const luhnDigit = (digits: string): string => {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}

/**
 * A bank card number as its 13 to 19 digits. `card-kind`: one letter and eight digits is the
 * number printed on a social-security card, not the account behind it.
 */
export const checkBankAccount = (text: string): ParsedBankAccount => {
  const bankAccount = compactNumber(text)
  if (/^[A-Za-z]\d{8}$/u.test(bankAccount)) return { ok: false, code: 'card-kind' }
  const valid = /^\d{13,19}$/u.test(bankAccount) && bankAccount.at(-1) === luhnDigit(bankAccount.slice(0, -1))
  return valid ? { ok: true, bankAccount } : { ok: false, code: 'card-invalid' }
}
