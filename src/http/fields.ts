import { z } from 'zod'
import { isPersonId, personOfClaim } from '../app/ledger.ts'
import type { ProblemCode } from '../app/problem-catalogue.ts'
import { normaliseCertificateNumber } from '../domain/certificate-number.ts'
import { type Day, isDay } from '../domain/dates.ts'
import { parseIdNumber } from '../domain/id-number.ts'
import { type Fen, parseYuan } from '../domain/money.ts'
import {
  checkBankAccount,
  checkName,
  checkSealedText,
  checkText,
  normaliseName,
  normalisePhone,
  normaliseText,
} from '../domain/text.ts'

/** The fields of requests: each is text that is judged, and handed on in its one canonical form. */

interface Refused {
  readonly refused: ProblemCode
  readonly facts?: Readonly<Record<string, string>>
}
type Judged<T> = { readonly value: T } | Refused

interface Shown {
  readonly description: string
  readonly examples: readonly string[]
  readonly maxLength?: number
}

/** No text at all, in no field: a NUL, or half of a character. */
const illFormed = /[\0\p{Surrogate}]/u

/** A check may put another value in place of the text; what it puts there, only the judge knows. */
export const field = <T>(judge: (text: string) => Judged<T>, shown: Shown): z.ZodType<T, string> => {
  const judging = z.string().check((payload) => {
    const text = payload.value
    const judged: Judged<T> = illFormed.test(text) ? { refused: 'invalid-text' } : judge(text)
    if ('value' in judged) payload.value = judged.value as string
    else
      payload.issues.push({
        code: 'custom',
        message: judged.refused,
        params: { ...judged.facts },
        input: text,
      })
  })
  return judging.meta({ ...shown, examples: [...shown.examples] }) as unknown as z.ZodType<T, string>
}

const checked = <T>(code: ProblemCode | undefined, value: () => T, facts?: Refused['facts']): Judged<T> =>
  code === undefined ? { value: value() } : { refused: code, ...(facts && { facts }) }

export const idNumberField = (today: () => Day): z.ZodType<string, string> =>
  field(
    (text) => {
      const parsed = parseIdNumber(text, today())
      return parsed.ok ? { value: parsed.idNumber } : { refused: parsed.code }
    },
    { description: '公民身份号码(GB 11643,18位),或港澳台居民居住证号码', examples: ['330699199708130508'] },
  )

export const nameField = field((text) => checked(checkName(text), () => normaliseName(text)), {
  description: '姓名,2至50个字',
  examples: ['张三'],
})

export const phoneField = field(
  (text) => {
    const parsed = normalisePhone(text)
    return parsed.ok ? { value: parsed.phone } : { refused: parsed.code }
  },
  { description: '手机号,11位', examples: ['13800000000'] },
)

export const bankAccountField = field(
  (text) => {
    const parsed = checkBankAccount(text)
    return parsed.ok ? { value: parsed.bankAccount } : { refused: parsed.code }
  },
  { description: '本人银行卡号,13至19位', examples: ['6222020000000000000'] },
)

const limited = (
  check: (text: string, limits: { readonly max: number }) => ProblemCode | undefined,
  max: number,
  shown: Omit<Shown, 'maxLength'>,
) =>
  field((text) => checked(check(text, { max }), () => normaliseText(text), { max: String(max) }), {
    ...shown,
    maxLength: max,
  })

/** Sealed in the vault; may say anything. */
export const sealedTextField = (description: string, max: number, example: string) =>
  limited(checkSealedText, max, { description, examples: [example] })

/** Goes to the log for ever; holds no personal data. */
export const logTextField = (description: string, max: number, example: string) =>
  limited(checkText, max, { description, examples: [example] })

/** SHA-256 in hex. No other text is judged alike: a digest may well hold what looks like a card number. */
export const digestField = (description: string) =>
  field((text) => (/^[0-9a-f]{64}$/.test(text) ? { value: text } : { refused: 'value-unknown' }), {
    description,
    examples: ['a'.repeat(64)],
    maxLength: 64,
  })

/** An id of the policy: what cannot be one is as unknown as what is not listed. */
export const policyIdField = (unknown: ProblemCode, description: string, example: string) =>
  field((text) => (/^[a-z][a-z0-9-]{0,63}$/.test(text) ? { value: text } : { refused: unknown }), {
    description,
    examples: [example],
    maxLength: 64,
  })

export const districtField = (known: ReadonlySet<string>): z.ZodType<string, string> =>
  field((text) => (known.has(text) ? { value: text } : { refused: 'district-unknown' }), {
    description: '区(县、市)代码',
    examples: ['330602'],
  })

export const dayField = (description: string) =>
  field<Day>((text) => (isDay(text) ? { value: text } : { refused: 'date-format' }), {
    description: `${description},北京时间`,
    examples: ['2024-05-31'],
  })

/** The ledger could hold more; no training of one person costs a thousand million yuan. */
const amountForm = /^(?:0|[1-9]\d{0,8})\.\d{2}$/
/** A proper decimal, but negative, too large or with other than two places. */
const otherAmount = /^-?(?:0|[1-9]\d*)\.(?:\d{2}|\d{3,})$/

export const amountField = (description: string) =>
  field<Fen>(
    (text) => {
      const fen = amountForm.test(text) ? parseYuan(text) : undefined
      if (fen !== undefined && fen > 0) return { value: fen }
      return { refused: fen === 0 || otherAmount.test(text) ? 'amount-range' : 'amount-format' }
    },
    { description: `${description},元,两位小数`, examples: ['1500.00'] },
  )

export const basisField = field(
  (text) => (/^[a-z2-7]{26}-[rt][1-9]\d{0,5}$/.test(text) ? { value: text } : { refused: 'basis-format' }),
  { description: '申领依据:recognitionId 或 completionId', examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa-t1'] },
)

export const claimIdField = field(
  (text) => (personOfClaim(text) === undefined ? { refused: 'claim-id-format' } : { value: text }),
  { description: '受理号', examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa-c1'] },
)

export const personIdField = field(
  (text) => (isPersonId(text) ? { value: text } : { refused: 'person-id-format' }),
  { description: '人员编号', examples: ['aaaaaaaaaaaaaaaaaaaaaaaaaa'] },
)

export const certificateNumberField = field(
  (text) => {
    const number = normaliseCertificateNumber(text)
    return number === undefined ? { refused: 'certificate-number' } : { value: number }
  },
  { description: '证书编号', examples: ['S000033010000240000001'], maxLength: 64 },
)

export const instantField = field(
  (text) =>
    // Close to the year 10000 an offset can lead out of the years that four digits write.
    z.iso.datetime({ offset: true }).safeParse(text).success && /^\d{4}-/.test(new Date(text).toISOString())
      ? { value: new Date(text).toISOString() }
      : { refused: 'instant-format' },
  { description: '时刻,带时区', examples: ['2025-01-01T09:00:00+08:00'] },
)
