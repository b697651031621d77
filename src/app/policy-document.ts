import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../domain/canonical-json.ts'
import { claimStatuses } from '../domain/person/claim-status-text.ts'
import { PolicyError } from '../domain/policy/check-document.ts'
import { compilePolicy } from '../domain/policy/compile-policy.ts'
import type { Policy, PolicyDocument } from '../domain/policy/policy.ts'
import { dated, id, span, text, trainingForm } from './policy-training-form.ts'

/** The form of a policy document; what its parts say to each other is checked by `checkDocument`. */

const day = z.iso.date()
const values = z.array(z.strictObject({ ...span, yuan: z.string().regex(/^(0|[1-9]\d{0,11})\.\d{2}$/) }))
const base = {
  clause: text,
  interpretation: id.optional(),
  when: z.record(id, id).optional(),
}
const refusing = { ...base, refuse: id }

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('term'), ...refusing }),
  z.strictObject({ kind: z.literal('not-revoked'), ...refusing }),
  z.strictObject({
    kind: z.literal('once'),
    per: z.enum(['basis', 'training', 'person', 'person-year']),
    across: z.enum(['instrument', 'all']),
    ...refusing,
  }),
  z.strictObject({
    kind: z.literal('exclusive'),
    with: z.array(id).min(1),
    scope: z.enum(['training', 'any']),
    ...refusing,
  }),
  z.strictObject({
    kind: z.literal('duration-at-most'),
    unit: z.enum(['months', 'days']),
    atMost: z.int().positive().max(1_200),
    ...refusing,
  }),
  z.strictObject({
    kind: z.literal('needs-certificate'),
    occupations: z.array(text).optional(),
    levels: z.array(text).optional(),
    ...refusing,
  }),
  z.strictObject({ kind: z.literal('filing-window'), days: z.int().positive().max(3_660), ...refusing }),
  z.strictObject({
    kind: z.literal('count-per-year'),
    atMost: z.int().positive().max(100),
    instruments: z.array(id).min(1),
    ...refusing,
  }),
  z.strictObject({ kind: z.literal('level-order'), levels: z.array(text).min(1), ...refusing }),
  z.strictObject({ kind: z.literal('top-up'), lower: id, reason: id, ...base }),
  z.strictObject({
    kind: z.literal('cap'),
    bucket: id,
    window: z.enum(['term', 'calendar-year', 'training']),
    values,
    ...base,
  }),
])

const amount = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), values, ...base }),
  z.strictObject({ kind: z.literal('eligible-cost'), inForce: z.array(z.strictObject(span)), ...base }),
  z.strictObject({
    kind: z.literal('catalogue-rate'),
    rates: z.array(z.strictObject({ occupation: text, level: text, values })),
    unlisted: id.optional(),
    ...base,
  }),
])

const named = z.array(z.strictObject({ id, name: text }))

/** Dated values for the whole city, and those of districts that differ. */
const perDistrict = <T extends z.ZodRawShape>(shape: T) => {
  const values = dated(shape)
  return { values, districts: z.array(z.strictObject({ id, values })) }
}
const payment = z.strictObject({
  notice: z.strictObject(perDistrict({ workingDays: z.literal([3, 5, 7]) })),
  secondSignature: z.strictObject({ values }),
  sourceOrder: z.strictObject({
    ...perDistrict({ order: z.array(id).min(1) }),
    interpretation: id.optional(),
  }),
  handling: z
    .array(
      z.strictObject({
        id: z.enum(claimStatuses),
        values: z.array(z.strictObject({ ...span, workingDays: z.int().min(1).max(250) })),
      }),
    )
    .optional(),
})

const documentForm: z.ZodType<PolicyDocument> = z.strictObject({
  id,
  version: z.int().positive(),
  title: text,
  issuedBy: text,
  precedence: z.array(z.strictObject({ statement: text, clause: text })),
  term: z.strictObject({ from: day, until: day, clause: text, interpretation: id.optional() }),
  titles: named,
  courses: named,
  fundSources: z.strictObject({ clause: text, interpretation: id, order: named }),
  payment: payment.optional(),
  training: trainingForm.optional(),
  interpretations: z.array(
    z.strictObject({
      id,
      clause: text,
      question: text,
      options: z.array(z.strictObject({ id, reading: text })).min(1),
      readings: z
        .array(
          z.strictObject({
            chosen: id,
            from: day,
            decidedBy: text,
            status: z.enum(['provisional', 'confirmed']),
          }),
        )
        .min(1),
    }),
  ),
  reasons: z.array(z.strictObject({ code: id, text, next: text })),
  rules: z.array(rule),
  instruments: z.array(
    z.strictObject({
      id,
      name: text,
      clause: text,
      payee: z.enum(['person', 'institution']),
      basis: z.union([z.strictObject({ recognition: id }), z.strictObject({ completion: id })]),
      amount,
      rules: z.array(rule),
      note: text.optional(),
    }),
  ),
})

/** SHA-256 (hex) of the canonical JSON of the document. */
export const policyDigest = (document: PolicyDocument): string =>
  createHash('sha256').update(canonicalJson(document)).digest('hex')

/** @throws {PolicyError} naming the place where the value is no policy document. */
export const parsePolicyDocument = (value: unknown): PolicyDocument => {
  const result = documentForm.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new PolicyError(issue === undefined ? '' : `${pointerTo(issue)}:${faultText(issue)}`)
}

/** JSON pointer (RFC 6901); in Chinese for the whole. */
const pointerTo = ({ path }: z.core.$ZodIssue): string => {
  const escaped = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return escaped.join('') || '全文'
}

const kinds: Readonly<Record<string, string>> = {
  string: '文字',
  int: '整数',
  number: '数字',
  array: '列表',
  object: '对象',
  record: '对象',
}

const faultText = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `未知的字段 ${issue.keys.join('、')}`
    case 'invalid_type':
      return issue.input === undefined ? '缺少' : `应为${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `应为 ${issue.values.map(String).join('、')} 之一`
    case 'invalid_union':
      return issue.discriminator === undefined ? '不是允许的写法' : `未知的 ${issue.discriminator}`
    case 'invalid_format':
      return issue.format === 'date' ? '应为存在的日期 YYYY-MM-DD' : '格式不对'
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? '不能为空' : `不能小于 ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string' ? `不能超过 ${issue.maximum} 个字` : `不能大于 ${issue.maximum}`
    default:
      return '不合格'
  }
}

/** @throws {PolicyError} */
export const policyOf = (document: PolicyDocument): Policy => compilePolicy(document, policyDigest(document))
