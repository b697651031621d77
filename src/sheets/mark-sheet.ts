import type { MarkedFile } from './mark-rows.ts'
import type { RowMarks } from './marks.ts'
import { SheetThreadFailed, ThreadHost, type ThreadLimits } from './thread-host.ts'

export interface MarkSheetOptions {
  /** Also what came as CSV. */
  readonly asXlsx?: boolean
  readonly signal?: AbortSignal
  readonly limits?: Partial<ThreadLimits>
}

/** A whole workbook is held to be written again: 50,000 rows with a fault each do with 384 MB. */
const usual: ThreadLimits = { heapMb: 512, answerMs: 120_000 }

/**
 * The sender's own file back, in a thread of its own: wrong cells red and commented, and a column
 * 错误原因 at the right. Only for bytes that `readSheet` judged; `faults` by the row's `line`.
 *
 * @throws the signal's reason, or `SheetThreadFailed`
 */
export const markSheet = async (
  bytes: Uint8Array,
  faults: RowMarks,
  { asXlsx = false, signal, limits }: MarkSheetOptions = {},
): Promise<MarkedFile> => {
  const thread = new ThreadHost({ kind: 'mark', bytes, faults, asXlsx }, { ...usual, ...limits })
  try {
    const answer = await thread.next(signal)
    if (!('marked' in answer)) throw new SheetThreadFailed('crash')
    return answer.marked
  } finally {
    await thread.end()
  }
}
