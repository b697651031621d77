import type { RawRow } from '../table-files/raw-row.ts'
import { isBlank, plainText } from './cells.ts'
import type { JudgedRow, SheetTerms } from './completion-row.ts'
import { addressOf, type FileFault, fileFault, rowFault } from './fault.ts'
import { type JudgeContext, judgeContext, judgeRow, type RowOrigin } from './judge-row.ts'
import { findHeader, headerRowsAtMost, type Layout } from './layout.ts'

/** Rows of data; some more may be titles, headings, samples and totals. */
export const rowsAtMost = 50_000

/** The template's sample row says so in its first column; nobody is called that. */
const sampleName = /^示例/u
const footer = /^(?:合计|总计|小计)|签字|签章/u

/** Judges the rows of one sheet as they come: exactly one verdict for each row of data. */
export class SheetJudge {
  /** Of data judged so far. */
  rows = 0
  samples = 0
  layout: Layout | undefined
  readonly #context: JudgeContext
  /** Line of the sound row of each person and class. */
  readonly #seen = new Map<string, number>()
  #first: RawRow[] | undefined = []

  constructor(terms: SheetTerms, origin: RowOrigin) {
    this.#context = judgeContext(terms, origin)
  }

  /** The verdicts on what came up to and with this row; faults of the file end everything. */
  take(row: RawRow): readonly JudgedRow[] | { readonly faults: readonly FileFault[] } {
    if (row.cells.every(isBlank)) return []
    if (this.#first === undefined) return this.#judge(row)
    this.#first.push(row)
    return this.#first.length < headerRowsAtMost ? [] : this.#begin(this.#first)
  }

  end(): readonly JudgedRow[] | { readonly faults: readonly FileFault[] } {
    const last = this.#first === undefined ? [] : this.#begin(this.#first)
    if ('faults' in last || this.rows > 0) return last
    return { faults: [fileFault(this.samples > 0 ? 'upload-only-sample' : 'upload-empty')] }
  }

  #begin(rows: readonly RawRow[]): readonly JudgedRow[] | { readonly faults: readonly FileFault[] } {
    this.#first = undefined
    const header = findHeader(rows)
    if ('faults' in header) return header
    this.layout = header.layout
    const judged: JudgedRow[] = []
    for (const row of rows.slice(header.taken)) {
      const verdicts = this.#judge(row)
      if ('faults' in verdicts) return verdicts
      judged.push(...verdicts)
    }
    return judged
  }

  #judge(row: RawRow): readonly JudgedRow[] | { readonly faults: readonly FileFault[] } {
    const { layout } = this
    if (layout === undefined || this.#isNoData(row, layout)) return []
    if (this.rows === rowsAtMost) return { faults: [fileFault('upload-too-many-rows', { line: row.line })] }
    this.rows += 1
    return [this.#once(judgeRow(row, layout, this.#context))]
  }

  #isNoData({ cells }: RawRow, { places }: Layout): boolean {
    if (sampleName.test(plainText(cells[places.get('name') ?? -1]))) {
      this.samples += 1
      return true
    }
    const first = cells.find((cell) => !isBlank(cell))
    return isBlank(cells[places.get('idNumber') ?? -1]) && footer.test(plainText(first))
  }

  /** Of several sound rows of one person and class the first counts; the others name it. */
  #once(judged: JudgedRow): JudgedRow {
    if (judged.row === null) return judged
    const { idNumber, trainingId } = judged.row
    const key = `${idNumber} ${trainingId}`
    const line = this.#seen.get(key)
    if (line === undefined) {
      this.#seen.set(key, judged.line)
      return judged
    }
    const address = addressOf({ column: this.layout?.places.get('idNumber') ?? 0, line: judged.line })
    const fault = rowFault('duplicate-in-file', '证件号码', address, { line: String(line) })
    return { ...judged, row: null, faults: [fault] }
  }
}
