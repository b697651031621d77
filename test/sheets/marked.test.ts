import { parse } from 'csv-parse/sync'
import { openXlsx, readXlsx, type WriteSheet, writeXlsx } from 'hucre'
import readXlsxFile from 'read-excel-file/node'
import { type Test, test } from 'tap'
import { markRows } from '../../src/sheets/mark-rows.ts'
import { markSheet } from '../../src/sheets/mark-sheet.ts'
import type { RowMarks } from '../../src/sheets/marks.ts'
import { packRepeatably } from '../../src/table-files/repeatable-zip.ts'
import { type Cells, csvOf, headings, judgedOf, sound, xlsxOf } from '../support/sheets.ts'

const marksOf = async (bytes: Uint8Array): Promise<RowMarks> => {
  const { rows } = await judgedOf(bytes)
  return new Map(rows.filter(({ row }) => row === null).map(({ line, faults }) => [line, faults]))
}

type Table = readonly (readonly unknown[])[]

/** All cells but those of the added column are what they were; gives the added column. */
const addedTo = (t: Test, before: Table, after: Table, place: number): readonly unknown[] => {
  t.equal(after.length, before.length)
  for (const [line, row] of before.entries()) {
    for (let column = 0; column < place; column += 1) {
      const [old, now] = [row[column] ?? null, after[line]?.[column] ?? null]
      if (JSON.stringify(old) !== JSON.stringify(now)) t.fail(`row ${line + 1}, column ${column + 1} changed`)
    }
  }
  return after.map((row) => row[place] ?? null)
}

const sheetOf = async (bytes: Uint8Array): Promise<Table> =>
  (await readXlsxFile(Buffer.from(bytes)))[0]?.data ?? []

const wrong = (n: number): Cells => sound(n, { 1: '330699199001010001', 6: '昨天' })

test('a workbook comes back as it was, but for its marks', async (t) => {
  const date = new Date('2026-03-05')
  const rows: Cells[] = [
    ['二○二六年结业名单'],
    headings,
    sound(1, { 6: date, 8: 1500.5 }),
    wrong(2),
    sound(3, { 0: '𠮷田·䶮', 3: '火星', 9: '=1+1', 13: 'a_x000D_b' }),
  ]
  const cells: WriteSheet['cells'] = new Map([
    ['2,6', { style: { numFmt: 'yyyy"年"m"月"d"日"' } }],
    ['3,1', { style: { numFmt: '@', font: { bold: true } }, comment: { text: '请核对' } }],
    ['2,8', { style: { numFmt: '#,##0.00' } }],
  ])
  const main: WriteSheet = {
    ...{ name: '名单', rows: rows.map((row) => [...row]), cells, freezePane: { rows: 2 } },
    merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 14 }],
    dataValidations: [{ type: 'list', values: ['越城区', '诸暨市'], range: 'D3:D100' }],
    columns: headings.map((_, place) => ({ width: 10 + place, hidden: place === 13 })),
    rowDefs: new Map([[1, { height: 30 }]]),
  }
  const bytes = await writeXlsx({
    sheets: [{ name: '旧', hidden: true, rows: [['x']] }, main, { name: '备注', rows: [['甲', 1]] }],
  })
  const marked = await markRows(bytes, await marksOf(bytes), false)
  t.equal(marked.format, 'xlsx')
  const [old, now] = [await readXlsxFile(Buffer.from(bytes)), await readXlsxFile(Buffer.from(marked.bytes))]
  t.strictSame(now[0], old[0])
  t.strictSame(now[2], old[2], 'other sheets are untouched')
  const reasons = addedTo(t, old[1]?.data ?? [], now[1]?.data ?? [], 15)
  t.strictSame(reasons.slice(0, 3), [null, '错误原因', null])
  t.match(reasons[3], /^证件号码:身份证号校验码不正确。.*\n开始日期:日期无法识别/)
  t.match(reasons[4], /^所属区县:所属区县不在名录中/)
  const [, before] = (await openXlsx(bytes, { readStyles: true })).sheets
  const [, after] = (await openXlsx(marked.bytes, { readStyles: true })).sheets
  for (const kept of ['merges', 'dataValidations', 'freezePane', 'rowDefs'] as const) {
    t.strictSame(after?.[kept], before?.[kept], kept)
  }
  t.strictSame(after?.columns?.slice(0, 15), before?.columns)
  const red = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFC7CE' } }
  const id = after?.cells?.get('3,1')
  t.match(id?.style, { numFmt: '@', font: { bold: true }, fill: red }, 'the old style is still there')
  t.match(id?.comment?.text, /^请核对\n身份证号校验码不正确/)
  t.match(after?.cells?.get('4,3')?.style?.fill, red)
  t.notOk(after?.cells?.get('3,0')?.style?.fill, 'a sound cell of a wrong row is not red')
  t.notOk(after?.cells?.get('4,9')?.formula, 'text is not run')
  t.equal(after?.cells?.get('2,6')?.style?.numFmt, 'yyyy"年"m"月"d"日"')
})

/** With a sheet that is nothing but a chart, before the others or after them. */
const withChartSheet = (bytes: Uint8Array, isFirst: boolean): Promise<Uint8Array> => {
  const target = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet'
  const sheet = '<sheet name="图" sheetId="9" r:id="rId99"/>'
  const relation = `<Relationship Id="rId99" Type="${target}" Target="chartsheets/sheet1.xml"/>`
  return packRepeatably(bytes, (name, content) => {
    const text = Buffer.from(content).toString()
    const edge = isFirst ? '<sheets>' : '</sheets>'
    if (name === 'xl/workbook.xml') {
      return Buffer.from(text.replace(edge, isFirst ? `${edge}${sheet}` : `${sheet}${edge}`))
    }
    if (name !== 'xl/_rels/workbook.xml.rels') return content
    return Buffer.from(text.replace('</Relationships>', `${relation}</Relationships>`))
  })
}

test('a workbook with a chart sheet, which cannot be copied whole, gives its rows, and says so', async (t) => {
  const plain = await writeXlsx({
    sheets: [
      { name: '名单', rows: [headings, sound(1, { 6: new Date('2026-03-05') }), wrong(2)] },
      { name: '备注', rows: [['甲']] },
    ],
  })
  for (const isFirst of [true, false]) {
    const bytes = await withChartSheet(plain, isFirst)
    const marked = await markRows(bytes, await marksOf(bytes), false)
    t.equal(marked.format, 'xlsx')
    const [rows, notice, ...others] = await readXlsxFile(Buffer.from(marked.bytes))
    const before = (await readXlsxFile(Buffer.from(plain)))[0]?.data ?? []
    const reasons = addedTo(t, before, rows?.data ?? [], 15)
    t.match(reasons, ['错误原因', null, /^证件号码:身份证号校验码不正确/])
    t.match(notice, { sheet: '说明', data: [[/没有原来的格式、公式和其他工作表/]] })
    t.same(others, [])
    const again = await judgedOf(marked.bytes)
    t.same(
      again.rows.map(({ row }) => row !== null),
      [true, false],
      'and is judged as the old one was',
    )
  }
})

test('corrected and sent again, the marks of the last time go', async (t) => {
  const bytes = await xlsxOf([headings, wrong(1), wrong(2)])
  const once = (await markRows(bytes, await marksOf(bytes), false)).bytes
  t.strictSame(
    (await judgedOf(once)).rows.map(({ line, faults }) => [line, faults.length]),
    [
      [2, 2],
      [3, 2],
    ],
  )
  const workbook = await readXlsx(once)
  const rows = workbook.sheets[0]?.rows as Cells[]
  rows[1]?.splice(0, 15, ...sound(1))
  const corrected = await xlsxOf(rows)
  const twice = (await markRows(corrected, await marksOf(corrected), false)).bytes
  const column = addedTo(t, await sheetOf(corrected), await sheetOf(twice), 15)
  t.equal(column[1], null)
  t.match(column[2], /校验码/)
  t.equal((await sheetOf(twice))[0]?.length, 16, 'one column, not two')
})

test('a CSV keeps its encoding and delimiter', async (t) => {
  const rows = [
    headings,
    sound(1),
    sound(2, { 0: '买买提·吐尔逊', 2: '=1+1' }),
    wrong(3),
    sound(4, { 0: '龠"𠮷,\n丁' }),
  ]
  for (const [encoding, delimiter] of [
    ['gb18030', ','],
    ['utf8', ';'],
    ['gb18030', '\t'],
  ] as const) {
    const bytes = csvOf(rows, encoding, delimiter)
    const marked = await markRows(bytes, await marksOf(bytes), false)
    t.equal(marked.format, 'csv')
    const text = new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'gb18030', { fatal: true }).decode(
      marked.bytes,
    )
    const cells = parse(text, { delimiter }) as string[][]
    const guarded = rows.map((row) => row.map((cell) => (cell === '=1+1' ? "'=1+1" : String(cell ?? ''))))
    const column = addedTo(t, guarded, cells, 15)
    t.strictSame([column[0], column[1]], ['错误原因', ''])
    t.match(column[2], /^手机号:手机号里有/)
    t.same((await marksOf(marked.bytes)).size, 3, 'the same rows are wrong when it comes back as it is')
    const sheet = await markRows(bytes, await marksOf(bytes), true)
    t.equal(sheet.format, 'xlsx')
    const plain = rows.map((row) => row.map((cell) => (cell === '' ? null : String(cell))))
    t.match(addedTo(t, plain, await sheetOf(sheet.bytes), 15)[3], /校验码/)
  }
})

test('faults that the ledger finds later are marked like the others', async (t) => {
  const bytes = await xlsxOf([headings, sound(1), sound(2)])
  const fault = {
    code: 'training-full',
    column: '培训班编号',
    address: 'E3',
    text: '班级已满。',
    clause: null,
    next: '请核对。',
  }
  const whole = { ...fault, code: 'not-eligible', column: '', address: 'A2', text: '不能导入。' }
  const { bytes: marked } = await markSheet(
    bytes,
    new Map([
      [3, [fault]],
      [2, [whole]],
    ]),
  )
  const column = addedTo(t, await sheetOf(bytes), await sheetOf(marked), 15)
  t.strictSame(column, ['错误原因', '不能导入。请核对。', '培训班编号:班级已满。请核对。'])
  const { cells } = (await openXlsx(marked, { readStyles: true })).sheets[0] ?? {}
  t.ok(cells?.get('2,4')?.style?.fill)
  t.notOk(cells?.get('1,0')?.style?.fill, 'a fault of the whole row marks no cell')
  await t.rejects(markRows(Buffer.from('nothing'), new Map(), false), { name: 'NothingToMark' })
})
