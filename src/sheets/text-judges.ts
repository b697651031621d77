import { normaliseCertificateNumber } from '../domain/certificate-number.ts'
import type { Day } from '../domain/dates.ts'
import { parseIdNumber } from '../domain/id-number.ts'
import {
  checkBankAccount,
  checkName,
  checkSealedText,
  checkText,
  compactSpelling,
  normaliseName,
  normalisePhone,
  normaliseText,
} from '../domain/text.ts'
import type { Facts, RowCode } from './fault.ts'
import { remembered } from './memo.ts'

/** Null: nothing was said. */
type Parsed<T> = { readonly value: T } | { readonly code: RowCode; readonly facts?: Facts } | null

/** Judges what stands in a cell as text, and gives it in its canonical form. */
export type Parse<T> = (text: string) => Parsed<T>

const checkedText =
  (max: number, check: typeof checkText): Parse<string> =>
  (text) => {
    // Line breaks in a cell are spaces.
    const spaced = normaliseText(text.replace(/[\r\n\t]+/gu, ' '))
    const code = check(spaced, { max })
    if (code === 'empty') return null
    return code === undefined ? { value: spaced } : { code, facts: { max: String(max) } }
  }

/** Text that goes to the log. */
export const logText = (max: number): Parse<string> => remembered(checkedText(max, checkText))

/** Text that goes to the vault. */
export const sealedText = (max: number): Parse<string> => remembered(checkedText(max, checkSealedText))

/** The id of a district, course or level by its name, in any spelling of width and space. */
export const idByName = (
  entries: Iterable<readonly [name: string, id: string]>,
  unknown: RowCode,
): Parse<string> => {
  const names = new Map([...entries].map(([name, id]) => [compactSpelling(name).toUpperCase(), id]))
  return remembered((text) => {
    const id = names.get(compactSpelling(text).toUpperCase())
    return id === undefined ? { code: unknown } : { value: id }
  })
}

export const personName: Parse<string> = (text) => {
  const code = checkName(text)
  if (code === 'empty') return { code: 'cell-missing' }
  return code === undefined ? { value: normaliseName(text) } : { code }
}

export const idNumber =
  (today: Day): Parse<string> =>
  (text) => {
    const parsed = parseIdNumber(text, today)
    return parsed.ok ? { value: parsed.idNumber } : { code: parsed.code }
  }

export const phone: Parse<string> = (text) => {
  const parsed = normalisePhone(text)
  return parsed.ok ? { value: parsed.phone } : { code: parsed.code }
}

export const bankAccount: Parse<string> = (text) => {
  const parsed = checkBankAccount(text)
  return parsed.ok ? { value: parsed.bankAccount } : { code: parsed.code }
}

export const certificateNumber: Parse<string> = (text) => {
  const number = normaliseCertificateNumber(text)
  return number === undefined ? { code: 'certificate-number' } : { value: number }
}
