import type { GroupedNotes, ReportFile } from '../app/imports/report-file.ts'
import { type RowReport, rowVerdictText } from '../app/imports/row-verdict.ts'
import type { RowFault } from '../app/imports/sheet-row.ts'
import type { CommitCounts, JudgedCounts } from '../domain/import/events.ts'
import { formatYuan } from '../domain/money.ts'
import type { FaultGroup } from '../sheets/group-faults.ts'
import { atTerminal } from './at-terminal.ts'
import { tableText } from './table.ts'
import type { Terminal } from './terminal.ts'

export interface ImportOutcome {
  readonly importId: string
  readonly report: ReportFile
  readonly counts?: JudgedCounts | undefined
  /** Of this run; undefined: nothing was recorded. */
  readonly committed?: CommitCounts | undefined
  /** Nothing of the file can be used. */
  readonly fileFaults?: readonly RowFault[]
  /** All of it was recorded before; what is said of that. */
  readonly repeated?: string
}

/** What is said of rows, by what it says. */
export interface ToldOfRows extends GroupedNotes {
  readonly groups: readonly FaultGroup[]
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
  { groups, unfiled, notes, remarks }: ToldOfRows,
): string => {
  const { fileFaults, counts } = outcome
  if (fileFaults !== undefined) {
    return fileFaults
      .map(({ address, text, next }) => `${address === '' ? '' : `${address} `}${text}${atTerminal(next)}`)
      .join('\n')
  }
  const hasNotes = unfiled.length + notes.length + remarks.length > 0
  const next = nextLine(told, outcome) || (hasNotes ? markedLine(told) : '')
  const lines = [doneLine(told, outcome), next].filter((line) => line !== '')
  const tables = [
    { title: '需修改的原因', list: groups },
    { title: '照记、没有申领的原因', list: unfiled },
    { title: '与登记不同,没有改动登记', list: notes },
    { title: '照记的提示', list: remarks },
  ].filter(({ list }) => list.length > 0)
  lines.unshift(...tables.map(({ title, list }) => reasonTable(terminal, title, list)))
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

const reasonTable = (terminal: Terminal, title: string, groups: readonly FaultGroup[]): string =>
  tableText(
    terminal,
    [{ title }, { title: '列' }, { title: '行数', right: true }, { title: '单元格' }],
    groups.map(({ text, clause, next, column, count, addresses }) => [
      [text, ...(clause === null ? [] : [`依据:${clause}`]), `怎么办:${atTerminal(next)}`].join('\n'),
      column,
      counted(count),
      addresses.slice(0, 3).join('、') + (count > 3 ? ` 等 ${counted(count)} 处` : ''),
    ]),
  )

const doneLine = ({ dryRun }: Told, outcome: ImportOutcome): string => {
  const { committed, repeated } = outcome
  if (repeated !== undefined) return repeated
  if (dryRun) return '只校验,没有记录'
  if (committed === undefined) return '没有记录任何一行'
  const { recorded, corrected, claims, already, left } = committed
  const isNothing = recorded + corrected + claims === 0
  const parts = [isNothing ? '无新增' : `已记录 ${counted(recorded)} 行,提交申领 ${counted(claims)} 笔`]
  if (corrected > 0) parts.push(`更正 ${counted(corrected)} 行`)
  if (already > 0) parts.push(`${counted(already)} 行原已有记录`)
  if (left > 0) parts.push(`${counted(left)} 行没有记录`)
  return parts.join(';')
}

const markedLine = ({ marked }: Told): string =>
  marked === undefined ? '' : `标注后的原表:${marked},末列写着各行的说明`

const nextLine = ({ marked, allOrNothing }: Told, { counts, committed }: ImportOutcome): string => {
  const left = committed?.left ?? counts?.wrong ?? 0
  if (left === 0) return ''
  if (marked !== undefined)
    return `标注后的原表:${marked};改好标红的单元格,再导入这个文件即可,已记录的行不会重复`
  const rest = allOrNothing ? '' : ',已记录的行不会重复'
  return `改好后再导入一次${rest};加 --marked 标注.xlsx 可得到标红的原表`
}

/**
 * One verdict a row, without what stands in it.
 *
 * @param recordOf id of the completion that a row stands for
 */
export const importJson = async (
  { provider, dryRun }: Told,
  { importId, counts, committed, fileFaults = [], repeated, report }: ImportOutcome,
  { groups, ...told }: ToldOfRows,
  recordOf: (row: RowReport) => Promise<string | null>,
): Promise<object> => {
  const rows: object[] = []
  for await (const part of report.parts()) {
    for (const row of part) {
      const { line, verdict, faults, changes, claims, remarks = [] } = row
      const claimed = claims.map(({ instrument, amountFen }) => ({
        instrument,
        amountYuan: formatYuan(amountFen),
      }))
      const completionId = await recordOf(row)
      const shown = (said: readonly RowFault[]) => said.map(({ textOfAll: _, ...fault }) => fault)
      const beside = { unfiled: shown(row.unfiled), notes: shown(row.notes), remarks }
      rows.push({ line, verdict, faults: shown(faults), changes, claims: claimed, ...beside, completionId })
    }
  }
  const { faults: _, ...verdicts } = counts ?? { faults: [] }
  return {
    ...{ importId, provider, dryRun, repeated: repeated !== undefined, note: repeated ?? null, fileFaults },
    judged: counts === undefined ? null : verdicts,
    committed: committed ?? null,
    reasons: groups,
    ...told,
    rows,
  }
}
