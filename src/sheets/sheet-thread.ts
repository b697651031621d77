import { parentPort, workerData } from 'node:worker_threads'
import type { SheetTerms } from './completion-row.ts'
import { type JudgedPart, judgeSheet, type SheetOutcome } from './judge-sheet.ts'

/** The thread in which files that anybody may have made are opened. It has no secret and no ledger. */

export interface SheetTask {
  readonly kind: 'judge'
  readonly bytes: Uint8Array
  readonly terms: SheetTerms
}

/** A part is sent after the last one was asked for; the outcome comes unasked. */
export type SheetAnswer = { readonly part: JudgedPart } | { readonly outcome: SheetOutcome }

const port = parentPort
if (port === null) throw new Error('this file is a worker thread')

const answer = (message: SheetAnswer): void => port.postMessage(message)
const asked = (): Promise<void> => new Promise((resolve) => port.once('message', () => resolve()))

const judge = async ({ bytes, terms }: SheetTask): Promise<void> => {
  const parts = judgeSheet(bytes, terms)
  for (;;) {
    const { value, done } = await parts.next()
    if (done === true) return answer({ outcome: value })
    const next = asked()
    answer({ part: value })
    await next
  }
}

await judge(workerData as SheetTask)
// Listening for requests would keep the thread alive.
port.close()
