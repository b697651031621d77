import { createHash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { readSheet } from 'read-excel-file/node'
import { type Test, test } from 'tap'
import { type PayListForm, payList } from '../../src/bank-files/pay-list.ts'
import { capitalYuan, type PayListRow } from '../../src/bank-files/pay-list-rows.ts'
import { sumFen } from '../../src/domain/money.ts'
import { guardText, unguardText } from '../../src/table-files/guarded-text.ts'
import { payListRow } from './pay-list-fixture.ts'

/** Every file is read back by a program that had no part in writing it. */

const gb18030: PayListForm = { format: 'csv', encoding: 'gb18030' }
const utf8: PayListForm = { format: 'csv', encoding: 'utf-8-bom' }
const xlsx: PayListForm = { format: 'xlsx' }

const csvCells = (bytes: Uint8Array, encoding: string): string[][] =>
  parse(new TextDecoder(encoding, { fatal: true }).decode(bytes), { relax_column_count: false })

const xlsxCells = async (bytes: Uint8Array): Promise<string[][]> => {
  const rows = await readSheet(Buffer.from(bytes), { trim: false })
  return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
}

const allCells = async (rows: readonly PayListRow[]): Promise<string[][][]> => [
  csvCells(await payList(rows, gb18030), 'gb18030'),
  csvCells(await payList(rows, utf8), 'utf-8'),
  await xlsxCells(await payList(rows, xlsx)),
]

/** The cells of one line as they should be read back, but for the amount. */
const expected = (row: PayListRow): string[] => {
  const { no, claimId, name, idNumber, bankAccount, bankName, phone, unit, instrument } = row
  const { certificate, occupation, level, source, district, batchId, remark } = row
  const before = [claimId, name, idNumber, bankAccount, bankName, phone, unit, instrument]
  const after = [source, district, batchId, remark]
  return [String(no), ...before, certificate, occupation, level, 'amount', ...after]
}

const fenOf = (cell = ''): number => {
  const [whole = '', places = ''] = cell.split('.')
  return Number(whole) * 100 + Number(places.padEnd(2, '0'))
}

const checkLines = (t: Test, cells: string[][], rows: readonly PayListRow[]): void => {
  t.equal(cells.length, rows.length + 4)
  for (const [place, row] of rows.entries()) {
    const read = cells[place + 1] ?? []
    t.strictSame(read.map(unguardText).with(12, 'amount'), expected(row))
    t.equal(fenOf(read[12]), row.amountFen)
  }
}

test('what no file can carry is refused by its line, without its content', async (t) => {
  for (const bad of ['\ud800', 'a\0b', 'a\u0007', '\uffff']) {
    for (const form of [gb18030, utf8, xlsx]) {
      await t.rejects(payList([payListRow(1), payListRow(7, { unit: bad })], form), {
        name: 'RangeError',
        message: 'line 7 holds a text that no file can carry',
      })
    }
  }
  await t.rejects(payList([payListRow(1, { unit: '\ue81e' })], gb18030), /gb18030 does not carry/)
  await t.rejects(payList([payListRow(1, { amountFen: 0.5 })], utf8), RangeError)
})

test('heading, lines, total in figures and capitals, three signatures', async (t) => {
  const rows = [payListRow(1), payListRow(2, { amountFen: 5, unit: '某厂', remark: '第二批' })]
  for (const cells of await allCells(rows)) {
    checkLines(t, cells, rows)
    const [heading = [], , , total = [], capitals = [], signatures = []] = cells
    const headings =
      '序号 受理号 姓名 证件号码 银行账号 开户行 手机号 单位 项目 证书编号 职业(工种) 等级 金额(元)'
    t.strictSame(heading, [...headings.split(' '), '资金来源', '区县', '批次号', '备注'])
    t.strictSame([total[0], total[1], fenOf(total[12])], ['合计', '共 2 笔', 1_000_055])
    t.strictSame(capitals.slice(0, 2), ['合计(大写)', '人民币壹万元伍角伍分'])
    t.strictSame(
      signatures.filter((cell) => cell !== ''),
      ['制表人(签字):', '复核人(签字):', '负责人(签字):'],
    )
  }
})

test('rare characters survive in every form, also those of four bytes', async (t) => {
  const rows = ['𠮷永', '䶮', '㛃', '龴', '买买提·吐尔逊', 'é', '〇'].map((name, place) =>
    payListRow(place + 1, { name }),
  )
  for (const cells of await allCells(rows)) checkLines(t, cells, rows)
  const bytes = Buffer.from(await payList(rows, gb18030))
  for (const hex of ['9534b235', 'fe9f']) t.ok(bytes.includes(Buffer.from(hex, 'hex')), hex)
})

test('ids and accounts are text cells, amounts numbers', async (t) => {
  const [, line = []] = await readSheet(Buffer.from(await payList([payListRow(1)], xlsx)))
  const kinds = line.map((cell) => (cell === null ? '' : typeof cell === 'number' ? 'n' : 's'))
  t.equal(kinds.join(','), 'n,s,s,s,s,s,s,,s,,s,s,n,s,s,s,')
})

/** First characters that a spreadsheet acts on, however wide they are. */
const acts = /^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u

const attacks = [
  '=HYPERLINK("http://x","y")',
  '+1',
  '-1+cmd|/C calc!A0',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1',
  '＠SUM',
  '＋1',
  '－1',
  '﹦1',
  ' =1',
  '\u200b=1',
  "'=1",
  "''",
  '=',
]

test('no cell acts, and each gives its text back', async (t) => {
  const rows = attacks.map((text, place) => payListRow(place + 1, { unit: text, remark: text, name: text }))
  for (const cells of await allCells(rows)) {
    t.strictSame(
      cells.flat().filter((cell) => acts.test(cell)),
      [],
    )
  }
  for (const cells of (await allCells(rows)).slice(0, 2)) checkLines(t, cells, rows)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      t.equal(unguardText(guardText(text)), text)
      t.notMatch(guardText(text), acts)
    }),
  )
  t.equal(guardText('张三'), '张三')
})

/** What names, units and remarks may hold once they passed the edge, and then some. */
const cellText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((text) => !/[\p{Cs}\p{Cc}\p{Co}\p{Noncharacter_Code_Point}]/u.test(text))
const anyRow = fc
  .record({
    name: cellText,
    unit: cellText,
    remark: fc.oneof(cellText, fc.constantFrom('a,b', 'a"b', 'x_x000D_y', '&lt;', ' 两端 ', ...attacks)),
    amountFen: fc.integer({ min: 1, max: 9_999_999_999 }),
  })
  .filter(({ remark }) => !/[\r\n]/.test(remark))

test('any lines are read back to the fen, by other readers', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 8 }), async (changes) => {
      const rows = changes.map((change, place) => payListRow(place + 1, change))
      const total = sumFen(rows.map(({ amountFen }) => amountFen))
      for (const cells of await allCells(rows)) {
        checkLines(t, cells, rows)
        t.equal(fenOf(cells[rows.length + 1]?.[12]), total)
      }
    }),
    { numRuns: 60 },
  )
})

test('the same lines give the same bytes, on any day', async (t) => {
  const rows = Array.from({ length: 1_200 }, (_, place) => payListRow(place + 1))
  const digests = (some: readonly PayListRow[]): Promise<string[]> =>
    Promise.all(
      [gb18030, utf8, xlsx].map(async (form) =>
        createHash('sha256')
          .update(await payList(some, form))
          .digest('hex'),
      ),
    )
  const first = await digests(rows)
  const { now } = Date
  t.teardown(() => {
    Date.now = now
  })
  Date.now = () => now() + 86_400_000
  // A zip writes times down to two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2_100))
  t.strictSame(await digests(rows), first)
  t.equal(new Set([...first, ...(await digests(rows.slice(1)))]).size, 6)
})

/**
 * Digests of released files stand in the log. Should a library write other bytes, released files can
 * no longer be made again: a change here needs a form of its own beside the old one.
 */
const released = {
  gb18030: 'fe667ab1cbc9b4be3171a99d6f1dd0bb0cb21b9764e681286812139df277dc22',
  utf8: '1413f1652d6b513312e68782a03bb7176ebaf28e3b65f518314301feccf12878',
  xlsx: 'c5e6dc834c440287b100e5b4bff3a89fbd565822363d74ff518facaaec4e5d41',
}

test('files of today are those of the day they were released', async (t) => {
  const rows = Array.from({ length: 700 }, (_, place) =>
    payListRow(place + 1, { name: place % 2 === 0 ? '𠮷永' : '张三', amountFen: 100_001 + place * 7 }),
  )
  const digest = async (form: PayListForm): Promise<string> =>
    createHash('sha256')
      .update(await payList(rows, form))
      .digest('hex')
  t.strictSame(
    { gb18030: await digest(gb18030), utf8: await digest(utf8), xlsx: await digest(xlsx) },
    released,
  )
})

test('amounts in capitals', (t) => {
  const table: readonly (readonly [number, string])[] = [
    [1, '人民币壹分'],
    [50, '人民币伍角整'],
    [100, '人民币壹元整'],
    [1_005, '人民币壹拾元零伍分'],
    [1_000_000, '人民币壹万元整'],
    [1_000_101, '人民币壹万零壹元零壹分'],
    [10_000_000, '人民币壹拾万元整'],
    [101_000_000, '人民币壹佰零壹万元整'],
    [1_234_567_890, '人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整'],
    [10_000_000_100, '人民币壹亿零壹元整'],
  ]
  for (const [fen, words] of table) t.equal(capitalYuan(fen), words)
  t.end()
})

test('an empty list is a heading and a total of nothing', async (t) => {
  const [cells = []] = await allCells([])
  t.equal(cells[2]?.[1], '人民币零元整')
})

/** Twice what is promised, and more for the waits: other tests run beside this one. */
test('twenty thousand lines in time, while others get their turn', async (t) => {
  const rows = Array.from({ length: 20_000 }, (_, place) => payListRow(place + 1, { amountFen: place + 1 }))
  for (const [form, limitMs] of [
    [gb18030, 6_000],
    [xlsx, 12_000],
  ] as const) {
    const waits = monitorEventLoopDelay({ resolution: 5 })
    waits.enable()
    const began = performance.now()
    const bytes = await payList(rows, form)
    const tookMs = performance.now() - began
    waits.disable()
    const waitMs = waits.percentile(99) / 1e6
    t.comment(
      `${form.format}: ${Math.round(tookMs)} ms, ${bytes.length} bytes, ${waitMs.toFixed(0)} ms to wait`,
    )
    t.ok(tookMs < limitMs, `${tookMs} ms`)
    t.ok(waitMs < 500, `others waited ${waitMs} ms`)
  }
})
