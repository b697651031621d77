import { compactNumber } from './text.ts'

/** The signs of GB 32100, each worth its place; I, O, S, V and Z are none. */
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const form = /^[0-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}$/

/** Each place weighs three times the one before, modulo 31. */
const checkSign = (body: string): string => {
  let sum = 0
  let weight = 1
  for (const sign of body) {
    sum += signs.indexOf(sign) * weight
    weight = (weight * 3) % signs.length
  }
  return signs.charAt((signs.length - (sum % signs.length)) % signs.length)
}

/**
 * A unified social credit code (GB 32100-2015) in its one spelling of 18 capitals and digits;
 * undefined for what is none, whether by its signs or by the check sign at its end.
 */
export const normaliseCreditCode = (text: string): string | undefined => {
  if (text.length > 200) return undefined
  const code = compactNumber(text).toUpperCase()
  return form.test(code) && checkSign(code.slice(0, -1)) === code.at(-1) ? code : undefined
}
