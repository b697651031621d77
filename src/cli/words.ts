import { formatYuan } from '../domain/money.ts'
import type { Assessment, Step } from '../domain/policy/assessment.ts'
import { namedReading } from '../domain/policy/named-reading.ts'
import type { Policy } from '../domain/policy/policy.ts'

/** The rulebook's machine words in Chinese. */

const ruleNames: Readonly<Record<string, string>> = {
  'needs-basis': '依据',
  term: '方案有效期',
  'not-revoked': '依据未被撤销',
  'duration-at-most': '培训时长',
  'needs-certificate': '职业技能等级证书',
  'filing-window': '申领期限',
  once: '只核定一次',
  exclusive: '不与其他项目同享',
  'count-per-year': '每年次数',
  'level-order': '等级先后',
  fixed: '定额',
  'eligible-cost': '合规费用',
  'catalogue-rate': '目录标准',
  'top-up': '补足差额',
  cap: '上限',
}

export const ruleName = (rule: string): string => ruleNames[rule] ?? rule

export const outcomeText = (outcome: 'approved' | 'refused'): string =>
  outcome === 'approved' ? '核定' : '不予核定'

/** `1000000` → `10,000.00`. */
export const groupedYuan = (yuan: string): string => yuan.replace(/\B(?=(\d{3})+\.)/g, ',')

export const yuanText = (fen: number): string => groupedYuan(formatYuan(fen))

const readingText = (policy: Policy, id: string, { interpretations }: Assessment): string => {
  const chosen = interpretations.find((entry) => entry.id === id)?.chosen
  if (chosen === undefined) return `,口径 ${id}`
  const { reading } = namedReading(policy, id, chosen, policy.term.from)
  return `,口径 ${id}:${reading}`
}

/** One line per step: what it did to the amount, by which clause, under which reading. */
export const stepLines = (policy: Policy, assessment: Assessment): readonly string[] =>
  assessment.steps.map((step, place) => {
    const reading = step.interpretation === null ? '' : readingText(policy, step.interpretation, assessment)
    const bucket = step.bucket === null ? '' : ` ${step.bucket}`
    return `${place + 1}. ${ruleName(step.rule)}${bucket}(${step.clause}${reading}):${effect(policy, step)}`
  })

const effect = (policy: Policy, { inFen, outFen, reason }: Step): string => {
  const why = policy.reasons.find(({ code }) => code === reason)?.text ?? reason
  if (reason === null) return `${yuanText(outFen)} 元`
  return inFen === outFen ? `${why}` : `${yuanText(inFen)} → ${yuanText(outFen)} 元,${why}`
}
