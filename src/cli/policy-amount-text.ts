import type {
  AmountRule,
  CapRule,
  CatalogueRate,
  DocumentValue,
  PolicyDocument,
  Rule,
} from '../domain/policy/policy.ts'
import { appliesUnder } from '../domain/policy/readings.ts'
import type { ReadDocument } from './policy-reading-text.ts'
import { windowText } from './policy-rule-text.ts'
import { clauseText, shortValueText, spanText, valueText } from './policy-value-text.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { groupedYuan } from './words.ts'

/** What an instrument grants: at a glance for the table of all, and value by value. */

type Amount = AmountRule<DocumentValue>
type Catalogue = Extract<Amount, { kind: 'catalogue-rate' }>

const none = '尚无标准'

const isCap = (rule: Rule<DocumentValue>): rule is CapRule<DocumentValue> => rule.kind === 'cap'

/** At a glance: only what holds under the readings chosen. */
export const amountText = (
  amount: Amount,
  rules: readonly Rule<DocumentValue>[],
  { readings }: ReadDocument,
): string => {
  if (amount.kind === 'fixed') return amount.values.map(shortValueText).join('\n') || none
  if (amount.kind === 'catalogue-rate') {
    const read = amount.interpretation === undefined ? '' : `(口径 ${amount.interpretation})`
    return amount.rates.length === 0 ? none : `按目录 ${amount.rates.length} 项${read}`
  }
  if (amount.inForce.length === 0) return none
  const caps = rules.filter((rule) => isCap(rule) && appliesUnder(rule, readings)).filter(isCap)
  return [
    '按合规费用',
    ...caps.map(({ window, values }) => `${windowText[window]}至多 ${values.map(shortValueText).join(',')}`),
  ].join('\n')
}

/** Every dated value with its clause. */
export const amountLines = (
  terminal: Terminal,
  amount: Amount,
  document: PolicyDocument,
): readonly string[] => {
  const { clause, interpretation } = amount
  if (amount.kind === 'catalogue-rate') {
    return amount.rates.length === 0
      ? [`  标准 ${none}(${clauseText(clause, interpretation)})`]
      : catalogueLines(terminal, amount, document)
  }
  const lines =
    amount.kind === 'fixed'
      ? amount.values.map((value) => valueText(value, interpretation))
      : amount.inForce.map((span) => `按合规费用,${spanText(span, interpretation)}`)
  return (lines.length === 0 ? [`${none}(${clauseText(clause, interpretation)})`] : lines).map(
    (line) => `  标准 ${line}`,
  )
}

const daysOf = ({ from, until }: DocumentValue): string =>
  until === undefined ? `${from} 起` : `${from} ～ ${until}`

/** A column for each span of days, a row for each occupation, a line in it for each level. */
const catalogueLines = (
  terminal: Terminal,
  { rates, clause, interpretation }: Catalogue,
  { interpretations }: PolicyDocument,
): readonly string[] => {
  const all = rates.flatMap(({ values }) => values)
  const spans = [...new Set(all.map(daysOf))].sort()
  const occupations = [...new Set(rates.map(({ occupation }) => occupation))]
  const columns = [
    { title: '职业(工种)' },
    { title: '等级' },
    ...spans.map((span) => ({ title: `${span}(元)`, right: true })),
  ]
  const rows = occupations.map((occupation) => {
    const own = rates.filter((rate) => rate.occupation === occupation)
    const levels = own.map(({ level }) => level).join('\n')
    return [occupation, levels, ...spans.map((span) => own.map((rate) => rateOn(rate, span)).join('\n'))]
  })
  const decided = interpretations.find(({ id }) => id === interpretation)?.readings.at(-1)?.decidedBy
  return [
    `  标准 按紧缺工种目录(${clauseText(clause, interpretation)}${decided === undefined ? '' : `;${decided}`})`,
    tableText(terminal, columns, rows),
    ...clauseLines(all),
  ]
}

const rateOn = ({ values }: CatalogueRate<DocumentValue>, span: string): string => {
  const value = values.find((one) => daysOf(one) === span)
  return value === undefined ? '--' : groupedYuan(value.yuan)
}

/** One line for each clause, and of which days it is where there are several. */
const clauseLines = (values: readonly DocumentValue[]): readonly string[] => {
  const clauses = [...new Set(values.map(({ clause }) => clause))]
  return clauses.map((clause) => {
    const days = new Set(values.filter((value) => value.clause === clause).map(daysOf))
    return `  目录金额的条款:${clause}${clauses.length === 1 ? '' : `(${[...days].sort().join('、')})`}`
  })
}
