import { compactSpelling } from './text.ts'

/**
 * One spelling for one certificate number, so that equal numbers have equal digests: full-width
 * forms, spaces and lower case make no difference. Undefined for what is no number of 4 to 64
 * letters, digits, dashes, dots, slashes or brackets with at least one digit.
 */
export const normaliseCertificateNumber = (text: string): string | undefined => {
  if (text.length > 200) return undefined
  const number = compactSpelling(text).toUpperCase()
  return /^(?=.*\d)[\p{Script=Han}A-Z\d./()[\]〔〕-]{4,64}$/u.test(number) ? number : undefined
}
