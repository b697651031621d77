import fc from 'fast-check'
import { type Test, test } from 'tap'
import { type ParsedResults, parseResults } from '../../src/bank-files/parse-results.ts'
import { payList } from '../../src/bank-files/pay-list.ts'
import { payListRow } from './pay-list-fixture.ts'
import { csv, failed, heading, paid, xlsx } from './results-fixture.ts'

const codes = ({ faults }: ParsedResults): string[] =>
  faults.map(({ line, column, code }) => [line, code, column].join(' ').trim())

const refusedWhole = async (t: Test, bytes: Uint8Array, code: string): Promise<void> => {
  const result = await parseResults(bytes)
  t.strictSame([result.rows, codes(result)], [[], [code]], code)
  t.match(result.faults[0]?.detail ?? '', /[\u4e00-\u9fff]{5}/)
}

test('a file that is no table is refused as a whole', async (t) => {
  await refusedWhole(t, new Uint8Array(), '0 upload-empty')
  await refusedWhole(t, csv([heading]), '0 upload-empty')
  await refusedWhole(t, new Uint8Array(10 * 1024 * 1024 + 1), '0 upload-too-large')
  await refusedWhole(t, Buffer.from('d0cf11e0a1b11ae1', 'hex'), '0 upload-type')
  await refusedWhole(t, Buffer.from('<html><table><tr><td>序号'), '0 upload-type')
  await refusedWhole(t, csv([heading, paid(1)], 'utf-16le'), '0 upload-encoding')
  await refusedWhole(t, Buffer.from('fffe41004200', 'hex'), '0 upload-encoding')
  await refusedWhole(
    t,
    Buffer.concat([csv([heading, paid(1)]), csv([failed(2)], 'gb18030')]),
    '0 upload-encoding',
  )
  await refusedWhole(t, csv([heading, paid(1), ['2', '"claim-2', '成功', '', '']]), '3 csv-syntax')
  const many = Array.from({ length: 50_001 }, (_, place) => paid(place + 1))
  await refusedWhole(t, csv([heading, ...many]), '0 upload-too-many-rows')
})

test('millions of blank rows and of columns are refused before any is made', async (t) => {
  const began = performance.now()
  const head = csv([heading, paid(1)])
  const withTail = (tail: string) => Buffer.concat([head, Buffer.from(tail)])
  await refusedWhole(t, withTail('\n'.repeat(9_000_000)), '0 upload-too-many-rows')
  await refusedWhole(t, withTail(','.repeat(9_000_000)), '3 upload-too-wide')
  t.ok(performance.now() - began < 8_000)
  const wide = (count: number) => [...heading, ...Array<string>(count - heading.length).fill('')]
  await refusedWhole(t, csv([wide(101), paid(1)]), '1 upload-too-wide')
  const sound = await parseResults(csv([wide(100), paid(1)]))
  t.strictSame([sound.rows.length, codes(sound)], [1, []])
  const tail = await parseResults(withTail('\n'.repeat(20_000)))
  t.strictSame([tail.rows.length, codes(tail)], [1, []], 'an ordinary tail of blank rows')
  t.end()
})

test('a heading is needed for every column, once', async (t) => {
  const without = await parseResults(
    csv([
      ['序号', '受理号', '结果'],
      ['1', 'claim-1', '成功'],
    ]),
  )
  t.strictSame(codes(without), ['1 header-missing 入账日期'])
  const nothing = await parseResults(
    csv([
      ['a', 'b'],
      ['1', '2'],
    ]),
  )
  t.strictSame(
    codes(nothing),
    ['序号', '受理号', '结果', '入账日期'].map((name) => `1 header-missing ${name}`),
  )
  const twice = await parseResults(csv([[...heading, '状态'], paid(1, '成功')]))
  t.strictSame(codes(twice), ['1 header-repeated 结果'])
})

test('every bad row says why, and the good ones count', async (t) => {
  const table: readonly (readonly [string[], string])[] = [
    [['0', 'claim-2', '成功', '', '2026-06-30'], 'no-format 序号'],
    [['一', 'claim-2', '成功', '', '2026-06-30'], 'no-format 序号'],
    [['2', '', '成功', '', '2026-06-30'], 'claim-missing 受理号'],
    [['2', 'claim\u202e-2', '成功', '', '2026-06-30'], 'invalid-text 受理号'],
    [['2', 'claim-2', '处理中', '', '2026-06-30'], 'outcome-unknown 结果'],
    [['2', 'claim-2', '', '', '2026-06-30'], 'outcome-unknown 结果'],
    [['2', 'claim-2', '部分成功', '', '2026-06-30'], 'outcome-unknown 结果'],
    [['2', 'claim-2', '失败', '', '2026-06-30'], 'reason-missing 原因'],
    [['2', 'claim-2', '失败', '长'.repeat(201), '2026-06-30'], 'too-long 原因'],
    [['2', 'claim-2', '成功', '', ''], 'date-missing 入账日期'],
    [['2', 'claim-2', '成功', '', '2026-02-30'], 'date-format 入账日期'],
    [['2', 'claim-2', '成功', '', '30/06/2026'], 'date-format 入账日期'],
    [['2', 'claim-2', '成功', '', '2026-06/30'], 'date-format 入账日期'],
    [paid(2, '1e5'), 'amount-format 金额'],
    [paid(2, '0'), 'amount-format 金额'],
    [paid(2, '-1'), 'amount-format 金额'],
    [paid(2, '1.005'), 'amount-format 金额'],
    [paid(2, '1.', '多'), 'columns-extra'],
  ]
  for (const [row, finding] of table) {
    const result = await parseResults(csv([[...heading, '金额(元)'], paid(1, '5'), row, failed(3)]))
    t.strictSame(
      result.rows.map(({ no, line, amountFen }) => [no, line, amountFen]),
      [
        [1, 2, 500],
        [3, 4, null],
      ],
      finding,
    )
    t.strictSame(codes(result), [`3 ${finding}`])
  }
})

test('rows that share a number or a claim do not count, whichever came first', async (t) => {
  const rows = [heading, paid(1), failed(2), paid(1), paid(3), ['4', 'claim-3', '成功', '', '2026-06-30']]
  const result = await parseResults(csv(rows))
  t.strictSame(
    result.rows.map(({ no }) => no),
    [2],
  )
  t.strictSame(
    codes(result),
    [2, 4, 5, 6].map((line) => `${line} line-repeated`),
  )
})

const good = [
  {
    line: 2,
    no: 1,
    claimId: 'claim-1',
    outcome: 'confirmed',
    reason: '',
    paidOn: '2026-06-30',
    amountFen: null,
  },
  {
    line: 3,
    no: 2,
    claimId: 'claim-2',
    outcome: 'returned',
    reason: '户名不符',
    paidOn: '2026-06-30',
    amountFen: null,
  },
]

test('the same rows from every kind of file', async (t) => {
  const rows = [heading, paid(1), failed(2)]
  for (const encoding of ['utf8', 'gb18030']) {
    t.strictSame(await parseResults(csv(rows, encoding)), { rows: good, faults: [] }, encoding)
  }
  t.strictSame((await parseResults(Buffer.concat([Buffer.from('\ufeff'), csv(rows)]))).rows, good)
  for (const [delimiter, end] of [
    ['\t', '\n'],
    [';', '\r'],
    [',', '\r\n'],
  ] as const) {
    const text = rows.map((row) => row.join(delimiter)).join(end)
    t.strictSame((await parseResults(Buffer.from(text))).rows, good, JSON.stringify([delimiter, end]))
  }
  t.strictSame(await parseResults(await xlsx(rows)), { rows: good, faults: [] })
  const typed = [heading, [1, 'claim-1', '成功', null, new Date('2026-06-30T00:00:00Z')], failed(2)]
  const dates = new Map([['1,4', { style: { numFmt: 'yyyy-mm-dd' } }]])
  t.strictSame((await parseResults(await xlsx(typed, { cells: dates }))).rows, good)
})

test('titles, totals, blank lines and quoted line breaks move no line number', async (t) => {
  const rows = [
    ['代发结果'],
    heading,
    ['1', 'claim-1', '成功', '"多\n行"', '2026-06-30'],
    ['', '', '', '', ''],
    failed(2),
    ['合计', '共 2 笔'],
    ['制表人(签字):'],
  ]
  const result = await parseResults(csv(rows))
  t.strictSame(
    result.rows.map(({ no, line }) => [no, line]),
    [
      [1, 3],
      [2, 6],
    ],
  )
  t.strictSame(result.faults, [])
})

test('what banks call things', async (t) => {
  const names = ['编号', '业务编号 *', '交易状态', '失败原因:', '到账日期(年月日)', '交易金额（元）', '摘要']
  const rows = [
    names,
    ['1', 'claim-1', ' 交易成功 ', '无', '20260630', '"1,234.50"', 'x'],
    ['2.0', "'claim-2", '退汇', '＝户名不符', '2026年6月1日', '¥3', 'x'],
    ['3', 'claim-3', '失败', '销户', '', '', 'x'],
    ['4', 'claim-4', '已入账', '', '2026/6/1 10:22:33', '5元', 'x'],
  ]
  const { rows: read, faults } = await parseResults(csv(rows, 'gb18030'))
  t.strictSame(faults, [])
  t.strictSame(
    read.map(({ no, claimId, outcome, reason, paidOn, amountFen }) => [
      no,
      claimId,
      outcome,
      reason,
      paidOn,
      amountFen,
    ]),
    [
      [1, 'claim-1', 'confirmed', '', '2026-06-30', 123_450],
      [2, 'claim-2', 'returned', '＝户名不符', '2026-06-01', 300],
      [3, 'claim-3', 'returned', '销户', null, null],
      [4, 'claim-4', 'confirmed', '', '2026-06-01', 500],
    ],
  )
})

test('a pay list that comes back with results added is a return file', async (t) => {
  const lines = [payListRow(1), payListRow(2, { amountFen: 12_345 })]
  for (const encoding of ['gb18030', 'utf-8-bom'] as const) {
    const text = new TextDecoder(encoding === 'gb18030' ? 'gb18030' : 'utf-8').decode(
      await payList(lines, { format: 'csv', encoding }),
    )
    const added = text
      .split('\r\n')
      .map(
        (line, place) =>
          `${line}${place === 0 ? ',结果,入账日期' : line.startsWith('"合') ? '' : ',成功,2026-06-30'}`,
      )
    const { rows } = await parseResults(Buffer.from(added.slice(0, 4).join('\r\n')))
    t.strictSame(
      rows.map(({ no, claimId, amountFen }) => ({ no, claimId, amountFen })),
      lines.map(({ no, claimId, amountFen }) => ({ no, claimId, amountFen })),
    )
  }
})

test('whatever is sent is answered, with each row once', async (t) => {
  const cell = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom(...heading, ...paid(1), ...failed(1), '"', ','),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { maxLength: 7 }), { maxLength: 9 }), async (rows) => {
      const content = [heading, ...rows].map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`))
      const { rows: read, faults } = await parseResults(csv(content))
      const lines = new Set(faults.map(({ line }) => line))
      t.ok(read.every(({ line }) => !lines.has(line)))
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      for (const start of [[], [0x50, 0x4b, 3, 4]]) {
        t.ok((await parseResults(Uint8Array.from([...start, ...bytes]))).faults.length > 0)
      }
    }),
  )
})

test('fifty thousand rows within limits', async (t) => {
  const rows = [heading, ...Array.from({ length: 50_000 }, (_, place) => paid(place + 1))]
  for (const bytes of [csv(rows), await xlsx(rows)]) {
    const began = performance.now()
    const result = await parseResults(bytes)
    t.strictSame([result.rows.length, result.faults], [50_000, []])
    t.comment(`${Math.round(performance.now() - began)} ms, ${bytes.length} bytes`)
    t.ok(performance.now() - began < 10_000)
  }
})
