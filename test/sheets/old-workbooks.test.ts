import readXlsxFile from 'read-excel-file/node'
import { test } from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { markRows } from '../../src/sheets/mark-rows.ts'
import { type Cells, faultsOf, headings, judgedOf, sound } from '../support/sheets.ts'
import { compound, type XlsCell, xlsOf } from '../support/xls-file.ts'

const sheet = (rows: readonly Cells[]) => ({ name: '名单', rows: rows as XlsCell[][] })

test('an .xls is read like the others', async (t) => {
  t.strictSame(await faultsOf(xlsOf([sheet([headings])])), ['0:upload-empty'])
  const { rows, outcome } = await judgedOf(xlsOf([sheet([headings, sound(1), sound(2, { 0: '𠮷田' })])]))
  t.match(outcome, { format: { format: 'xls' }, rows: 2 })
  t.strictSame(
    rows.map(({ row }) => [row?.name, row?.idNumber]),
    [
      ['张三', syntheticIdNumber(1)],
      ['𠮷田', syntheticIdNumber(2)],
    ],
  )
})

test('blank rows between others are no rows, and those after them keep their places', async (t) => {
  const { rows, outcome } = await judgedOf(xlsOf([sheet([headings, [], sound(1), [], [], sound(2)])]))
  t.match(outcome, { headerLine: 1, rows: 2 })
  t.strictSame(
    rows.map(({ line, faults }) => [line, faults]),
    [
      [3, []],
      [6, []],
    ],
  )
})

test('formulas, hidden rows and hidden sheets are not believed', async (t) => {
  const formula = [...sound(1)] as XlsCell[]
  formula[8] = { formulaOf: 1500 }
  const shown = { ...sheet([headings]), rows: [headings, formula, sound(2) as XlsCell[]] }
  t.strictSame(await faultsOf(xlsOf([shown])), ['formula-not-allowed@I2'])
  const hiding = { ...sheet([headings, sound(1), sound(2)]), hiddenRows: [2] }
  t.strictSame(await faultsOf(xlsOf([hiding])), ['hidden-row@A3'])
  const hidden = { ...sheet([headings]), hidden: true }
  t.strictSame(await faultsOf(xlsOf([hidden, sheet([headings, sound(1, { 7: '2020-01-01' })])])), [
    'date-order@H2',
  ])
  t.strictSame(await faultsOf(xlsOf([hidden])), ['0:upload-corrupt'], 'nothing is to be seen')
})

test('serial numbers are of the epoch of the workbook', async (t) => {
  const starts = async (serial: number, from1904: boolean) =>
    (await judgedOf(xlsOf([sheet([headings, sound(1, { 6: serial })])], { from1904 }))).rows[0]?.row?.startsOn
  t.equal(await starts(46_086, false), '2026-03-05')
  t.equal(await starts(44_624, true), '2026-03-05')
})

test('passwords and macros are refused, and so is every cut and every circle', async (t) => {
  const bytes = xlsOf([sheet([headings, sound(1)])])
  t.strictSame(await faultsOf(xlsOf([sheet([headings])], { encrypted: true })), ['0:upload-type'])
  t.strictSame(await faultsOf(compound('EncryptedPackage', Buffer.alloc(5_000))), ['0:upload-type'])
  const macros = xlsOf([sheet([headings])], { entries: ['_VBA_PROJECT_CUR'] })
  t.strictSame(await faultsOf(macros), ['0:upload-active-content'])
  for (let length = 8; length < bytes.length; length += 509) {
    t.match((await faultsOf(bytes.slice(0, length))).join(), /^0:upload-(?:type|corrupt)$/)
  }
  const circle = Buffer.from(bytes)
  circle.writeUInt32LE(2, 512 + 3 * 4)
  t.match((await faultsOf(circle)).join(), /^0:upload-(?:type|corrupt)$/)
})

test('it comes back as an .xlsx with its marks', async (t) => {
  const bytes = xlsOf([sheet([headings, sound(1, { 8: 0 }), sound(2)])])
  const { rows } = await judgedOf(bytes)
  const marked = await markRows(bytes, new Map(rows.map(({ line, faults }) => [line, faults])), false)
  t.equal(marked.format, 'xlsx')
  const [main] = await readXlsxFile(Buffer.from(marked.bytes))
  t.strictSame(main?.data[2]?.slice(0, 15), sound(2))
  t.match(main?.data[1]?.[15], /^费用\(元\):金额应大于 0/)
})
