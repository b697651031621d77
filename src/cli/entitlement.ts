import { asOfText, type EntitlementAnswer, readAnswer } from './answers.ts'
import { exitCodes } from './failure.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'
import { groupedYuan } from './words.ts'

export const entitlementVerb = defineVerb({
  options: (yargs) =>
    yargs.positional('人员编号', { type: 'string', demandOption: true, describe: '登记时得到的编号' }),
  run: (context, { 人员编号: personId }) =>
    withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const path = `/people/${encodeURIComponent(personId)}/entitlement`
      const answer = await readAnswer<EntitlementAnswer>(ledger, path)
      if (terminal.json) terminal.printJson(answer)
      else
        terminal.print(
          [entitlementTable(terminal, answer), ...heldLines(answer), asOfText(answer.asOf)].join('\n'),
        )
      return exitCodes.ok
    }),
})

const windowText = (window: string): string => (window === 'term' ? '方案期内' : window)

const heldLines = ({ held }: EntitlementAnswer): readonly string[] =>
  held.map(({ claimId, instrumentName, nextText }) => `申领 ${claimId}(${instrumentName}):${nextText}`)

const entitlementTable = (terminal: Terminal, { buckets }: EntitlementAnswer): string => {
  const amounts = ['上限(元)', '已核定未到账', '净拨付', '余额', '审核中'].map((title) => ({
    title,
    right: true,
  }))
  const columns = [{ title: '项目' }, { title: '期间' }, ...amounts, { title: '条款' }, { title: '口径' }]
  const rows = buckets.map((bucket) => {
    const { capYuan, reservedYuan, paidYuan, headroomYuan, pendingYuan } = bucket
    return [
      bucket.instruments.map(({ name }) => name).join('\n'),
      windowText(bucket.window),
      ...[capYuan, reservedYuan, paidYuan, headroomYuan, pendingYuan].map(groupedYuan),
      bucket.clause,
      bucket.interpretations.map(({ id }) => id).join(' '),
    ]
  })
  return tableText(terminal, columns, rows)
}
