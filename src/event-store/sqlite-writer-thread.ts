import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { AppendOutcome } from './event-store.ts'
import { unpackAppends } from './packed-appends.ts'
import type { PreparedAppend } from './prepare-append.ts'
import { codeOf } from './sqlite-failures.ts'
import { type LogSettings, openLog } from './sqlite-log.ts'
import { CommitFailed, SqliteWriter } from './sqlite-writer.ts'

/**
 * The thread that waits for the disk, so that the next appends are decided meanwhile. It has its
 * own connection. What came in while it waited is committed together next, and answered together.
 */

/** Packed appends, or null for a checkpoint, which is not answered unless it fails. */
export type ThreadRequest = string | null
export type ThreadAnswer = { readonly outcomes: readonly AppendOutcome[] } | ThreadFailure | 'ready'
export interface ThreadFailure {
  readonly during: 'write' | 'commit' | 'checkpoint'
  /** So many appends have this answer, the oldest not yet answered. */
  readonly appends: number
  /** SQLite's code; '' for any other error. */
  readonly code: string
}

const port = parentPort
if (port === null) throw new Error('this file is a worker thread')
const db = openLog(workerData as LogSettings)
const writer = new SqliteWriter(db)

port.on('message', (first: ThreadRequest) => {
  const appends = first === null ? [] : [...unpackAppends(first)]
  let checkpointAsked = first === null
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    const request = next.message as ThreadRequest
    if (request === null) checkpointAsked = true
    else appends.push(...unpackAppends(request))
  }
  if (appends.length > 0) port.postMessage(carryOut(appends))
  if (checkpointAsked) checkpoint()
})
port.postMessage('ready' satisfies ThreadAnswer)

function carryOut(appends: readonly PreparedAppend[]): ThreadAnswer {
  try {
    return { outcomes: writer.write(appends) }
  } catch (error) {
    const failed = error instanceof CommitFailed
    const code = codeOf(failed ? error.cause : error)
    return { during: failed ? 'commit' : 'write', appends: appends.length, code }
  }
}

function checkpoint(): void {
  try {
    writer.checkpoint()
  } catch (error) {
    port?.postMessage({ during: 'checkpoint', appends: 0, code: codeOf(error) } satisfies ThreadAnswer)
  }
}
