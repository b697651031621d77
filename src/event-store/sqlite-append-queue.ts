import { type AppendOutcome, StoreOverloaded, StoreUnavailable } from './event-store.ts'
import type { PreparedAppend } from './prepare-append.ts'
import { codeOf, mustStopWriting, nothingWritten, surelyRolledBack } from './sqlite-failures.ts'
import type { Connection, Prepared } from './sqlite-log.ts'
import { CommitFailed, SqliteWriter } from './sqlite-writer.ts'

interface Waiting {
  readonly append: PreparedAppend
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (error: Error) => void
}

export interface QueueLimits {
  readonly maxQueuedAppends: number
  readonly checkpointPages: number
}

const queuedBytesAtMost = 67_108_864

/**
 * Collects the appends of one turn of the event loop and commits them together: one wait for the
 * disk serves them all. None is answered before the commit has returned.
 */
export class AppendQueue {
  readonly #writer: SqliteWriter
  readonly #checkpoint: Prepared
  readonly #limits: QueueLimits
  #waiting: Waiting[] = []
  #bytes = 0
  #pagesWritten = 0
  #stopped: StoreUnavailable | undefined

  constructor(db: Connection, limits: QueueLimits) {
    this.#writer = new SqliteWriter(db)
    this.#checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
    this.#limits = limits
  }

  /**
   * @throws {StoreOverloaded} too many or too large appends are waiting already.
   * @throws {StoreUnavailable} the store has stopped writing, or nothing could be written.
   */
  push(append: PreparedAppend): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) throw this.#stopped
      if (
        this.#waiting.length >= this.#limits.maxQueuedAppends ||
        this.#bytes + append.bytes > queuedBytesAtMost
      ) {
        throw new StoreOverloaded('too many appends are waiting; nothing was written')
      }
      if (this.#waiting.push({ append, resolve, reject }) === 1) setImmediate(() => this.flush())
      this.#bytes += append.bytes
    })
  }

  /** Commits what is waiting now. */
  flush(): void {
    const turn = this.#waiting
    if (turn.length === 0) return
    const bytes = this.#bytes
    this.#waiting = []
    this.#bytes = 0
    if (this.#stopped !== undefined) {
      for (const { reject } of turn) reject(this.#stopped)
      return
    }
    try {
      const outcomes = this.#writer.write(turn.map(({ append }) => append))
      for (let i = 0; i < turn.length; i++) turn[i]?.resolve(outcomes[i] as AppendOutcome)
    } catch (error) {
      this.#fail(turn, error)
    }
    this.#afterCommit(turn, bytes)
  }

  #fail(turn: readonly Waiting[], error: unknown): void {
    const cause = error instanceof CommitFailed ? error.cause : error
    if (mustStopWriting(cause)) this.#stop(cause)
    if (error instanceof CommitFailed && !surelyRolledBack(cause)) {
      for (const { resolve } of turn) resolve({ outcome: 'unknown', cause: codeOf(cause) })
      return
    }
    const answer = nothingWritten(cause)
    for (const { reject } of turn) reject(answer)
  }

  #stop(cause: unknown): void {
    const reason = `the disk failed (${codeOf(cause)}); nothing is written until the log is opened again`
    this.#stopped = new StoreUnavailable(reason, { cause })
  }

  /** Counts pages roughly: two index pages for each event, its own bytes, and one for the turn. */
  #afterCommit(turn: readonly Waiting[], bytes: number): void {
    const events = turn.reduce((sum, { append }) => sum + append.events.length, 0)
    this.#pagesWritten += 1 + 2 * events + bytes / 8_192
    if (this.#pagesWritten < this.#limits.checkpointPages) return
    this.#pagesWritten = 0
    // After the answers: nobody waits for a checkpoint.
    setImmediate(() => this.checkpoint())
  }

  /** Copies what is committed into the main file; a failure stops the writing, as for a commit. */
  checkpoint(): void {
    if (this.#stopped !== undefined) return
    try {
      this.#checkpoint.all()
    } catch (error) {
      if (mustStopWriting(error)) this.#stop(error)
    }
  }
}
