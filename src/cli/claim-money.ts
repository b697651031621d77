import { type ClaimAnswer, shanghaiTime } from './answers.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { groupedYuan } from './words.ts'

const right = (title: string) => ({ title, right: true })
const left = (title: string) => ({ title })

/** What a claim was paid, what came back, and what stays; nothing before the bank has answered. */
export const moneyLines = (terminal: Terminal, claim: ClaimAnswer): readonly string[] => {
  const { payments, recoveries, batchId } = claim
  return [
    ...(batchId === null ? [] : [`拨付批次 ${batchId}`]),
    ...(payments.length === 0 ? [] : [sumLine(claim), paymentTable(terminal, claim)]),
    ...(recoveries.length === 0 ? [] : [recoveryTable(terminal, claim)]),
  ]
}

const sumLine = ({ grossPaidYuan, returnedYuan, recoveredYuan, paidYuan }: ClaimAnswer): string => {
  const [gross, returned, recovered, net] = [grossPaidYuan, returnedYuan, recoveredYuan, paidYuan].map(
    groupedYuan,
  )
  return `累计拨付 ${gross} − 到账后退汇 ${returned} − 已追回 ${recovered} = 净拨付 ${net} 元`
}

const paymentTable = (terminal: Terminal, { payments }: ClaimAnswer): string =>
  tableText(
    terminal,
    [right('拨付'), left('批次'), right('金额(元)'), left('到账'), left('退汇'), left('原因'), left('重发')],
    payments.map(({ no, batchId, amountYuan, outcome, on, paidOn, reasonText, replaces }) => [
      `第 ${no} 次`,
      batchId,
      groupedYuan(amountYuan),
      paidOn ?? '--',
      outcome === 'returned' ? on : '--',
      reasonText ?? '',
      replaces === null ? '' : `接替第 ${replaces} 次`,
    ]),
  )

const causes = { person: '有人提出', 'late-fact': '事实变化' } as const

const recoveryTable = (terminal: Terminal, { recoveries }: ClaimAnswer): string =>
  tableText(
    terminal,
    [
      right('追回'),
      left('起因'),
      left('提出'),
      right('应追回(元)'),
      right('已追回'),
      left('状态'),
      left('入账'),
    ],
    recoveries.map(({ no, cause, proposedAt, amountYuan, receivedYuan, statusText, parts }) => [
      `第 ${no} 次`,
      causes[cause],
      shanghaiTime(proposedAt),
      groupedYuan(amountYuan),
      groupedYuan(receivedYuan),
      statusText,
      parts.map((part) => `${part.receivedOn} ${groupedYuan(part.amountYuan)}`).join('\n'),
    ]),
  )
