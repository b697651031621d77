import { unzipSync } from 'fflate'
import { writeXlsx } from 'hucre'
import { test } from 'tap'
import { faultsOf, headings, judgedOf, sound, xlsxOf } from '../support/sheets.ts'
import { type ZipPart, zip } from '../support/zip-parts.ts'

const part: ZipPart = { name: 'xl/workbook.xml', content: '<workbook/>' }
const megabyte = 1024 * 1024

/** The parts of a sound workbook, with one of them changed. */
const changed = async (change: (parts: Map<string, string>) => void): Promise<Uint8Array> => {
  const whole = unzipSync(await xlsxOf([headings, sound(1), sound(2)]))
  const parts = new Map(
    Object.entries(whole).map(([name, content]) => [name, Buffer.from(content).toString()]),
  )
  change(parts)
  return zip([...parts].map(([name, content]) => ({ name, content })))
}

const sheet = 'xl/worksheets/sheet1.xml'

test('an archive that is not what it says is refused before a reader sees it', async (t) => {
  t.strictSame(await faultsOf(await changed(() => undefined)), [], 'put together again it is sound')
  const table: readonly (readonly [code: string, what: string, parts: readonly ZipPart[]])[] = [
    ['upload-bomb', '8 MB of zeros', [{ ...part, content: new Uint8Array(8 * megabyte) }]],
    ['upload-bomb', '65 entries', Array.from({ length: 65 }, (_, n) => ({ ...part, name: `${n}.xml` }))],
    ['upload-bomb', 'says 200 MB', [{ ...part, size: 200 * megabyte }]],
    ['upload-corrupt', 'larger than it says', [{ ...part, size: 3 }]],
    ['upload-corrupt', 'overlapping', [part, { ...part, name: 'a.xml', offset: 4 }]],
    ['upload-corrupt', 'one content under two names', [part, { ...part, name: 'a.xml', offset: 0 }]],
    ['upload-corrupt', 'leads out', [{ ...part, name: '../x.xml' }]],
    ['upload-corrupt', 'absolute', [{ ...part, name: '/etc/x.xml' }]],
    ['upload-corrupt', 'a link', [{ ...part, attributes: 0xa1ff0000 }]],
    ['upload-corrupt', 'encrypted parts', [{ ...part, flags: 0x801 }]],
    ['upload-corrupt', 'no workbook', [part]],
    ['upload-xml', 'entities', [{ ...part, content: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }]],
    ['upload-active-content', 'macros', [part, { ...part, name: 'xl/vbaProject.bin' }]],
    ['upload-active-content', 'links', [part, { ...part, name: 'xl/externalLinks/externalLink1.xml' }]],
    ['upload-active-content', 'objects', [part, { ...part, name: 'xl/embeddings/oleObject1.bin' }]],
  ]
  for (const [code, what, parts] of table) t.strictSame(await faultsOf(zip(parts)), [`0:${code}`], what)
})

test('no cut and no changed byte of a workbook passes or crashes', async (t) => {
  const whole = await xlsxOf([headings, sound(1)])
  for (let length = 4; length < whole.length; length += 211) {
    t.match((await faultsOf(whole.slice(0, length))).join(), /^0:upload-/)
  }
  const place = Buffer.from(whole).indexOf(sheet) + sheet.length + 20
  const other = Uint8Array.from(whole)
  other[place] = (other[place] ?? 0) ^ 0xff
  t.strictSame(await faultsOf(other), ['0:upload-corrupt'])
  const cut = await changed((parts) => parts.set(sheet, parts.get(sheet)?.slice(0, 1_500) ?? ''))
  t.ok((await judgedOf(cut)).outcome, 'markup that stops is an answer, not an error')
})

test('formulas are refused with and without a result, hidden rows named', async (t) => {
  const cells = new Map([
    ['1,8', { formula: '1000+500', formulaResult: 1500 }],
    ['2,0', { formula: '"张"&"三"' }],
  ])
  const rowDefs = new Map([[3, { hidden: true }]])
  const bytes = await xlsxOf([headings, sound(1), sound(2), sound(3)], { cells, rowDefs })
  t.strictSame(await faultsOf(bytes), ['formula-not-allowed@I2', 'formula-not-allowed@A3', 'hidden-row@A4'])
  t.equal((await judgedOf(bytes)).rows[0]?.cells[8], '', 'the result is not taken over')
  const prefixed = await changed((parts) => {
    const text =
      parts
        .get(sheet)
        ?.replaceAll(/<(\/?)(?=[a-z])/g, '<$1x:')
        .replace('xmlns=', 'xmlns:x=') ?? ''
    const hidden = text.replace('<x:row r="3"', '<x:row r="3" hidden="true"')
    parts.set(sheet, hidden.replace(/<x:c r="I2"[^>]*>/, '$&<x:f>1</x:f>'))
  })
  const found = ['formula-not-allowed@I2', 'hidden-row@A3']
  t.strictSame(await faultsOf(prefixed), found, 'whatever the names are prefixed with')
})

test('rows and cells without an address are counted', async (t) => {
  const bytes = await changed((parts) => {
    const text = parts.get(sheet)?.replaceAll(/ r="[A-Z]*\d+"/g, '') ?? ''
    const [first = '', second = '', ...rest] = text.split('<row')
    const [head = '', ...cells] = (rest[0] ?? '').split('<c ')
    const formula = (cells[8] ?? '').replace('<v>', '<f>1+1</f><v>')
    const third = [head, ...cells.with(8, formula)].join('<c ')
    parts.set(sheet, [first, second, third, ...rest.slice(1)].join('<row'))
  })
  t.strictSame(await faultsOf(bytes), ['formula-not-allowed@I2'])
})

test('of several sheets the first that can be seen counts; rich text is text', async (t) => {
  const rows = [headings, sound(1), sound(2, { 7: '2020-01-01' })]
  const cells = new Map([['1,0', { richText: [{ text: '𠮷' }, { text: '田', font: { bold: true } }] }]])
  const bytes = await writeXlsx({
    sheets: [
      { name: '旧', hidden: true, rows: [headings, sound(3)] },
      { name: '更旧', veryHidden: true, rows: [['x']] },
      { name: '名单', rows, cells },
      { name: '说明', rows: [['y']] },
    ],
  })
  const judged = (await judgedOf(bytes)).rows
  t.strictSame(
    judged.map(({ row, faults }) => [row?.name, ...faults.map(({ code }) => code)]),
    [['𠮷田'], [undefined, 'date-order']],
  )
  const wide = await writeXlsx({ sheets: [{ name: 'a', rows: [['b', null, 'c']] }] })
  t.match((await judgedOf(wide)).outcome, { faults: [{ code: 'header-missing' }] })
  const merged = await xlsxOf([['名单'], headings, sound(1)], {
    merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 14 }],
  })
  t.strictSame(await faultsOf(merged), [])
})

test('one far cell, blank rows and columns without end cost nothing', async (t) => {
  const began = performance.now()
  const far = await xlsxOf([headings, sound(1)], { cells: new Map([['900000,16000', { value: 'x' }]]) })
  t.strictSame(await faultsOf(far), [])
  const blank = Array.from({ length: 10_000 }, () => [''])
  t.strictSame(await faultsOf(await xlsxOf([headings, ...blank, sound(1), ...blank])), [])
  t.strictSame(await faultsOf(await xlsxOf([headings, [...sound(1), 'x']])), ['csv-columns@A2'])
  t.ok(performance.now() - began < 10_000)
})

test('every text that the reader gives is the text that was written', async (t) => {
  const letters = Array.from({ length: 20_000 }, (_, n) => String.fromCodePoint(0x4e00 + n))
  const rare = Array.from({ length: 2_000 }, (_, n) => String.fromCodePoint(0x20000 + n))
  const names = [...letters, ...rare].map((letter, n) => letter + String.fromCodePoint(0x3400 + (n % 6_000)))
  for (const stringMode of ['shared', 'inline'] as const) {
    const rows = [headings, ...names.map((name) => [name])]
    const bytes = await writeXlsx({ sheets: [{ name: 'a', rows }], stringMode })
    const read = (await judgedOf(bytes)).rows.map(({ cells }) => cells[0])
    t.ok(read.length === names.length && read.every((name, n) => name === names[n]), stringMode)
  }
})
