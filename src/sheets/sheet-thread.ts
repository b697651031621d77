import { parentPort, workerData } from 'node:worker_threads'
import type { SheetTerms, SheetVerdict } from './completion-row.ts'
import { type JudgedPart, judgeSheet, type SheetOutcome } from './judge-sheet.ts'
import { type MarkedFile, markRows } from './mark-rows.ts'
import type { RowMarks } from './marks.ts'

/** The thread in which files that anybody may have made are opened. It has no secret and no ledger. */

interface JudgeTask {
  readonly kind: 'judge'
  readonly bytes: Uint8Array
  readonly terms: SheetTerms
}

interface MarkTask {
  readonly kind: 'mark'
  readonly bytes: Uint8Array
  readonly faults: RowMarks
  readonly asXlsx: boolean
}

export type SheetTask = JudgeTask | MarkTask

/** A part is sent after the last one was asked for; the outcome comes unasked. */
export type SheetAnswer =
  | { readonly part: Omit<JudgedPart, 'rows'> & { readonly rows: readonly SheetVerdict[] } }
  | { readonly outcome: SheetOutcome }
  | { readonly marked: MarkedFile }

const port = parentPort
if (port === null) throw new Error('this file is a worker thread')

const answer = (message: SheetAnswer): void => port.postMessage(message)
const asked = (): Promise<void> => new Promise((resolve) => port.once('message', () => resolve()))

const judge = async ({ bytes, terms }: JudgeTask): Promise<void> => {
  const parts = judgeSheet(bytes, terms)
  for (;;) {
    const { value, done } = await parts.next()
    if (done === true) return answer({ outcome: value })
    const next = asked()
    const rows = value.rows.map(({ line, row, faults }) => ({ line, row, faults }))
    answer({ part: { ...value, rows } })
    await next
  }
}

const task = workerData as SheetTask
if (task.kind === 'judge') await judge(task)
else answer({ marked: await markRows(task.bytes, task.faults, task.asXlsx) })
// Listening for requests would keep the thread alive.
port.close()
