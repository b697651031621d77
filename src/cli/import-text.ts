import type { ReportFile } from '../app/imports/report-file.ts'
import { rowVerdictText } from '../app/imports/row-verdict.ts'
import type { RowFault } from '../app/imports/sheet-row.ts'
import type { CommitCounts, JudgedCounts } from '../domain/import/events.ts'
import { formatYuan } from '../domain/money.ts'
import type { FaultGroup } from '../sheets/group-faults.ts'
import { shanghaiTime } from './answers.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'

export interface ImportOutcome {
  readonly importId: string
  readonly report: ReportFile
  readonly counts?: JudgedCounts | undefined
  /** Of this run; undefined: nothing was recorded. */
  readonly committed?: CommitCounts | undefined
  readonly committedAt?: string | null
  /** Nothing of the file can be used. */
  readonly fileFaults?: readonly RowFault[]
  /** All of it was recorded before. */
  readonly repeated?: boolean
  /** How many rows name a class that is not in the register, and need none. */
  readonly remarked?: number
}

interface Told {
  readonly provider: string
  readonly dryRun: boolean
  readonly allOrNothing: boolean
  readonly marked: string | undefined
}

const counted = (value: number): string => value.toLocaleString('en-US')

export const importText = (
  terminal: Terminal,
  told: Told,
  outcome: ImportOutcome,
  groups: readonly FaultGroup[],
): string => {
  const { fileFaults, counts } = outcome
  if (fileFaults !== undefined) {
    return fileFaults
      .map(({ address, text, next }) => `${address === '' ? '' : `${address} `}${text}${next}`)
      .join('\n')
  }
  const lines = [remarkLine(outcome), doneLine(told, outcome), nextLine(told, outcome)].filter(
    (line) => line !== '',
  )
  if (groups.length > 0) lines.unshift(reasonTable(terminal, groups))
  if (counts !== undefined) lines.unshift(verdictTable(terminal, counts))
  return lines.join('\n')
}

const verdictTable = (terminal: Terminal, { rows, ok, already, changed, wrong }: JudgedCounts): string =>
  tableText(
    terminal,
    [{ title: '结论' }, { title: '行数', right: true }],
    [
      [rowVerdictText.ok, counted(ok)],
      [rowVerdictText['already-recorded'], counted(already)],
      [rowVerdictText.changed, counted(changed)],
      [rowVerdictText.wrong, counted(wrong)],
      ['合计', counted(rows)],
    ],
  )

const reasonTable = (terminal: Terminal, groups: readonly FaultGroup[]): string =>
  tableText(
    terminal,
    [{ title: '需修改的原因' }, { title: '列' }, { title: '行数', right: true }, { title: '单元格' }],
    groups.map(({ text, clause, next, column, count, addresses }) => [
      [text, ...(clause === null ? [] : [`依据:${clause}`]), `怎么办:${next}`].join('\n'),
      column,
      counted(count),
      addresses.slice(0, 3).join('、') + (count > 3 ? ` 等 ${counted(count)} 处` : ''),
    ]),
  )

const remarkLine = ({ remarked = 0 }: ImportOutcome): string =>
  remarked === 0 ? '' : `${counted(remarked)} 行的培训班编号没有登记过;这些培训类型不要求登记,照常记录`

const repeatedLine = ({ committedAt, counts }: ImportOutcome): string => {
  const wrong = counts?.wrong ?? 0
  const rest = wrong > 0 ? `;${counted(wrong)} 行仍需修改,没有记录` : ''
  return `此文件已于 ${shanghaiTime(committedAt ?? '')} 导入,无新增${rest}`
}

const doneLine = ({ dryRun }: Told, outcome: ImportOutcome): string => {
  const { committed, repeated } = outcome
  if (repeated === true) return repeatedLine(outcome)
  if (dryRun) return '只校验,没有记录'
  if (committed === undefined) return '没有记录任何一行'
  const { recorded, corrected, claims, left } = committed
  const isNothing = recorded + corrected + claims === 0
  const parts = [isNothing ? '无新增' : `已记录 ${counted(recorded)} 行,提交申领 ${counted(claims)} 笔`]
  if (corrected > 0) parts.push(`更正 ${counted(corrected)} 行`)
  if (left > 0) parts.push(`${counted(left)} 行没有记录`)
  return parts.join(';')
}

const nextLine = ({ marked, allOrNothing }: Told, { counts, committed }: ImportOutcome): string => {
  const left = committed?.left ?? counts?.wrong ?? 0
  if (left === 0) return ''
  if (marked !== undefined)
    return `标注后的原表:${marked};改好标红的单元格,再导入这个文件即可,已记录的行不会重复`
  const rest = allOrNothing ? '' : ',已记录的行不会重复'
  return `改好后再导入一次${rest};加 --marked 标注.xlsx 可得到标红的原表`
}

/** One verdict a row, without what stands in it. */
export const importJson = async (
  { provider, dryRun }: Told,
  { importId, counts, committed, fileFaults = [], repeated = false, report }: ImportOutcome,
  groups: readonly FaultGroup[],
): Promise<object> => {
  const rows: object[] = []
  for await (const part of report.parts()) {
    for (const { line, verdict, faults, changes, claims, remarks = [], already } of part) {
      const claimed = claims.map(({ instrument, amountFen }) => ({
        instrument,
        amountYuan: formatYuan(amountFen),
      }))
      const completionId = already?.completionId ?? null
      const told = faults.map(({ textOfAll: _, ...fault }) => fault)
      rows.push({ line, verdict, faults: told, changes, claims: claimed, remarks, completionId })
    }
  }
  const { faults: _, ...verdicts } = counts ?? { faults: [] }
  return {
    ...{ importId, provider, dryRun, repeated, fileFaults },
    judged: counts === undefined ? null : verdicts,
    committed: committed ?? null,
    reasons: groups,
    rows,
  }
}
