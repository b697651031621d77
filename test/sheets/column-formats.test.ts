import { unzipSync } from 'fflate'
import { openXlsx, writeXlsx } from 'hucre'
import { test } from 'tap'
import { completionTemplate } from '../../src/sheets/template.ts'
import { keepColumnFormats } from '../../src/table-files/column-formats.ts'
import { markedWorkbook, markXlsx } from '../../src/table-files/mark-workbook.ts'
import { packRepeatably } from '../../src/table-files/repeatable-zip.ts'

/** An id typed into a row that was empty stays text, in whatever we hand out. */

const marks = {
  headerLine: 1,
  heading: '错误原因',
  rows: new Map([[2, { reason: '校验码不正确', cells: new Map([[1, '校验码不正确']]) }]]),
}

const partOf = (bytes: Uint8Array, name: string): string =>
  Buffer.from(unzipSync(bytes)[name] ?? []).toString('utf8')

/** The number format of each whole column of a sheet, by its number from 1. */
const formatsOf = (bytes: Uint8Array, sheet = 1): ReadonlyMap<number, string> => {
  const styles = partOf(bytes, 'xl/styles.xml')
  const xfs = [...(/<cellXfs.*<\/cellXfs>/s.exec(styles)?.[0] ?? '').matchAll(/<xf numFmtId="(\d+)"/g)]
  const codeOf = (style: string): string => {
    const id = xfs[Number(style)]?.[1] ?? '?'
    return new RegExp(`numFmtId="${id}" formatCode="([^"]*)"`).exec(styles)?.[1] ?? `#${id}`
  }
  const found = new Map<number, string>()
  for (const [tag, min, max] of partOf(bytes, `xl/worksheets/sheet${sheet}.xml`).matchAll(
    /<col min="(\d+)" (?:style="\d+" )?max="(\d+)"[^>]*>/g,
  )) {
    const style = / style="(\d+)"/.exec(tag)?.[1]
    for (let column = Number(min); column <= Math.min(Number(max), 40); column++) {
      if (style !== undefined) found.set(column, codeOf(style))
    }
  }
  return found
}

test('the template, and the template with marks, hold ids as text in every row', async (t) => {
  const places = [{ name: '越城区' }]
  const template = await completionTemplate({ districts: places, courses: places, levels: ['高级工'] })
  const marked = await markXlsx(template, 0, marks)
  for (const bytes of [template, marked]) {
    const formats = formatsOf(bytes)
    t.equal(formats.get(2), '@', 'the id number')
    t.equal(formats.get(7), 'yyyy-mm-dd', 'the first day')
    t.equal(formats.get(9), '0.00', 'the cost')
    t.equal(formats.get(15), '@', 'the account')
  }
  t.same(formatsOf(await markXlsx(marked, 0, marks)), formatsOf(template), 'marked once more')
  const { sheets } = await openXlsx(marked, { readStyles: true })
  t.equal(sheets[0]?.columns?.[15]?.width, 60, 'the reasons have their width')
  t.equal(sheets[0]?.columns?.[1]?.width, 22)
})

/** A workbook as other programs write one: known formats by number, runs of columns up to the last. */
const foreign = async (xfs: string, cols: string): Promise<Uint8Array> => {
  const plain = await writeXlsx({
    sheets: [
      { name: '甲', rows: [['x']] },
      {
        name: '乙',
        rows: [
          ['姓名', '证件号码'],
          ['张三', '330699199001010001'],
        ],
      },
    ],
  })
  return packRepeatably(plain, (name, content) => {
    const text = Buffer.from(content).toString('utf8')
    if (name === 'xl/styles.xml') return Buffer.from(text.replace('</cellXfs>', () => `${xfs}</cellXfs>`))
    if (name !== 'xl/worksheets/sheet2.xml') return content
    return Buffer.from(text.replace('<sheetData', () => `${cols}<sheetData`))
  })
}

const xf = (id: number): string => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0"/>`

test('formats of columns that another program set are kept, of every sheet', async (t) => {
  const cols =
    '<cols><col min="2" max="2" width="20" style="1" customWidth="1"/>' +
    '<col min="3" max="16384" width="9" style="2"/></cols>'
  const before = await foreign(xf(49) + xf(14), cols)
  const after = await markXlsx(before, 1, marks)
  t.same([...formatsOf(after, 2)].slice(0, 4), [
    [2, '#49'],
    [3, '#14'],
    [4, '#14'],
    [5, '#14'],
  ])
  const sheet = (await openXlsx(after, { readStyles: true })).sheets[1]
  t.match(sheet?.rows[1], ['张三', '330699199001010001', '校验码不正确'])
  t.match(partOf(after, 'xl/worksheets/sheet2.xml'), 'max="16384"')
})

test('where no column has a format, or none that there is, nothing is written again', async (t) => {
  for (const cols of [
    '',
    '<cols><col min="1" max="2" width="9"/></cols>',
    '<cols><col min="2" max="1" style="1"/></cols>',
  ]) {
    const before = await foreign(xf(49), cols)
    t.equal(await keepColumnFormats(before, before), before, cols)
  }
  const unknown = await foreign('', '<cols><col min="1" max="2" width="9" style="7"/></cols>')
  t.equal(await keepColumnFormats(unknown, unknown), unknown)
})

/** What is said of column 2 in the marked file, and in which format. */
const secondColumn = async (styles: string, col: string) => {
  const before = await packRepeatably(await foreign('', `<cols>${col}</cols>`), (name, content) =>
    name === 'xl/styles.xml' ? Buffer.from(styles) : content,
  )
  const after = await keepColumnFormats(
    before,
    await foreign('', '<cols><col min="9" max="9" width="9"/></cols>'),
  )
  const said = /<col min="2" [^>]*>/.exec(partOf(after, 'xl/worksheets/sheet2.xml'))?.[0]
  return { said, format: formatsOf(after, 2).get(2) }
}
const stylesWith = (formats: string, id: number, later = ''): string =>
  `<styleSheet><numFmts>${formats}</numFmts><cellXfs>${xf(id)}</cellXfs>${later}</styleSheet>`

test('a format that is not understood is none, and never another', async (t) => {
  const col = '<col min="2" max="2" style="0"/>'
  for (const [formats, id] of [
    ['<numFmt numFmtId="164" formatCode="&nope;"/>', 164],
    ['<numFmt numFmtId="164" formatCode="&#0;"/>', 164],
    ['<numFmt numFmtId="164" formatCode="0&#xD800;"/>', 164],
    ['<numFmt numFmtId="164" formatCode="0 &amp 0"/>', 164],
    [`<numFmt numFmtId="164" formatCode="${'0'.repeat(256)}"/>`, 164],
    ['<numFmt numFmtId="165" numFmtId="164" formatCode="0"/>', 164],
    ['<!-- <numFmt numFmtId="164" formatCode="0"/> -->', 164],
    ['<numFmt numFmtId="164" formatCode="0"/>', 165],
  ] as const) {
    t.same(await secondColumn(stylesWith(formats, id), col), { said: undefined, format: undefined }, formats)
  }
  const text = stylesWith('', 49)
  for (const odd of ['min="0" max="2"', 'min="2" max="16385"', 'min="2" max="2" max="3"', 'max="2"']) {
    t.same((await secondColumn(text, `<col ${odd} style="0"/>`)).said, undefined, odd)
  }
})

test('attributes are read in any order and quotes, and only known ones go on', async (t) => {
  const col = `<col style = '0' width='9.5' q:d="1" hidden="&no;" collapsed="1" max="2"\n min='2'/>`
  const said = '<col min="2" max="2" style="1" width="9.5" collapsed="1"/>'
  t.same(await secondColumn(stylesWith('', 49), col), { said, format: '#49' })
  const reversed = `<numFmt formatCode='"元"0&lt;&#20803;$&amp;' numFmtId="164"/>`
  t.equal((await secondColumn(stylesWith(reversed, 164), col)).format, '&#34;元&#34;0&#60;元$&#38;')
  const conditional = '<dxfs><dxf><numFmt numFmtId="164" formatCode="0%"/></dxf></dxfs>'
  const own = stylesWith('<numFmt numFmtId="164" formatCode="000"/>', 164, conditional)
  t.equal((await secondColumn(own, col)).format, '000', 'not the one of a condition')
})

test('a workbook with more formats than a call has arguments keeps those of its columns', async (t) => {
  const numbers = Array.from({ length: 140_000 }, (_, place) => 164 + place)
  const many = numbers.map((id) => `<numFmt numFmtId="${id}" formatCode="0"/>`).join('')
  const before = await foreign(xf(49), '<cols><col min="2" max="2" style="1"/></cols>')
  const after = await packRepeatably(before, (name, content) =>
    name === 'xl/styles.xml' ? Buffer.from(stylesWith(many, 164)) : content,
  )
  t.equal(formatsOf(await keepColumnFormats(before, after), 2).get(2), '#49')
})

test('an archive that only the library can read costs the formats, not the marks', async (t) => {
  const after = await foreign('', '')
  t.equal(await keepColumnFormats(Buffer.from('no archive'), after), after)
})

test('what is put right in a file that came as CSV stays text', async (t) => {
  const rows = [
    { line: 1, isHidden: false, cells: ['姓名', '证件号码'] },
    { line: 2, isHidden: false, cells: ['张三', '330699199001010001'] },
    { line: 3, isHidden: false, cells: ['李四', ''] },
  ]
  const bytes = await markedWorkbook('名单', rows, marks)
  const cell = (await openXlsx(bytes, { readStyles: true })).sheets[0]?.cells?.get('1,1')
  t.match(cell, { value: '330699199001010001', style: { numFmt: '@', fill: { fgColor: { rgb: 'FFC7CE' } } } })
})
