import { clampDay, type Day } from '../domain/dates.ts'
import type { DocumentValue, Instrument } from '../domain/policy/policy.ts'
import type { PolicyVersion } from '../domain/policy/publication.ts'
import { amountLines, amountText } from './policy-amount-text.ts'
import { paymentLines } from './policy-payment-text.ts'
import { interpretationLines, type ReadDocument, readOn } from './policy-reading-text.ts'
import { ruleLines } from './policy-rule-text.ts'
import { trainingLines } from './policy-training-text.ts'
import { clauseText } from './policy-value-text.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'

/** The versions there are, and which holds today. */
export interface Known {
  readonly versions: readonly PolicyVersion[]
  readonly inForce: PolicyVersion | undefined
  /** Calendar day in Asia/Shanghai. */
  readonly today: Day
}

/** Every version, then what the one in force grants. */
export const versionsTable = (
  terminal: Terminal,
  versions: readonly PolicyVersion[],
  { inForce, today }: Pick<Known, 'inForce' | 'today'>,
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
  return inForce === undefined
    ? list
    : `${list}\n${instrumentTable(terminal, readOn(inForce.document, today))}`
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

/** The whole document in words: every dated value, its clause, and which readings were chosen. */
export const policyText = (
  terminal: Terminal,
  { document, inForceFrom }: PolicyVersion,
  today: Day,
): string => {
  const { term, title, issuedBy, version, instruments, rules, payment, training } = document
  const status = inForceFrom === null ? '草案' : `自 ${inForceFrom} 起生效`
  const read = readOn(document, clampDay(today, term.from, term.until))
  const section = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [terminal.styled('bold', name), ...lines]
  return [
    terminal.styled('bold', `${title}(第 ${version} 版)`),
    `${issuedBy};${status};有效期 ${term.from} ～ ${term.until}(${clauseText(term.clause, term.interpretation)})`,
    `口径按 ${read.on} 所采用的读法;没有采用的另外列出`,
    instrumentTable(terminal, read),
    ...instruments.flatMap((one) => section(one.name, instrumentLines(terminal, one, read))),
    ...section('各项目共同的规则', ruleLines(rules, read)),
    ...(payment === undefined
      ? []
      : section('公示与拨付', paymentLines(payment, document.fundSources.order))),
    ...(training === undefined ? [] : section('培训规则', trainingLines(training, document))),
    ...section('口径', interpretationLines(document, read)),
    ...section(
      '效力',
      document.precedence.map(({ statement, clause }) => `  ${statement}(${clause})`),
    ),
    ...section('称号', document.titles.map(nameLine)),
    ...section('培训类型', document.courses.map(nameLine)),
    ...section('资金来源', document.fundSources.order.map(nameLine)),
  ].join('\n')
}

const nameLine = ({ id, name }: { readonly id: string; readonly name: string }): string => `  ${name}(${id})`

const instrumentLines = (
  terminal: Terminal,
  { id, amount, rules, note }: Instrument<DocumentValue>,
  read: ReadDocument,
): readonly string[] => [
  ...amountLines(terminal, amount, read.document),
  ...ruleLines(rules, read, id),
  ...(note === undefined ? [] : [`  ${note}`]),
]

const instrumentTable = (terminal: Terminal, read: ReadDocument): string =>
  tableText(
    terminal,
    ['项目', '编号', '标准', '条款'].map((title) => ({ title })),
    read.document.instruments.map(({ id, name, amount, rules, clause }) => [
      ...[name, id, amountText(amount, [...read.document.rules, ...rules], read), clause],
    ]),
  )
