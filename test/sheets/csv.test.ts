import iconv from 'iconv-lite'
import { test } from 'tap'
import { rowsAtMost } from '../../src/sheets/judge-rows.ts'
import { type Cells, csvOf, faultsOf, headings, judgedOf, sound } from '../support/sheets.ts'

const text = (rows: readonly Cells[]): string => Buffer.from(csvOf(rows)).toString()
const utf8 = (content: string): Uint8Array => Buffer.from(content)
const namesOf = async (bytes: Uint8Array) => (await judgedOf(bytes)).rows.map(({ row }) => row?.name)

test('the encoding is told by strict decoding, and named', async (t) => {
  const rows = [headings, sound(1, { 0: '𠮷䶮·㛃' })]
  t.strictSame(await faultsOf(iconv.encode(text(rows), 'utf16le', { addBOM: true })), ['1:upload-encoding'])
  t.strictSame(await faultsOf(iconv.encode(text(rows), 'utf16be', { addBOM: true })), ['1:upload-encoding'])
  t.strictSame(await faultsOf(Buffer.from(text(rows).replace('S', '\0'))), ['0:upload-encoding'])
  for (const [encoding, bytes] of [
    ['utf-8', csvOf(rows)],
    ['utf-8-bom', utf8(`\uFEFF${text(rows)}`)],
    ['gb18030', csvOf(rows, 'gb18030')],
  ] as const) {
    t.match((await judgedOf(bytes)).outcome, { format: { format: 'csv', encoding, delimiter: ',' } })
    t.strictSame(await namesOf(bytes), ['𠮷䶮·㛃'])
  }
})

test('two encodings in one file are refused where the second begins', async (t) => {
  const [first, second] = [text([headings, sound(1)]), text([sound(2, { 0: '买买提' })])]
  const mixed = (one: string, other: string) =>
    Buffer.concat([iconv.encode(first, one), iconv.encode(second, other)])
  t.strictSame(await faultsOf(mixed('gb18030', 'utf8')), ['3:upload-encoding'])
  t.strictSame(await faultsOf(mixed('utf8', 'gb18030')), ['3:upload-encoding'])
  // Two characters of UTF-8 are three of GB18030: this row alone would pass for it.
  const alike = csvOf([sound(2, { 3: '330602', 5: 'vocational', 10: '' })])
  t.ok(new TextDecoder('gb18030', { fatal: true }).decode(alike))
  t.strictSame(await faultsOf(Buffer.concat([csvOf([headings], 'gb18030'), alike])), ['2:upload-encoding'])
  const broken = Buffer.concat([csvOf([headings], 'gb18030'), Buffer.from([0xff, 0xff, 0x0a])])
  t.strictSame(await faultsOf(broken), ['2:upload-encoding'])
})

test('delimiters, line ends and quotes', async (t) => {
  t.strictSame(await faultsOf(utf8(`${text([headings, sound(1)])}"张三,`)), ['3:csv-syntax'])
  t.strictSame(await faultsOf(utf8(`${text([headings])}张"三,1\n`)), ['2:csv-syntax'])
  for (const delimiter of [';', '\t']) {
    const { rows, outcome } = await judgedOf(csvOf([headings, sound(1)], 'gb18030', delimiter))
    t.match(outcome, { format: { delimiter }, rows: 1 })
    t.ok(rows[0]?.row)
  }
  for (const end of ['\n', '\r', '\r\n']) {
    const bytes = utf8(text([headings, sound(1), sound(2)]).replaceAll('\r\n', end))
    t.strictSame(
      (await judgedOf(bytes)).rows.map(({ line, row }) => [line, row?.name]),
      [
        [2, '张三'],
        [3, '张三'],
      ],
    )
  }
  const quoted = csvOf([headings, sound(1, { 13: '绍兴\n银行,"总行"' }), sound(2)])
  t.strictSame(
    (await judgedOf(quoted)).rows.map(({ line, row }) => [line, row?.bankName]),
    [
      [2, '绍兴 银行,"总行"'],
      [4, '绍兴银行'],
    ],
  )
})

test('headings: missing, twice and unknown are refused; order and spelling do not matter', async (t) => {
  const without = (heading: string) => headings.filter((one) => one !== heading)
  t.strictSame(await faultsOf(csvOf([without('证件号码*')])), ['1:header-missing证件号码'])
  t.strictSame(await faultsOf(csvOf([[...headings, '身份证号']])), ['1:header-duplicate证件号码'])
  t.strictSame(await faultsOf(csvOf([[...headings, '幸运数字']])), ['1:header-unknown'])
  t.strictSame(
    (
      await faultsOf(
        csvOf([
          ['a', 'b'],
          ['c', 'd'],
        ]),
      )
    ).length,
    8,
    'all that is needed is missing',
  )
  const other = [
    '序号',
    '培训费用',
    '身份证号码',
    '区县',
    '班级编号',
    '姓 名',
    '培训类别',
    '开班日期',
    '结束日期',
    '备注',
  ]
  const row = sound(1)
  const cells = ['1', row[8], row[1], row[3], row[4], row[0], row[5], row[6], row[7], '']
  const { rows } = await judgedOf(csvOf([['结业名单'], [''], other, cells as Cells]))
  t.match(rows, [{ line: 4, row: { name: '张三', costFen: 150_000, phone: null, level: null }, faults: [] }])
  const divided = csvOf([
    ['姓名', '证件号码', '区县', '班级编号', '培训类型', '培训时间', '', '费用'],
    ['', '', '', '', '', '开始日期', '结业日期', ''],
    [0, 1, 3, 4, 5, 6, 7, 8].map((place) => row[place] ?? ''),
  ])
  t.strictSame(
    (await judgedOf(divided)).rows.map(({ faults }) => faults),
    [[]],
  )
})

test('a ragged row is a fault of that row only', async (t) => {
  const short = sound(2).slice(0, 7)
  const long = [...sound(3), '多']
  const found = await faultsOf(csvOf([headings, sound(1), short, long, [...sound(4), '', '']]))
  t.strictSame(
    found.filter((fault) => fault.startsWith('csv-columns')),
    ['csv-columns@A3', 'csv-columns@A4'],
  )
  const endsEarly = sound(5).slice(0, 10)
  t.strictSame(await faultsOf(csvOf([headings, endsEarly])), [], 'only optional columns are missing')
})

test('empty files, blank rows, samples and totals are no rows', async (t) => {
  t.strictSame(await faultsOf(new Uint8Array()), ['0:upload-empty'])
  t.strictSame(await faultsOf(utf8('\r\n\r\n')), ['0:upload-empty'])
  t.strictSame(await faultsOf(csvOf([headings])), ['0:upload-empty'])
  t.strictSame(await faultsOf(csvOf([headings, sound(1, { 0: '示例' })])), ['0:upload-only-sample'])
  const blank = Array.from({ length: 10_000 }, () => headings.map(() => ''))
  const total: Cells = ['合计', '', '', '', '', '', '', '', '3000.00']
  const { rows, outcome } = await judgedOf(
    csvOf([headings, sound(1, { 0: '示例' }), sound(1), ...blank, total]),
  )
  t.match(outcome, { rows: 1, samples: 1, headerLine: 1, columns: { idNumber: 'B', bankAccount: 'O' } })
  t.equal(rows[0]?.line, 3)
})

test('more than 50,000 rows are refused', async (t) => {
  const lines = text([sound(1)])
  const { rows, outcome } = await judgedOf(utf8(text([headings]) + lines.repeat(rowsAtMost + 1)))
  t.equal(rows.length, rowsAtMost, 'so many had their verdict, which counts for nothing now')
  t.strictSame(outcome, {
    faults: [
      {
        ...{ code: 'upload-too-many-rows', column: '', address: '', line: rowsAtMost + 2 },
        ...{ text: '数据超过 50,000 行,或空行太多。', clause: null },
        next: '请删去多余的空行,或分成几个文件上传。',
      },
    ],
  })
})

test('one person in one class is one row; the others name it', async (t) => {
  const { rows } = await judgedOf(
    csvOf([
      headings,
      sound(1, { 6: '昨天' }),
      sound(1),
      sound(2),
      sound(1, { 1: ` ${sound(1)[1]}`, 8: '9.00' }),
    ]),
  )
  t.strictSame(
    rows.map(({ row }) => row !== null),
    [false, true, true, false],
  )
  t.match(rows[3]?.faults, [{ code: 'duplicate-in-file', address: 'B5', text: /第 3 行/ }])
  const other = csvOf([headings, sound(1), sound(1, { 4: 'SX-2026-018' })])
  t.strictSame(await faultsOf(other), [], 'another class is another matter')
})

test('one endless line and a web page cost nothing', async (t) => {
  const began = performance.now()
  t.strictSame(await faultsOf(Buffer.alloc(20 * 1024 * 1024, 0x61)), [...(await faultsOf(csvOf([['a']])))])
  t.strictSame(await faultsOf(Buffer.alloc(21 * 1024 * 1024, 0x61)), ['0:upload-too-large'])
  t.strictSame(await faultsOf(utf8('<html><table><tr><td>姓名</td></tr></table></html>')), ['0:upload-type'])
  const long = await faultsOf(csvOf([headings, sound(1, { 0: '('.repeat(200_000) }), sound(2)]))
  t.strictSame(long, ['name-length@A2'])
  t.ok(performance.now() - began < 10_000)
})

test('millions of blank rows and of columns are refused before any is made', async (t) => {
  const began = performance.now()
  const head = text([headings])
  const [rows, columns] = ['\n'.repeat(19_000_000), ','.repeat(19_000_000)]
  t.strictSame(await faultsOf(utf8(head + rows)), ['70001:upload-too-many-rows'])
  t.strictSame(await faultsOf(utf8(head + columns)), ['2:upload-too-wide'])
  t.strictSame(await faultsOf(iconv.encode(head + rows, 'gb18030')), ['70001:upload-too-many-rows'])
  const quoted = Buffer.concat([csvOf([headings, sound(1)], 'gb18030'), utf8(`"${rows}"`)])
  t.strictSame(await faultsOf(quoted), [], 'one blank row, however high')
  t.ok(performance.now() - began < 15_000)
  const blank = Array.from({ length: 20_000 }, () => headings.map(() => ''))
  t.strictSame(await faultsOf(csvOf([headings, sound(1), ...blank])), [], 'an ordinary tail of blank rows')
  const wide = (count: number) => [...headings, ...Array.from({ length: count - headings.length }, () => '')]
  t.strictSame(await faultsOf(csvOf([wide(101), sound(1)])), ['1:upload-too-wide'])
  t.strictSame(await faultsOf(csvOf([wide(100), sound(1)])), [])
})
