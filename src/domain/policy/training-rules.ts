import type { DatedSpan } from './policy.ts'

/**
 * The policy's section on training: what a completion must rest on, what levels there are, and which
 * records are held against each other. All of it is dated, with its clause.
 */
export interface TrainingRules {
  /** Courses whose completions belong to a class of the register. */
  readonly classRequired: {
    readonly values: readonly (DatedSpan & { readonly courses: readonly string[] })[]
  }
  readonly levels: {
    readonly clause: string
    /** Of skill certificates, lowest first. */
    readonly order: readonly string[]
    /** What people write → a level of the order. */
    readonly synonyms: Readonly<Record<string, string>>
  }
  readonly findings: readonly FindingRules[]
  /** How long uploaded sheets are kept. */
  readonly uploads: { readonly values: readonly (DatedSpan & { readonly keptDays: number })[] }
}

/** What each rule needs to know beside its clause. Months are whole months of age on the first day. */
interface FindingNumbers {
  'overlapping-trainings': object
  'retirement-age': { readonly maleMonths: number; readonly femaleMonths: number }
  'minimum-age': { readonly months: number }
  /** Who holds one of these titles counts as a student for so many months from its day on. */
  'enrolled-student': { readonly titles: readonly string[]; readonly months: number }
  /** So many people together may have one account. */
  'account-shared': { readonly atMost: number }
  'certificate-twice': object
  /** So many certificates of one provider may bear one day. */
  'provider-burst': { readonly atMost: number }
  'trainer-two-places': object
  'room-two-places': object
}

export type FindingRule = keyof FindingNumbers
export type FindingValueOf<R extends FindingRule> = DatedSpan & FindingNumbers[R]
export type FindingRules = {
  [R in FindingRule]: { readonly rule: R; readonly values: readonly FindingValueOf<R>[] }
}[FindingRule]

/** Chinese names of the rules, for whoever has to decide on what they found. */
export const findingRuleText: Readonly<Record<FindingRule, string>> = {
  'overlapping-trainings': '同一人的培训时间重叠',
  'retirement-age': '开班时已到法定退休年龄',
  'minimum-age': '开班时未满最低年龄',
  'enrolled-student': '在校学生参加培训',
  'account-shared': '多人共用一个银行账号',
  'certificate-twice': '证书编号已用于另一条结业记录',
  'provider-burst': '同一机构同日发证过多',
  'trainer-two-places': '教师同时在两个班授课',
  'room-two-places': '场地同时被两个班使用',
}

export const findingRules = Object.keys(findingRuleText) as readonly FindingRule[]

export const isFindingRule = (text: string): text is FindingRule => Object.hasOwn(findingRuleText, text)
