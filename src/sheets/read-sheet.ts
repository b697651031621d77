import { bytesAtMost } from './bytes-at-most.ts'
import type { SheetTerms, SheetVerdict } from './completion-row.ts'
import { fileFault } from './fault.ts'
import type { SheetOutcome } from './judge-sheet.ts'
import { SheetThreadFailed, ThreadHost, type ThreadLimits } from './thread-host.ts'

export interface ReadSheetOptions {
  /** Is given the verdicts in the order of the file, 1,000 at most at a time; the next ones wait for it. */
  readonly onRows: (rows: readonly SheetVerdict[]) => void | Promise<void>
  /** Rows of the file read so far, and about how many there are. */
  readonly onProgress?: (done: number, of: number) => void
  /** Told why, where the thread crashed: a fault of the program, although the file brought it about. */
  readonly onCrash?: (cause: unknown) => void
  readonly signal?: AbortSignal
  readonly limits?: Partial<ThreadLimits>
}

/** What 50,000 rows need is a third of it. */
const usual: ThreadLimits = { heapMb: 384, answerMs: 60_000 }

const codeOf = { memory: 'upload-bomb', time: 'upload-too-slow', crash: 'upload-corrupt' } as const

/**
 * Reads a completion sheet (.xlsx, .xls, CSV; at most 20 MB and 50,000 rows) in a thread of its own
 * and judges every row of data as far as that needs no ledger. Faults of the file are an outcome,
 * never an error; they may come after verdicts, which then count for nothing. A file that crashes the
 * thread is `upload-corrupt`: it would crash it again.
 *
 * @throws the signal's reason, or what `onRows` throws
 */
export const readSheet = async (
  bytes: Uint8Array,
  terms: SheetTerms,
  { onRows, onProgress, onCrash, signal, limits }: ReadSheetOptions,
): Promise<SheetOutcome> => {
  if (bytes.length > bytesAtMost) return { faults: [fileFault('upload-too-large')] }
  signal?.throwIfAborted()
  const thread = new ThreadHost({ kind: 'judge', bytes, terms }, { ...usual, ...limits })
  try {
    for (;;) {
      const answer = await thread.next(signal)
      if ('outcome' in answer) return answer.outcome
      if (!('part' in answer)) throw new SheetThreadFailed('crash')
      const { rows, done, of } = answer.part
      await onRows(rows)
      onProgress?.(done, of)
    }
  } catch (error) {
    if (!(error instanceof SheetThreadFailed)) throw error
    if (error.because === 'crash') onCrash?.(error.cause ?? error)
    return { faults: [fileFault(codeOf[error.because])] }
  } finally {
    await thread.end()
  }
}
