import type { PolicyDocument } from '../domain/policy/policy.ts'
import { findingRuleText, type TrainingRules } from '../domain/policy/training-rules.ts'
import { spanText } from './policy-value-text.ts'

type Document = Pick<PolicyDocument, 'titles' | 'courses'>

const ageText = (months: number): string => {
  const rest = months % 12
  return `${Math.floor(months / 12)} 周岁${rest === 0 ? '' : ` ${rest} 个月`}`
}

const nameIn = (entries: Document['titles'], id: string): string =>
  entries.find((entry) => entry.id === id)?.name ?? id

/** What the rule needs to know beside its clause. */
const numbersText = ({ rule, value }: Finding, { titles }: Document): string => {
  switch (rule) {
    case 'retirement-age':
      return `男 ${ageText(value.maleMonths)},女 ${ageText(value.femaleMonths)};`
    case 'minimum-age':
      return `${ageText(value.months)};`
    case 'enrolled-student':
      return `${value.titles.map((id) => nameIn(titles, id)).join('、')},自认定起 ${value.months} 个月;`
    case 'account-shared':
      return `至多 ${value.atMost} 人;`
    case 'provider-burst':
      return `每日至多 ${value.atMost} 本;`
    default:
      return ''
  }
}

type Findings = TrainingRules['findings'][number]
type Finding = {
  [R in Findings['rule']]: {
    readonly rule: R
    readonly value: Extract<Findings, { rule: R }>['values'][number]
  }
}[Findings['rule']]

const each = ({ rule, values }: Findings): readonly Finding[] =>
  values.map((value) => ({ rule, value }) as Finding)

/** The section on training: when a class is needed, levels, findings, uploads; each with its clause. */
export const trainingLines = (rules: TrainingRules, document: Document): readonly string[] => {
  const { classRequired, levels, findings, uploads } = rules
  const synonyms = Object.entries(levels.synonyms).map(([written, level]) => `${written} → ${level}`)
  return [
    ...classRequired.values.map((value) => {
      const courses = value.courses.map((id) => nameIn(document.courses, id)).join('、') || '无'
      return `  须有登记的培训班:${courses};${spanText(value)}`
    }),
    `  技能等级,由低到高:${levels.order.join('、')}(${levels.clause})`,
    ...(synonyms.length === 0 ? [] : [`  同义写法:${synonyms.join(',')}`]),
    ...findings.flatMap((one) =>
      each(one).map((finding) => {
        const numbers = numbersText(finding, document)
        return `  疑点 ${findingRuleText[one.rule]}(${one.rule}):${numbers}${spanText(finding.value)}`
      }),
    ),
    ...uploads.values.map((value) => `  上传的名单留存 ${value.keptDays} 天;${spanText(value)}`),
  ]
}
