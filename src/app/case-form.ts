import { z } from 'zod'
import { isDay } from '../domain/dates.ts'
import { type Fen, parseYuan } from '../domain/money.ts'
import type { CompletionDetails } from '../domain/person/events.ts'
import type { Policy, Readings } from '../domain/policy/policy.ts'
import { choosableInterpretations } from '../domain/policy/readings.ts'

/** Trial cases: one person's history in steps, and what is expected of it. Ids are local to a case. */

export type CaseStep =
  | { readonly kind: 'completion'; readonly id: string; readonly details: CompletionDetails }
  | { readonly kind: 'recognition'; readonly id: string; readonly title: string; readonly grantedOn: string }
  | {
      readonly kind: 'claim'
      readonly id: string
      readonly instrument: string
      readonly basis: string
      readonly requestedFen: Fen | null
    }
  | { readonly kind: 'withdraw'; readonly claim: string }
  | { readonly kind: 'revoke'; readonly basis: string }

export interface Case {
  readonly name: string
  readonly interpretations: Readings
  readonly steps: readonly CaseStep[]
  /** Only compared, whatever it is; absent: nothing to compare. */
  readonly expect?: unknown
}

const typed = (what: string) => ({
  error: (issue: { readonly code?: string | undefined; readonly input?: unknown }) =>
    issue.code === 'invalid_type' ? (issue.input === undefined ? '缺少' : `应为${what}`) : undefined,
})

const text = z.string(typed('文字')).min(1, '不能为空')
const day = z.string(typed('文字')).refine(isDay, '不是存在的日期(YYYY-MM-DD)')
const yuan = z
  .string(typed('文字'))
  .refine((value) => (parseYuan(value) ?? 0) > 0, '应为大于零、不超过 999999999999.99 的两位小数金额')
  .transform((value) => parseYuan(value) ?? 0)

const oneOf = (known: ReadonlySet<string>, what: string) =>
  text.refine((value) => known.has(value), `未知的${what}`)

/**
 * Of a policy, what a case may speak about: instruments with an amount or a rule, and what they need.
 * A catalogue goes by certificates, and a case has no word for any.
 */
const wordsOf = (policy: Policy) => {
  const instruments = policy.instruments.filter(({ amount, rules }) => {
    if (amount.kind === 'catalogue-rate') return false
    const values = amount.kind === 'fixed' ? amount.values : amount.inForce
    return values.length + rules.length > 0
  })
  const bases = instruments.map(({ basis }) => basis)
  return {
    instruments: new Set(instruments.map(({ id }) => id)),
    titles: new Set(bases.flatMap(({ recognition }) => recognition ?? [])),
    courses: new Set(bases.flatMap(({ completion }) => completion ?? [])),
  }
}

const stepForms = (policy: Policy): Readonly<Record<CaseStep['kind'], z.ZodType<CaseStep>>> => {
  const { instruments, titles, courses } = wordsOf(policy)
  const dates = { startsOn: day, endsOn: day }
  return {
    completion: z
      .strictObject({
        id: text,
        course: oneOf(courses, '课程'),
        trainingId: text,
        ...dates,
        eligibleCostYuan: yuan,
      })
      .refine(({ startsOn, endsOn }) => endsOn >= startsOn, { path: ['endsOn'], error: '早于开始日期' })
      .transform(({ id, eligibleCostYuan: eligibleCostFen, ...details }) => {
        return { kind: 'completion', id, details: { ...details, eligibleCostFen } }
      }),
    recognition: z
      .strictObject({ id: text, title: oneOf(titles, '称号'), grantedOn: day })
      .transform((step) => ({ kind: 'recognition', ...step })),
    claim: z
      .strictObject({
        id: text,
        instrument: oneOf(instruments, '项目'),
        basis: text,
        requestedYuan: yuan.optional(),
      })
      .transform(({ requestedYuan, ...step }) => {
        return { kind: 'claim', ...step, requestedFen: requestedYuan ?? null }
      }),
    withdraw: z.strictObject({ claim: text }).transform((step) => ({ kind: 'withdraw', ...step })),
    revoke: z.strictObject({ basis: text }).transform((step) => ({ kind: 'revoke', ...step })),
  }
}

const stepForm = (policy: Policy): z.ZodType<CaseStep> => {
  const forms = stepForms(policy)
  return z.unknown().transform((step, context) => {
    const kinds = typeof step === 'object' && step !== null && !Array.isArray(step) ? Object.keys(step) : []
    const kind = kinds[0] ?? ''
    if (kinds.length !== 1 || !Object.hasOwn(forms, kind)) {
      context.addIssue(kinds.length === 1 ? `未知的步骤 ${kind}` : '应恰有一种步骤')
      return z.NEVER
    }
    const result = forms[kind as CaseStep['kind']].safeParse((step as Record<string, unknown>)[kind])
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      context.addIssue({ code: 'custom', path: [kind, ...issue.path], message: problemOf(issue) })
    }
    return z.NEVER
  })
}

/** The form of one case under this policy: its courses, titles, instruments and choosable readings. */
export const caseForm = (policy: Policy): z.ZodType<Case> => {
  const choosable = choosableInterpretations(policy)
  const options = policy.interpretations
    .filter(({ id }) => choosable.has(id))
    .map(({ id, options: of }) => {
      return [id, oneOf(new Set(of.map((option) => option.id)), '口径选项').optional()] as const
    })
  return z
    .strictObject(
      {
        name: text,
        interpretations: z.strictObject(Object.fromEntries(options)).optional(),
        steps: z.array(stepForm(policy), typed('列表')),
        expect: z.unknown().optional(),
      },
      typed('对象'),
    )
    .transform(({ interpretations = {}, ...rest }) => {
      return { ...rest, interpretations: interpretations as Readings }
    })
}

/** What is wrong at one place, in Chinese. */
export const problemOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return `未知的字段 ${issue.keys.join('、')}`
  return issue.code === 'invalid_type' && /^Invalid/.test(issue.message) ? '类型不对' : issue.message
}
