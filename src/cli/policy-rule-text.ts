import type { CheckRule, DocumentValue, PolicyDocument, Rule } from '../domain/policy/policy.ts'
import { appliesUnder } from '../domain/policy/readings.ts'
import { conditionText, type ReadDocument } from './policy-reading-text.ts'
import { clauseText, valueText } from './policy-value-text.ts'
import { ruleName } from './words.ts'

/** Rules of a policy in words: what each asks, its numbers, its clause, the reading it rests on. */

type DocumentRule = Rule<DocumentValue>
type CapOf = Extract<DocumentRule, { kind: 'cap' }>

export const windowText = { term: '方案期内', 'calendar-year': '每年', training: '每个培训班' } as const

const nameOf = ({ instruments }: PolicyDocument, id: string): string =>
  instruments.find((one) => one.id === id)?.name ?? id

const onceText = {
  basis: '同一认定或结业',
  training: '同一培训班',
  person: '每人',
  'person-year': '每人每年',
} as const

/** What the rule asks, in one clause of a sentence. */
const checkText = (rule: CheckRule, document: PolicyDocument): string => {
  const named = (ids: readonly string[]): string => ids.map((id) => nameOf(document, id)).join('、')
  switch (rule.kind) {
    case 'term':
      return `认定或结业之日在 ${document.term.from} ～ ${document.term.until}`
    case 'not-revoked':
      return '认定没有撤销,结业记录没有撤回'
    case 'once':
      return `${onceText[rule.per]}一次${rule.across === 'all' ? ',各项目合并计算' : ''}`
    case 'exclusive':
      return `${rule.scope === 'training' ? '同一培训班' : ''}已核定${named(rule.with)}的不再核定`
    case 'duration-at-most':
      return `不超过 ${rule.atMost} ${rule.unit === 'months' ? '个月' : '天(含首尾)'}`
    case 'needs-certificate':
      return `须有证书${listText('职业', rule.occupations)}${listText('等级', rule.levels)}`
    case 'filing-window':
      return `结业或认定之日后 ${rule.days} 日内申领`
    case 'count-per-year':
      return `每人每年至多 ${rule.atMost} 次(${named(rule.instruments)})`
    case 'level-order':
      return `由低到高 ${rule.levels.join('、')};同一职业已按同级或更高级核定的不再核定`
  }
}

const listText = (what: string, list: readonly string[] | undefined): string =>
  list === undefined ? '' : `,${what}为 ${list.join('、')}`

/** Others that draw on the same limit under the same reading. */
const sharedText = ({ bucket, when }: CapOf, self: string | undefined, document: PolicyDocument): string => {
  const readings = JSON.stringify(when ?? {})
  const others = document.instruments.filter(
    ({ id, rules }) =>
      id !== self &&
      rules.some(
        (rule) =>
          rule.kind === 'cap' && rule.bucket === bucket && JSON.stringify(rule.when ?? {}) === readings,
      ),
  )
  return others.length === 0 ? '' : `(与${others.map(({ name }) => name).join('、')}合计)`
}

const oneRule = (rule: DocumentRule, self: string | undefined, document: PolicyDocument) => {
  const name = ruleName(rule.kind)
  const { clause, interpretation } = rule
  if (rule.kind === 'cap') {
    const about = `${name} ${windowText[rule.window]}至多`
    if (rule.values.length === 0) return [`${about} 尚无标准(${clauseText(clause, interpretation)})`]
    const shared = sharedText(rule, self, document)
    return rule.values.map((value) => `${about} ${valueText(value, interpretation)}${shared}`)
  }
  const text =
    rule.kind === 'top-up' ? `减去${nameOf(document, rule.lower)}已核定的金额` : checkText(rule, document)
  return [`${name} ${text}(${clauseText(clause, interpretation)})`]
}

/**
 * The rules that hold under the readings chosen, then those of readings that were not chosen, told
 * apart.
 *
 * @param self the instrument whose rules they are; undefined for those of all.
 */
export const ruleLines = (
  rules: readonly DocumentRule[],
  read: ReadDocument,
  self?: string,
): readonly string[] => {
  const { document, readings } = read
  const others = rules.filter((rule) => !appliesUnder(rule, readings))
  return [
    ...rules
      .filter((rule) => appliesUnder(rule, readings))
      .flatMap((rule) => oneRule(rule, self, document).map((line) => `  ${line}`)),
    ...(others.length === 0 ? [] : ['  没有采用的读法,现在不适用:']),
    ...others.flatMap((rule) =>
      oneRule(rule, self, document).map((line) => `    ${conditionText(rule.when ?? {}, read)}:${line}`),
    ),
  ]
}
