import type { AmountRule, CapRule, DocumentValue, PolicyDocument, Rule } from '../domain/policy/policy.ts'
import type { PolicyVersion } from '../domain/policy/publication.ts'
import { trainingLines } from './policy-training-text.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { groupedYuan, ruleName } from './words.ts'

/** Every version, then what the one in force grants. */
export const versionsTable = (
  terminal: Terminal,
  versions: readonly PolicyVersion[],
  inForce: PolicyVersion | undefined,
): string => {
  const rows = versions.map(({ version, document, inForceFrom, digest }) => [
    document.id,
    `第 ${version} 版`,
    statusText(version, inForceFrom, inForce),
    inForceFrom ?? '--',
    digest.slice(0, 12),
  ])
  const columns = ['编号', '版本', '状态', '生效日期', '摘要'].map((title) => ({ title }))
  const list = tableText(terminal, columns, rows)
  return inForce === undefined ? list : `${list}\n${instrumentTable(terminal, inForce.document)}`
}

const statusText = (
  version: number,
  inForceFrom: string | null,
  inForce: PolicyVersion | undefined,
): string => {
  if (inForceFrom === null) return '草案'
  if (version === inForce?.version) return '生效'
  return inForce !== undefined && version < inForce.version ? '已被替代' : '已批准'
}

/** The whole document in words: instruments, rules, interpretations. */
export const policyText = (terminal: Terminal, { document, inForceFrom }: PolicyVersion): string => {
  const { term, title, issuedBy, version } = document
  const status = inForceFrom === null ? '草案' : `自 ${inForceFrom} 起生效`
  return [
    terminal.styled('bold', `${title}(第 ${version} 版)`),
    `${issuedBy};${status};有效期 ${term.from} ～ ${term.until}(${term.clause})`,
    instrumentTable(terminal, document),
    ...document.instruments.flatMap(({ name, rules, note }) => [
      terminal.styled('bold', name),
      ...rules.map((rule) => `  ${ruleLine(rule)}`),
      ...(note === undefined ? [] : [`  ${note}`]),
    ]),
    listLine(terminal, '称号', document.titles),
    listLine(terminal, '培训类型', document.courses),
    ...(document.training === undefined
      ? []
      : [terminal.styled('bold', '培训规则'), ...trainingLines(document.training, document)]),
    terminal.styled('bold', '口径'),
    ...document.interpretations.flatMap(interpretationLines),
  ].join('\n')
}

const listLine = (
  terminal: Terminal,
  what: string,
  entries: readonly { readonly id: string; readonly name: string }[],
): string => [terminal.styled('bold', what), ...entries.map(({ id, name }) => `  ${name}(${id})`)].join('\n')

const instrumentTable = (terminal: Terminal, document: PolicyDocument): string =>
  tableText(
    terminal,
    [{ title: '项目' }, { title: '编号' }, { title: '标准' }, { title: '条款' }],
    document.instruments.map(({ id, name, amount, rules, clause }) => [
      name,
      id,
      amountText(amount, [...document.rules, ...rules]),
      clause,
    ]),
  )

const isCap = (rule: Rule<DocumentValue>): rule is CapRule<DocumentValue> => rule.kind === 'cap'

const windowText = { term: '方案期内', 'calendar-year': '每年', training: '每个培训班' } as const

const amountText = (amount: AmountRule<DocumentValue>, rules: readonly Rule<DocumentValue>[]): string => {
  if (amount.kind === 'fixed') return valuesText(amount.values)
  if (amount.kind === 'catalogue-rate') {
    return amount.rates.length === 0 ? '尚无标准' : `按目录 ${amount.rates.length} 项`
  }
  if (amount.inForce.length === 0) return '尚无标准'
  const caps = rules
    .filter(isCap)
    .map((cap) => `${windowText[cap.window]}至多 ${valuesText(cap.values)}${under(cap)}`)
  return ['按合规费用', ...caps].join('\n')
}

const under = ({ when = {} }: CapRule<DocumentValue>): string => {
  const readings = Object.entries(when).map(([id, option]) => `${id}=${option}`)
  return readings.length === 0 ? '' : `(${readings.join(',')})`
}

const valuesText = (values: readonly DocumentValue[]): string =>
  values.length === 0
    ? '尚无标准'
    : values.map(({ yuan, from }) => `${groupedYuan(yuan)} 元(${from} 起)`).join(',')

const ruleLine = (rule: Rule<DocumentValue>): string => {
  const reading = rule.interpretation === undefined ? '' : `,口径 ${rule.interpretation}`
  const bucket = isCap(rule) ? ` ${rule.bucket} ${valuesText(rule.values)}` : ''
  const when = Object.entries(rule.when ?? {}).map(([id, option]) => `,仅当 ${id}=${option}`)
  return `${ruleName(rule.kind)}${bucket}(${rule.clause}${reading}${when.join('')})`
}

const interpretationLines = ({
  id,
  clause,
  question,
  options,
  readings,
}: PolicyDocument['interpretations'][number]): readonly string[] => [
  `  ${id}(${clause})${question}`,
  ...options.map((option) => `     可选 ${option.id}:${option.reading}`),
  ...readings.map(({ chosen, from, decidedBy, status }) => {
    const text = options.find((option) => option.id === chosen)?.reading ?? chosen
    return `     自 ${from}:${text}(${decidedBy}${status === 'provisional' ? ',暂定' : ''})`
  }),
]
