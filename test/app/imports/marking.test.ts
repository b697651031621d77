import t from 'tap'
import { cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'
import { markSheetHere } from '../../support/read-sheet-here.ts'

/** Marking holds a whole workbook: how many are under way at once, and who waits for whom. */

const large = (n: number) => csvOf([cellsOf(n, { 开户行: '行'.repeat(200_000) })])
const small = (n: number) => csvOf([cellsOf(n, { 证件号码: '330699197001010000' })])

t.test('one file is marked at a time, and a small one waits for no large one', async (t) => {
  const begun: string[] = []
  const held: (() => void)[] = []
  const { desk, judge } = await openImportWorld({
    markSheet: async (bytes, ...rest) => {
      begun.push(bytes.length > 100_000 ? 'large' : 'small')
      if (bytes.length > 100_000) await new Promise<void>((resolve) => held.push(resolve))
      else await new Promise((resolve) => setTimeout(resolve, 20))
      begun.push('end')
      return markSheetHere(bytes, ...rest)
    },
  })
  const larges = [await judge(large(1)), await judge(large(2))]
  const smalls = [await judge(small(3)), await judge(small(4))]
  const marking = larges.map((importId) => desk.marked(importId))
  await Promise.all(smalls.map((importId) => desk.marked(importId)))
  t.strictSame(begun, ['large', 'small', 'end', 'small', 'end'], 'one large one holds only the other')
  let isJudged = false
  const judging = judge(small(5)).then(() => {
    isJudged = true
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  t.notOk(isJudged, 'reading waits for it too')
  for (const first of marking) {
    held.shift()?.()
    t.match(await first, { format: 'csv' })
    while (first === marking[0] && held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await judging
})
