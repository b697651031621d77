import fc from 'fast-check'
import { rowVerdicts } from '../../../src/app/imports/row-verdict.ts'
import { cellsOf, csvOf, headings, openImportWorld } from '../../support/import-world.ts'
import { runs } from '../../support/runs.ts'

/** Whatever a sheet holds: one verdict a row, and recorded once, however it is cut and how often it comes. */

const changes: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  { 证件号码: '330699197001010000' },
  { 姓名: '' },
  { 手机号: '123' },
  { 培训类型: '没有这种' },
  { 培训类型: '职业技能培训' },
  { 结业日期: '2026-13-01' },
  { '费用(元)': '壹仟' },
  { '费用(元)': '990.50' },
  { 培训班编号: 'SX-2026-002', 培训类型: '省外研修' },
  { 证书编号: '', 发证日期: '', '职业(工种)': '', 等级: '' },
]

const rowsOf = fc.array(
  fc.record({ person: fc.integer({ min: 1, max: 12 }), change: fc.nat(changes.length - 1) }),
  {
    minLength: 1,
    maxLength: 14,
  },
)
const shuffled = fc.shuffledSubarray([...headings.keys()], { minLength: headings.length })

type Drawn = readonly { readonly person: number; readonly change: number }[]

const sheetOf = (rows: Drawn, order: readonly number[]): Buffer => {
  const inOrder = (cells: readonly string[]): readonly string[] => order.map((place) => cells[place] ?? '')
  const cells = rows.map(({ person, change }) => inOrder(cellsOf(person, changes[change])))
  return csvOf(cells, inOrder(headings))
}

const holds = fc.asyncProperty(rowsOf, shuffled, fc.nat(14), async (rows, order, cut) => {
  const whole = await openImportWorld()
  const importId = await whole.judge(sheetOf(rows, order))
  const reports = await whole.rows(importId)
  const lines = reports.map(({ line }) => line)
  if (lines.join() !== rows.map((_, at) => at + 2).join()) throw new Error(`lines ${lines}`)
  for (const { verdict, faults, plan } of reports) {
    if (!rowVerdicts.includes(verdict)) throw new Error(verdict)
    if ((verdict === 'wrong') !== faults.length > 0)
      throw new Error(`${verdict} with ${faults.length} faults`)
    if ((plan === null) !== (verdict === 'wrong' || verdict === 'already-recorded')) throw new Error('a plan')
  }
  const { judged } = (await whole.desk.imports.load(importId)) ?? {}
  const sum = (judged?.ok ?? 0) + (judged?.already ?? 0) + (judged?.changed ?? 0) + (judged?.wrong ?? 0)
  if (sum !== rows.length || judged?.rows !== sum) throw new Error('the verdicts do not add up')

  await whole.commit(importId)
  const events = await whole.events()
  const { committed } = (await whole.desk.imports.load(importId)) ?? {}
  // What was judged good is recorded: verdict and commit come from the same deciders.
  if (committed?.recorded !== judged.ok || committed.left !== judged.wrong) throw new Error('left behind')
  await whole.judge(sheetOf(rows, order))
  await whole.commit(importId)
  const again = await whole.events()
  if (JSON.stringify(again) !== JSON.stringify(events)) throw new Error('the same file added events')

  const parts = await openImportWorld()
  for (const part of [rows.slice(0, cut), rows.slice(cut)].filter(({ length }) => length > 0)) {
    await parts.commit(await parts.judge(sheetOf(part, order)))
  }
  const inParts = await parts.events()
  if (inParts.PersonRegistered !== events.PersonRegistered) throw new Error('other people in parts')
  if (inParts.TrainingCompleted !== events.TrainingCompleted) throw new Error('other records in parts')
})

const report = await fc.check(holds, runs(60, 5_000))
const { test } = await import('tap')

test(`${report.numRuns} sheets`, (t) => {
  t.equal(fc.defaultReportMessage(report), undefined)
  t.end()
})
