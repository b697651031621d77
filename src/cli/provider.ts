import { type AsOf, asOfText, readAnswer } from './answers.ts'
import { exitCodes } from './failure.ts'
import { districtOf } from './filters.ts'
import { type Names, namesOf } from './names.ts'
import { readList } from './read-list.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'
import { wordOf, wordsOption } from './words-option.ts'

const statusText = { designated: '已认定', suspended: '已暂停' } as const

interface Designation {
  readonly districts: readonly string[]
  readonly occupations: readonly string[]
  readonly from: string
  readonly until: string
  readonly document: string
}

interface Provider extends Designation {
  readonly providerId: string
  readonly name: string
  readonly creditCode: string | null
  readonly statusText: string
}

interface ProviderAnswer extends Provider {
  readonly designations: readonly Designation[]
  readonly suspensions: readonly {
    readonly from: string
    readonly document: string
    readonly endedOn: string | null
    readonly endedBy: string | null
  }[]
  readonly asOf: AsOf
}

const listVerb = defineVerb({
  options: (yargs) =>
    yargs
      .option('district', {
        type: 'string',
        requiresArg: true,
        describe: '只看可以在这个区县办班的(代码或名称)',
      })
      .option('status', wordsOption(statusText, '只看一种状态的')),
  run: (context, { district, status }) => {
    const wanted = wordOf('status', statusText, status)
    return withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const filter = { district: districtOf(ledger, district), status: wanted }
      const answer = await readList<Provider>(ledger, '/providers', filter)
      const list = { ...answer, items: [...answer.items].sort(byNumber) }
      if (terminal.json) terminal.printJson(list)
      else terminal.print(`${listTable(terminal, list.items, namesOf(ledger))}\n${asOfText(list.asOf)}`)
      return exitCodes.ok
    })
  },
})

const showVerb = defineVerb({
  options: (yargs) =>
    yargs.positional('机构编号', { type: 'string', demandOption: true, describe: '见 provider list' }),
  run: (context, { 机构编号: providerId }) =>
    withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const path = `/providers/${encodeURIComponent(providerId)}`
      const answer = await readAnswer<ProviderAnswer>(ledger, path)
      if (terminal.json) terminal.printJson(answer)
      else terminal.print(providerText(terminal, answer, namesOf(ledger)))
      return exitCodes.ok
    }),
})

/** provider-2 before provider-10. */
const byNumber = (a: Provider, b: Provider): number =>
  a.providerId.localeCompare(b.providerId, 'en', { numeric: true })

export const providerVerbs = { list: listVerb, show: showVerb }

const districtsText = (codes: readonly string[], names: Names): string => codes.map(names.district).join('、')
const occupationsText = (list: readonly string[]): string => list.join('、') || '不限'
const daysText = ({ from, until }: Designation): string => `${from} ～ ${until}`

const listTable = (terminal: Terminal, items: readonly Provider[], names: Names): string =>
  tableText(
    terminal,
    ['编号', '名称', '状态', '区县', '职业(工种)', '认定期限'].map((title) => ({ title })),
    items.map((one) => [
      ...[one.providerId, one.name, one.statusText, districtsText(one.districts, names)],
      ...[occupationsText(one.occupations), daysText(one)],
    ]),
  )

const providerText = (terminal: Terminal, answer: ProviderAnswer, names: Names): string => {
  const { providerId, name, creditCode, statusText, designations, suspensions, asOf } = answer
  const columns = ['认定期限', '区县', '职业(工种)', '文号'].map((title) => ({ title }))
  const designated = designations.map((one) => [
    ...[daysText(one), districtsText(one.districts, names), occupationsText(one.occupations), one.document],
  ])
  return [
    `${terminal.styled('bold', name)}  ${terminal.styled('bold', statusText)}`,
    `编号 ${providerId}${creditCode === null ? '' : `  统一社会信用代码 ${creditCode}`}`,
    tableText(terminal, columns, designated),
    ...suspensions.map(({ from, document, endedOn, endedBy }) => {
      const end = endedOn === null ? '至今' : `至 ${endedOn} 恢复(${endedBy ?? ''})`
      return `暂停:${from} 起(${document}),${end}`
    }),
    asOfText(asOf),
  ].join('\n')
}
