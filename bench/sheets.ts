import { monitorEventLoopDelay } from 'node:perf_hooks'
import { streamXlsxRows, writeXlsx } from 'hucre'
import { syntheticIdNumber } from '../src/domain/synthetic-id.ts'
import { luhnDigit } from '../src/domain/text.ts'
import { readSheet } from '../src/sheets/read-sheet.ts'
import { nowUs } from './timing.ts'

export interface SheetFigures {
  readonly rows: number
  readonly fileMb: number
  /** The spreadsheet library alone reading the file, in this thread: nothing can be faster. */
  readonly floorSeconds: number
  /** Read and judged in its thread, its start included. */
  readonly readSeconds: number
  readonly overFloor: number
  /** Of the process while it reads, the thread included. */
  readonly memoryGrowthMb: number
  readonly waitP99Ms: number
}

const terms = {
  today: '2026-11-24',
  districts: [{ code: '330602', name: '越城区' }],
  courses: [{ id: 'vocational', name: '职业技能培训' }],
  levels: ['初级工', '中级工', '高级工'],
}

const headings = [
  ...['姓名*', '证件号码*', '手机号', '所属区县*', '培训班编号*', '培训类型*', '开始日期*', '结业日期*'],
  ...['费用(元)*', '职业(工种)', '等级', '证书编号', '发证日期', '开户行', '银行账号'],
]

const rowOf = (n: number, course: string): (string | number | Date)[] => {
  const card = `622202${String(n).padStart(12, '0')}`
  const day = (month: number): Date => new Date(Date.UTC(2026, month, 1 + (n % 28)))
  const row = [
    `张三${String.fromCharCode(0x4e00 + (n % 2_000))}`,
    syntheticIdNumber(n),
    `138${String(n).padStart(8, '0')}`,
  ]
  const certificate = ['电工', '高级工', `S${String(n).padStart(15, '0')}`]
  return [
    ...[...row, '越城区', `SX-2026-${n % 60}`, course, day(0), day(1), 1_200.5],
    ...[...certificate, day(2), '绍兴银行', card + luhnDigit(card)],
  ]
}

/** A workbook of so many sound rows, as Excel writes one: shared strings, styled dates. */
export const workbookOf = (rows: number, course = '职业技能培训', from = 0): Promise<Uint8Array> => {
  const columns = headings.map((_, place) => ([6, 7, 12].includes(place) ? { numFmt: 'yyyy-mm-dd' } : {}))
  const cells = [headings, ...Array.from({ length: rows }, (_, n) => rowOf(from + n, course))]
  return writeXlsx({ sheets: [{ name: '结业名单', columns, rows: cells }] })
}

export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = nowUs()
  await work()
  return Number(((nowUs() - start) / 1_000_000).toFixed(2))
}

/** What its library alone needs to read the file, in this thread. */
export const floorSecondsOf = (bytes: Uint8Array): Promise<number> =>
  secondsOf(async () => {
    for await (const _ of streamXlsxRows(bytes));
  })

/** Reads and judges one file of so many rows × 15 columns, beside what its library alone needs. */
export const benchSheet = async (rows: number): Promise<SheetFigures> => {
  const bytes = await workbookOf(rows)
  const before = process.memoryUsage.rss()
  let most = before
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 20)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let sound = 0
  const readSeconds = await secondsOf(async () => {
    await readSheet(bytes, terms, {
      onRows: (judged) => {
        for (const { row } of judged) if (row !== null) sound += 1
      },
    })
  })
  delay.disable()
  clearInterval(looking)
  if (sound !== rows) throw new Error('the sheet should have been sound')
  const floorSeconds = await floorSecondsOf(bytes)
  return {
    rows,
    fileMb: Number((bytes.length / 1_000_000).toFixed(1)),
    floorSeconds,
    readSeconds,
    overFloor: Number((readSeconds / floorSeconds).toFixed(2)),
    memoryGrowthMb: Math.round((most - before) / 1_000_000),
    waitP99Ms: Math.round(delay.percentile(99) / 1_000_000),
  }
}
