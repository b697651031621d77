import { HucreError, streamXlsxRows } from 'hucre'
import { checkZip, type ZipFinding } from './check-zip.ts'
import { formula, type RawCell, type RawRow } from './raw-row.ts'
import { NoteTaker, type SheetNotes } from './sheet-notes.ts'

/** Columns beyond AZ are not looked at. */
const columnsAtMost = 52

/** The archive is sound, but no workbook that can be read. */
export class WorkbookBroken extends Error {
  constructor() {
    super('the workbook cannot be read')
    this.name = 'WorkbookBroken'
  }
}

export interface XlsxRows {
  /** Place among the sheets, from 0. */
  readonly index: number
  /** Of the sheet, also the empty ones. */
  readonly count: number
  readonly from1904: boolean
  /** @throws {WorkbookBroken} while reading */
  readonly rows: AsyncGenerator<RawRow>
}

/** The first sheet that is not hidden, row by row; a finding for what must not be read at all. */
export const xlsxRows = async (bytes: Uint8Array): Promise<XlsxRows | { readonly finding: ZipFinding }> => {
  const taker = new NoteTaker()
  const finding = await checkZip(bytes, taker.watch)
  if (finding !== undefined) return { finding }
  const notes = taker.notes()
  if (notes === undefined) return { finding: 'upload-corrupt' }
  return { index: notes.index, count: notes.rows, from1904: notes.from1904, rows: rowsOf(bytes, notes) }
}

async function* rowsOf(bytes: Uint8Array, notes: SheetNotes): AsyncGenerator<RawRow> {
  const rows = streamXlsxRows(bytes, { sheet: notes.index })
  try {
    for await (const { index, values } of rows) {
      const line = index + 1
      const formulas = notes.formulas.get(line)
      const cells: RawCell[] = values.slice(0, lastFilled(values) + 1)
      for (const column of formulas ?? []) {
        while (cells.length <= column) cells.push(null)
        cells[column] = formula
      }
      yield { line, cells, isHidden: notes.hiddenRows.has(line) }
    }
  } catch (error) {
    if (error instanceof HucreError) throw new WorkbookBroken()
    throw error
  }
}

const lastFilled = (values: readonly RawCell[]): number => {
  let place = Math.min(values.length, columnsAtMost) - 1
  while (place >= 0 && values[place] === null) place -= 1
  return place
}
