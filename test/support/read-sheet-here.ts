import { judgeSheet } from '../../src/sheets/judge-sheet.ts'
import { markRows } from '../../src/sheets/mark-rows.ts'
import type { markSheet } from '../../src/sheets/mark-sheet.ts'
import type { readSheet } from '../../src/sheets/read-sheet.ts'

/** Reads sheets in this thread: a thread of its own takes seconds to start from sources. */
export const readSheetHere: typeof readSheet = async (bytes, terms, { onRows, onProgress }) => {
  const parts = judgeSheet(bytes, terms)
  for (;;) {
    const { value, done } = await parts.next()
    if (done === true) return value
    await onRows(value.rows)
    onProgress?.(value.done, value.of)
  }
}

export const markSheetHere: typeof markSheet = (bytes, faults, { asXlsx = false } = {}) =>
  markRows(bytes, faults, asXlsx)
