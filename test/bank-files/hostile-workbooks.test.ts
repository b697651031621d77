import { test } from 'tap'
import { parseResults } from '../../src/bank-files/parse-results.ts'
import { checkZip } from '../../src/table-files/check-zip.ts'
import { type ZipPart, zip } from '../support/zip-parts.ts'
import { csv, failed, heading, paid, reworked, xlsx } from './results-fixture.ts'

const part: ZipPart = { name: 'xl/workbook.xml', content: '<workbook/>' }
const megabyte = 1024 * 1024

test('a zip that is not what it says is refused before a reader sees it', async (t) => {
  t.equal(await checkZip(zip([part])), undefined, 'the fixture itself is sound')
  const table: readonly (readonly [string, string, readonly ZipPart[]])[] = [
    ['upload-corrupt', 'leads out', [{ ...part, name: '../x.xml' }]],
    ['upload-corrupt', 'absolute', [{ ...part, name: '/etc/x.xml' }]],
    ['upload-corrupt', 'backslash', [{ ...part, name: 'xl\\x.xml' }]],
    ['upload-corrupt', 'drive', [{ ...part, name: 'C:/x.xml' }]],
    ['upload-corrupt', 'one name twice', [part, { ...part, name: 'XL/workbook.xml' }]],
    ['upload-corrupt', 'larger than it says', [{ ...part, size: 3 }]],
    ['upload-corrupt', 'smaller than it says', [{ ...part, size: 3_000 }]],
    ['upload-corrupt', 'encrypted', [{ ...part, flags: 0x801 }]],
    ['upload-corrupt', 'symbolic link', [{ ...part, attributes: 0xa1ff0000 }]],
    ['upload-corrupt', 'wrong checksum', [{ ...part, crc: 1 }]],
    ['upload-corrupt', 'overlap', [part, { ...part, name: 'a.xml', offset: 4 }]],
    ['upload-corrupt', 'same bytes under two names', [part, { ...part, name: 'a.xml', offset: 0 }]],
    ['upload-xml', 'document type', [{ ...part, content: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }]],
    ['upload-active-content', 'macros', [part, { ...part, name: 'xl/vbaProject.bin' }]],
    ['upload-active-content', 'other files', [part, { ...part, name: 'xl/externalLinks/externalLink1.xml' }]],
    ['upload-active-content', 'objects', [part, { ...part, name: 'xl/embeddings/oleObject1.bin' }]],
    ['upload-bomb', 'many entries', Array.from({ length: 300 }, (_, n) => ({ ...part, name: `${n}.xml` }))],
    ['upload-bomb', 'shrinks too well', [{ ...part, content: new Uint8Array(8 * megabyte) }]],
    ['upload-bomb', 'too large', [{ ...part, size: 200 * megabyte }]],
  ]
  for (const [code, what, parts] of table) t.equal(await checkZip(zip(parts)), code, what)
  t.equal((await parseResults(zip([part]))).faults[0]?.code, 'upload-corrupt', 'no workbook in it')
})

test('every cut of a workbook is refused, none crashes', async (t) => {
  const whole = await xlsx([heading, paid(1)])
  t.equal((await parseResults(whole)).rows.length, 1)
  for (let length = 4; length < whole.length; length += 97) {
    t.strictSame((await parseResults(whole.slice(0, length))).rows, [])
  }
})

test('a byte changed inside a part does not pass', async (t) => {
  const whole = await xlsx([heading, paid(1)])
  const changed = Uint8Array.from(whole)
  const place = Buffer.from(whole).indexOf('xl/worksheets/sheet1.xml') + 60
  changed[place] = (changed[place] ?? 0) ^ 0xff
  t.strictSame((await parseResults(changed)).rows, [])
})

test('formulas, hidden rows and hidden sheets are not believed', async (t) => {
  const cells = new Map([['1,2', { formula: '"成"&"功"', formulaResult: '成功' }]])
  const formula = await parseResults(await xlsx([heading, paid(1), failed(2)], { cells }))
  t.strictSame(
    formula.faults.map(({ line, code, column }) => [line, code, column]),
    [[2, 'formula-not-allowed', '结果']],
  )
  t.strictSame(
    formula.rows.map(({ no }) => no),
    [2],
  )
  const rowDefs = new Map([[2, { hidden: true }]])
  const hidden = await parseResults(await xlsx([heading, paid(1), failed(2)], { rowDefs }))
  t.strictSame(
    hidden.faults.map(({ line, code }) => [line, code]),
    [[3, 'row-hidden']],
  )
  const { writeXlsx } = await import('hucre')
  const sheets = [
    { name: '旧', hidden: true, rows: [heading, failed(1)] },
    { name: '结果', rows: [heading, paid(1)] },
    { name: '说明', rows: [heading, failed(1)] },
  ]
  const { rows } = await parseResults(await writeXlsx({ sheets }))
  t.strictSame(
    rows.map(({ outcome }) => outcome),
    ['confirmed'],
  )
})

const sheetOf = (rows: string): Promise<Uint8Array> =>
  reworked((sheet) => sheet.replace(/<row .*<\/row>/s, rows))
const cellsOf = (row: number, no: number, outcome: string): string =>
  [String(no), `claim-${no}`, outcome, outcome === '失败' ? '销户' : '', '2026-06-30']
    .map((text, place) => `<c r="${'ABCDE'[place]}${row}" t="inlineStr"><is><t>${text}</t></is></c>`)
    .join('')
const head = `<row r="1">${heading
  .map((text, place) => `<c r="${'ABCDE'[place]}1" t="inlineStr"><is><t>${text}</t></is></c>`)
  .join('')}</row>`
const rowOf = (row: number, no: number, outcome = '成功'): string =>
  `<row r="${row}">${cellsOf(row, no, outcome)}</row>`

test('a row or cell that is there twice is not dropped: nothing of the file is used', async (t) => {
  const repeated: readonly (readonly [string, string])[] = [
    ['two rows of one number', rowOf(5, 1) + rowOf(5, 2, '失败')],
    ['one of them empty', `${rowOf(5, 1)}<row r="5"/>`],
    ['later, out of order', rowOf(5, 1) + rowOf(6, 2) + rowOf(5, 3)],
    [
      'by single quotes and a prefix',
      `${rowOf(5, 1)}<x:row spans="1:5" r='5'>${cellsOf(5, 2, '失败')}</x:row>`,
    ],
    ['without a number after one', `${rowOf(2, 1)}<row>${cellsOf(2, 2, '失败')}</row>`],
    ['a cell twice', rowOf(2, 1).replace('</row>', '<c r="C2" t="inlineStr"><is><t>失败</t></is></c></row>')],
    ['a cell of another row', rowOf(2, 1) + rowOf(3, 2).replace('"C3"', '"C2"')],
  ]
  for (const [what, rows] of repeated) {
    const { rows: read, faults } = await parseResults(await sheetOf(head + rows))
    t.strictSame(
      [read, faults.map(({ line, code }) => [line, code])],
      [[], [[0, 'upload-rows-repeated']]],
      what,
    )
    t.match(faults[0]?.detail, /不止一次/)
  }
  for (const rows of ['<row r="&#53;"/>', '<row r="2" r="3"/>', '<row s="<" r="2"></row>', '<row r="0"/>']) {
    const { faults } = await parseResults(await sheetOf(head + rows))
    t.match(faults, [{ code: 'upload-corrupt' }], rows)
  }
  const sound = await parseResults(await sheetOf(`${head}${rowOf(3, 1)}<row>${cellsOf(4, 2, '失败')}</row>`))
  t.match([sound.rows, sound.faults], [[{ no: 1 }, { no: 2, outcome: 'returned' }], []])
})

test('many far cells cost no more than their bytes', async (t) => {
  const rows = Array.from({ length: 3_000 }, (_, place) => paid(place + 1))
  const cells = new Map(rows.map((_, place) => [`${place + 1},16383`, { value: 'x' }] as const))
  const bytes = await xlsx([heading, ...rows], { cells })
  const began = performance.now()
  t.equal((await parseResults(bytes)).rows.length, 3_000)
  t.ok(performance.now() - began < 3_000)
})

test('one far cell costs nothing', async (t) => {
  const cells = new Map([['900000,16000', { value: 'x' }]])
  const began = performance.now()
  const result = await parseResults(await xlsx([heading, paid(1)], { cells }))
  t.ok(performance.now() - began < 5_000)
  t.ok(result.rows.length + result.faults.length > 0)
})

test('a cell made to keep a program busy costs nothing', async (t) => {
  const brackets = '('.repeat(200_000)
  const began = performance.now()
  for (const bytes of [csv([[brackets], paid(1)]), await xlsx([[brackets.slice(0, 30_000)], paid(1)])]) {
    const { rows, faults } = await parseResults(bytes)
    t.strictSame(rows, [])
    t.match(faults[0], { code: 'header-missing' })
  }
  const long = await parseResults(csv([heading, [...paid(1).slice(0, 3), brackets, '2026-03-12'], paid(2)]))
  t.equal(long.rows.length, 1)
  t.match(long.faults, [{ code: 'too-long', column: '原因' }], 'only its own row is refused')
  t.ok(performance.now() - began < 5_000)
})
