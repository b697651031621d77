import fc from 'fast-check'
import { test } from 'tap'
import { luhnDigit } from '../../src/domain/text.ts'
import type { JudgedRow } from '../../src/sheets/completion-row.ts'
import { markRows } from '../../src/sheets/mark-rows.ts'
import { groupFaults } from '../support/group-faults.ts'
import { type Cells, csvOf, headings, judgedOf, sound, xlsxOf } from '../support/sheets.ts'

/** What goes wrong in sheets, by the place of the column. */
const mistakes: readonly (readonly [place: number, cell: Cells[number]])[] = [
  [0, ''],
  [0, '王😀'],
  [1, '330699199001010001'],
  [1, '3.30699E+17'],
  [2, '138'],
  [3, '火星'],
  [4, ''],
  [5, '太空'],
  [6, '2026-02-30'],
  [7, '2026-03-01'],
  [8, '1e5'],
  [8, '-3'],
  [10, '超级工'],
  [11, ''],
  [14, '123'],
]

const names = fc.constantFrom('张三', '买买提·吐尔逊', '𠮷田', '龠䶮', '欧阳㛃㛃', "'李四", '〇一')
const card = fc.integer({ min: 0, max: 999_999 }).map((n) => {
  const digits = `622202${String(n).padStart(9, '0')}`
  return digits + luhnDigit(digits)
})
const mistake = fc.option(fc.constantFrom(...mistakes), { nil: undefined, freq: 2 })

interface Written {
  readonly cells: Cells
  readonly isSound: boolean
}

const sheets = fc.array(fc.tuple(names, card, mistake), { minLength: 1, maxLength: 40 }).map((drawn) =>
  drawn.map(([name, account, wrong], n): Written => {
    const other = { 0: name, 14: account, ...(wrong && { [wrong[0]]: wrong[1] }) }
    return { cells: sound(n, other), isSound: wrong === undefined }
  }),
)

const orders = fc.shuffledSubarray(
  headings.map((_, place) => place),
  { minLength: 15, maxLength: 15 },
)
const forms = fc.constantFrom('xlsx', 'utf8,', 'utf8;', 'gb18030,', 'gb18030\t')

const fileOf = async (rows: readonly Cells[], form: string): Promise<Uint8Array> =>
  form === 'xlsx' ? xlsxOf(rows) : csvOf(rows, form.slice(0, -1), form.slice(-1))

const inOrder = (cells: Cells, order: readonly number[]): Cells => order.map((place) => cells[place] ?? '')
const verdicts = (rows: readonly JudgedRow[]) =>
  rows.map(({ row, faults }) => [row, faults.map(({ code }) => code)])

test('every row of any sheet has exactly one verdict, and it is the right one', async (t) => {
  await fc.assert(
    fc.asyncProperty(sheets, orders, forms, async (written, order, form) => {
      const rows = [headings, ...written.map(({ cells }) => cells)].map((cells) => inOrder(cells, order))
      const { rows: judged, outcome } = await judgedOf(await fileOf(rows, form))
      t.match(outcome, { rows: written.length })
      const found = judged.map(({ line, row, faults }) => [line, row !== null, faults.length === 0])
      t.strictSame(
        found,
        written.map(({ isSound }, n) => [n + 2, isSound, isSound]),
      )
      const counted = groupFaults(judged).reduce((sum, { count }) => sum + count, 0)
      const distinct = judged.reduce(
        (sum, { faults }) => sum + new Set(faults.map(({ code, column }) => code + column)).size,
        0,
      )
      t.equal(counted, distinct)
      const straight = await judgedOf(csvOf([headings, ...written.map(({ cells }) => cells)]))
      t.strictSame(
        verdicts(straight.rows).map(([row]) => row),
        verdicts(judged).map(([row]) => row),
      )
    }),
    { numRuns: 25 },
  )
})

test('any split of a file says what the whole says', async (t) => {
  await fc.assert(
    fc.asyncProperty(sheets, fc.nat(), forms, async (written, cut, form) => {
      const rows = written.map(({ cells }) => cells)
      const place = cut % (rows.length + 1)
      const judged = async (part: readonly Cells[]) =>
        part.length === 0 ? [] : verdicts((await judgedOf(await fileOf([headings, ...part], form))).rows)
      t.strictSame(
        [...(await judged(rows.slice(0, place))), ...(await judged(rows.slice(place)))],
        await judged(rows),
      )
    }),
    { numRuns: 15 },
  )
})

test('a marked file that comes back says the same again', async (t) => {
  await fc.assert(
    fc.asyncProperty(sheets, forms, fc.boolean(), async (written, form, asXlsx) => {
      const { rows } = await judgedOf(await fileOf([headings, ...written.map(({ cells }) => cells)], form))
      const bytes = await fileOf([headings, ...written.map(({ cells }) => cells)], form)
      const marks = new Map(rows.filter(({ row }) => row === null).map(({ line, faults }) => [line, faults]))
      const again = (await judgedOf((await markRows(bytes, marks, asXlsx)).bytes)).rows
      t.strictSame(verdicts(again), verdicts(rows))
    }),
    { numRuns: 15 },
  )
})

test('no bytes at all make it fail', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('', 'PK\x03\x04', '\xd0\xcf\x11\xe0', '姓名,证件号码,手机号\n'),
      async (bytes, start) => {
        const head = Buffer.from(start, start.startsWith('姓') ? 'utf8' : 'latin1')
        const { rows, outcome } = await judgedOf(Buffer.concat([head, bytes]))
        t.ok('faults' in outcome && outcome.faults.length > 0)
        t.strictSame(rows, [])
      },
    ),
    { numRuns: 200 },
  )
})
