import { trainingStatusText } from '../domain/training/status.ts'
import { type AsOf, asOfText, readAnswer } from './answers.ts'
import { exitCodes } from './failure.ts'
import { departmentOf, districtOf, providerOf } from './filters.ts'
import { type Names, namesOf } from './names.ts'
import { readList } from './read-list.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'
import { wordOf, wordsOption } from './words-option.ts'

const findingsText = { open: '有', none: '无' } as const

interface Training {
  readonly trainingId: string
  readonly providerId: string
  readonly course: string
  readonly name: string
  readonly occupation: string | null
  readonly level: string | null
  readonly startsOn: string
  readonly endsOn: string
  readonly hours: number
  readonly place: string
  readonly capacity: number
  readonly enrolled: number
  readonly departmentName: string
  readonly district: string
  readonly statusText: string
  readonly openFindings: number
}

interface TrainingAnswer extends Training {
  readonly openedOn: string | null
  readonly finishedOn: string | null
  readonly closedOn: string | null
  readonly cancelledOn: string | null
  readonly findings: readonly {
    readonly no: number
    readonly ruleText: string
    readonly becauseOf: readonly string[]
    readonly upheld: boolean | null
  }[]
  readonly asOf: AsOf
}

const listVerb = defineVerb({
  options: (yargs) =>
    yargs
      .option('provider', { type: 'string', requiresArg: true, describe: '只看一家机构的(编号)' })
      .option('district', { type: 'string', requiresArg: true, describe: '只看在一个区县办的(代码或名称)' })
      .option('department', {
        type: 'string',
        requiresArg: true,
        describe: '只看一个行业主管部门的(编号或名称)',
      })
      .option('status', wordsOption(trainingStatusText, '只看一种状态的'))
      .option('findings', wordsOption(findingsText, '有没有未处理的疑点')),
  run: (context, { provider, district, department, status, findings }) => {
    const words = {
      status: wordOf('status', trainingStatusText, status),
      findings: wordOf('findings', findingsText, findings),
    }
    return withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const filter = {
        provider: await providerOf(ledger, provider),
        district: districtOf(ledger, district),
        department: departmentOf(ledger, department),
        ...words,
      }
      const list = await readList<Training>(ledger, '/trainings', filter)
      if (terminal.json) terminal.printJson(list)
      else terminal.print(`${listTable(terminal, list.items, namesOf(ledger))}\n${asOfText(list.asOf)}`)
      return exitCodes.ok
    })
  },
})

const showVerb = defineVerb({
  options: (yargs) =>
    yargs.positional('培训班编号', { type: 'string', demandOption: true, describe: '见 training list' }),
  run: (context, { 培训班编号: trainingId }) =>
    withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const path = `/trainings/${encodeURIComponent(trainingId)}`
      const answer = await readAnswer<TrainingAnswer>(ledger, path)
      if (terminal.json) terminal.printJson(answer)
      else terminal.print(trainingText(terminal, answer, namesOf(ledger)))
      return exitCodes.ok
    }),
})

export const trainingVerbs = { list: listVerb, show: showVerb }

const listTable = (terminal: Terminal, items: readonly Training[], names: Names): string =>
  tableText(
    terminal,
    [
      ...['编号', '名称', '机构', '区县', '培训类型', '日期', '状态'].map((title) => ({ title })),
      { title: '学员/名额', right: true },
      { title: '疑点', right: true },
    ],
    items.map((one) => [
      ...[one.trainingId, one.name, one.providerId, names.district(one.district), names.course(one.course)],
      ...[`${one.startsOn} ～ ${one.endsOn}`, one.statusText, `${one.enrolled}/${one.capacity}`],
      one.openFindings === 0 ? '' : String(one.openFindings),
    ]),
  )

const trainingText = (terminal: Terminal, one: TrainingAnswer, names: Names): string => {
  const held = [one.occupation, one.level].filter((word) => word !== null).join(' ')
  const steps = [
    ['开班', one.openedOn],
    ['结业', one.finishedOn],
    ['办结', one.closedOn],
    ['取消', one.cancelledOn],
  ] as const
  const taken = steps.filter(([, on]) => on !== null).map(([step, on]) => `${step} ${on}`)
  return [
    `${terminal.styled('bold', one.name)}  ${terminal.styled('bold', one.statusText)}`,
    `编号 ${one.trainingId}  机构 ${one.providerId}  ${names.course(one.course)}${held === '' ? '' : `(${held})`}`,
    `${one.startsOn} ～ ${one.endsOn}  ${one.hours} 课时  ${names.district(one.district)} ${one.place}`,
    `行业主管部门 ${one.departmentName}  学员 ${one.enrolled}/${one.capacity}`,
    ...(taken.length === 0 ? [] : [taken.join('  ')]),
    ...one.findings.map(({ no, ruleText, becauseOf, upheld }) => {
      const decided = upheld === null ? '待核实' : upheld ? '属实' : '排除'
      const others = becauseOf.length === 0 ? '' : `(${becauseOf.join('、')})`
      return `疑点 ${no}:${ruleText}${others},${decided}`
    }),
    asOfText(one.asOf),
  ].join('\n')
}
