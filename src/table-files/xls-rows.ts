import { HucreError, readXls } from 'hucre'
import { compoundFile } from './compound-file.ts'
import { formula, type RawCell, type RawRow } from './raw-row.ts'
import { type XlsNotes, xlsNotes } from './xls-notes.ts'

export interface XlsRows {
  /** Days are counted from 1904. */
  readonly from1904: boolean
  readonly rows: readonly RawRow[]
}

/**
 * The first sheet that is not hidden of a workbook as Excel wrote it until 2003. `upload-type`: no
 * such workbook, or one with a password.
 */
export const xlsRows = async (
  bytes: Uint8Array,
): Promise<XlsRows | { readonly finding: 'upload-type' | 'upload-active-content' | 'upload-corrupt' }> => {
  const file = compoundFile(bytes, 'Workbook')
  if (file === undefined) return { finding: 'upload-corrupt' }
  const { names, stream } = file
  if (stream === undefined) return { finding: 'upload-type' }
  if (names.some((name) => /^_VBA_PROJECT|^Macros$|^ObjectPool$|^MBD[0-9A-F]{8}$/iu.test(name))) {
    return { finding: 'upload-active-content' }
  }
  const notes = xlsNotes(stream)
  if (notes === undefined) return { finding: 'upload-corrupt' }
  if (notes.isEncrypted) return { finding: 'upload-type' }
  try {
    const { sheets } = await readXls(bytes)
    // The library leaves holes where a row has no cells: only `Array.from` visits them.
    const rows: readonly (readonly RawCell[] | undefined)[] = sheets[notes.index]?.rows ?? []
    return {
      from1904: notes.from1904,
      rows: Array.from(rows, (cells, place) => rowOf(place + 1, cells ?? [], notes)),
    }
  } catch (error) {
    if (error instanceof HucreError) return { finding: 'upload-corrupt' }
    throw error
  }
}

const rowOf = (line: number, values: readonly RawCell[], notes: XlsNotes): RawRow => {
  const cells = [...values]
  for (const column of notes.formulas.get(line) ?? []) {
    while (cells.length <= column) cells.push(null)
    cells[column] = formula
  }
  return { line, cells, isHidden: notes.hiddenRows.has(line) }
}
