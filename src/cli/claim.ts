import { asOfText, type CapCheckAnswer, type ClaimAnswer, readAnswer, shanghaiTime } from './answers.ts'
import { atTerminal } from './at-terminal.ts'
import { moneyLines } from './claim-money.ts'
import { exitCodes } from './failure.ts'
import { type Names, namesOf } from './names.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'
import { defineVerb } from './verb.ts'
import { withLedger } from './with-ledger.ts'
import { groupedYuan, outcomeText, ruleName } from './words.ts'

export const claimVerb = defineVerb({
  options: (yargs) =>
    yargs.positional('受理号', { type: 'string', demandOption: true, describe: '提交申领时得到的编号' }),
  run: (context, { 受理号: claimId }) =>
    withLedger(context, { readOnly: true }, async (ledger) => {
      const { terminal } = context
      const path = `/claims/${encodeURIComponent(claimId)}`
      const answer = await readAnswer<ClaimAnswer>(ledger, path)
      const capCheck = await readAnswer<CapCheckAnswer>(ledger, `${path}/cap-check`)
      if (terminal.json) terminal.printJson({ ...answer, capCheck })
      else terminal.print(claimText(terminal, answer, { capCheck, names: namesOf(ledger) }))
      return exitCodes.ok
    }),
})

interface Surroundings {
  readonly capCheck: CapCheckAnswer
  readonly names: Names
}

const claimText = (terminal: Terminal, claim: ClaimAnswer, { capCheck, names }: Surroundings): string => {
  const { assessment, timeline } = claim
  const { policy, explanations, interpretations } = assessment
  const requested =
    claim.requestedYuan === null ? '全部合规费用或定额' : `${groupedYuan(claim.requestedYuan)} 元`
  const amount = assessment.outcome === 'approved' ? ` ${groupedYuan(assessment.amountYuan)} 元` : ''
  const binding = claim.amountYuan === null ? '试算' : '核定结果'
  return [
    `${terminal.styled('bold', claim.instrumentName)}  ${terminal.styled('bold', claim.statusText)}`,
    `受理号 ${claim.claimId}  申领日期 ${claim.filedOn}  兑现区县 ${names.district(claim.district)}  申请 ${requested}`,
    `${binding}:${outcomeText(assessment.outcome)}${amount}(政策 ${policy.id} 第 ${policy.version} 版)`,
    nextLine(claim),
    ...explanations.map(({ text, next }) => `${text}。${atTerminal(next)}。`),
    ...cutLines(capCheck, names),
    stepTable(terminal, claim, names),
    ...interpretations.map(({ id, reading }) => `口径 ${id}:${reading}`),
    ...moneyLines(terminal, claim),
    tableText(
      terminal,
      [{ title: '时间' }, { title: '经过' }, { title: '经办账号' }],
      timeline.map(({ at, stepText, by }) => [shanghaiTime(at), stepText, by]),
    ),
    asOfText(claim.asOf),
  ].join('\n')
}

const nextLine = ({ holder, holderText, dueOn, nextText }: ClaimAnswer): string => {
  // The text of a finding says itself who decides on it.
  if (holder === 'checker') return nextText
  const due = dueOn === null ? '' : `,${dueOn} 前办理`
  return holderText === null ? nextText : `现在由${holderText}办理${due}。${nextText}`
}

/** What made less of the amount, and by how much. */
const cutLines = (check: CapCheckAnswer, names: Names): readonly string[] => {
  const { askedYuan, amountYuan, cutYuan, cuts } = check
  if (cuts.length === 0) return []
  const [asked, amount, cut] = [askedYuan, amountYuan, cutYuan].map(groupedYuan)
  return [
    `上限核对:${asked} → ${amount} 元,减少 ${cut} 元`,
    ...cuts.map(({ rule, bucket, clause, interpretation, cutYuan: by, reasonText }) => {
      const name = ruleText(names, rule, bucket)
      const read = interpretation === null ? '' : `,口径 ${interpretation.id}:${interpretation.reading}`
      const why = reasonText === null ? '' : `,${reasonText}`
      return `  ${name}(${clause}${read})减少 ${groupedYuan(by)} 元${why}`
    }),
  ]
}

const ruleText = (names: Names, rule: string, bucket: string | null): string =>
  bucket === null ? ruleName(rule) : `${ruleName(rule)} ${names.bucket(bucket)}`

type Row = ClaimAnswer['assessment']['steps'][number]['catalogue']

/** The row of the catalogue that the rate stands in. */
const rowText = (row: Row): string => (row === null ? '' : ` ${row.year} ${row.occupation} ${row.level}`)

const stepTable = (terminal: Terminal, { assessment }: ClaimAnswer, names: Names): string =>
  tableText(
    terminal,
    [
      { title: '规则' },
      { title: '条款' },
      { title: '口径' },
      { title: '之前(元)', right: true },
      { title: '之后(元)', right: true },
    ],
    assessment.steps.map(({ rule, bucket, catalogue, clause, interpretation, inYuan, outYuan }) => [
      ruleText(names, rule, bucket) + rowText(catalogue),
      clause,
      interpretation ?? '',
      groupedYuan(inYuan),
      groupedYuan(outYuan),
    ]),
  )
