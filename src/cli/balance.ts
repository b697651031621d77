import { type AsOf, asOfText, readAnswer } from './answers.ts'
import { exitCodes, usageFailure } from './failure.ts'
import { districtOf, instrumentOf } from './filters.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'
import { groupedYuan } from './words.ts'
import { wordOf, wordsOption } from './words-option.ts'

const cutTitles = {
  district: '区(县、市)',
  fund: '资金',
  instrument: '项目',
  year: '年度',
  month: '月份',
} as const
type Cut = keyof typeof cutTitles

interface Figures {
  readonly allottedYuan: string | null
  readonly reservedYuan: string | null
  readonly grossPaidYuan: string
  readonly paidYuan: string
  readonly returnedYuan: string
  readonly recoveredYuan: string
  readonly availableYuan: string | null
}

interface BalancesAnswer {
  readonly by: Cut
  readonly items: readonly (Figures & { readonly name: string })[]
  readonly total: Figures
  readonly asOf: AsOf
}

export const balanceVerb = defineVerb({
  options: (yargs) =>
    yargs
      .option('by', { ...wordsOption(cutTitles, '按什么分'), default: 'district' })
      .option('district', { type: 'string', requiresArg: true, describe: '只看一个区县(代码或名称)' })
      .option('year', { type: 'string', requiresArg: true, describe: '只看一个年度,如 2026' })
      .option('instrument', { type: 'string', requiresArg: true, describe: '只看一个项目(编号或名称)' }),
  run: (context, { by, district, year, instrument }) => {
    const words = { by: wordOf('by', cutTitles, by), year: yearOf(year) }
    return withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const filter = {
        ...words,
        district: districtOf(ledger, district),
        instrument: instrumentOf(ledger, instrument),
      }
      const query = Object.entries(filter).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      )
      const path = `/balances?${new URLSearchParams(query)}`
      const answer = await readAnswer<BalancesAnswer>(ledger, path)
      if (terminal.json) terminal.printJson(answer)
      else terminal.print(`${balanceTable(terminal, answer)}\n${asOfText(answer.asOf)}`)
      return exitCodes.ok
    })
  },
})

const yearOf = (given: string | undefined): string | undefined => {
  if (given === undefined || /^2\d{3}$/.test(given)) return given
  throw usageFailure('--year 不是年度', '改为四位数字,如 2026')
}

const amounts = [
  ['下达(元)', 'allottedYuan'],
  ['占用', 'reservedYuan'],
  ['累计拨付', 'grossPaidYuan'],
  ['到账后退汇', 'returnedYuan'],
  ['已追回', 'recoveredYuan'],
  ['净拨付', 'paidYuan'],
  ['可用', 'availableYuan'],
] as const

/** A column in which no row has a figure is left out. */
const balanceTable = (terminal: Terminal, { by, items, total }: BalancesAnswer): string => {
  const rows = [...items, { ...total, name: '合计' }]
  const shown = amounts.filter(([, name]) => rows.some((row) => row[name] !== null))
  const columns = [{ title: cutTitles[by] }, ...shown.map(([title]) => ({ title, right: true }))]
  return tableText(
    terminal,
    columns,
    rows.map((row) => [row.name, ...shown.map(([, name]) => yuanOrDash(row[name]))]),
  )
}

const yuanOrDash = (yuan: string | null): string => (yuan === null ? '--' : groupedYuan(yuan))
