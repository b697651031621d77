import { type AppendOutcome, StoreOverloaded, StoreUnavailable } from './event-store.ts'
import type { PreparedAppend } from './prepare-append.ts'
import { codeOf, mustStopWriting, nothingWritten, surelyRolledBack } from './sqlite-failures.ts'
import type { Connection, LogSettings } from './sqlite-log.ts'
import { CommitFailed, SqliteWriter } from './sqlite-writer.ts'
import type { ThreadFailure } from './sqlite-writer-thread.ts'
import { WriterThread } from './writer-thread.ts'

interface Waiting {
  readonly append: PreparedAppend
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (error: Error) => void
}

export interface QueueLimits {
  readonly maxQueuedAppends: number
  readonly checkpointPages: number
  readonly alwaysOnThread: boolean
}

const queuedBytesAtMost = 67_108_864

/** So many appends go to the thread at once, so that it works while the next ones are decided. */
const handful = 16

/**
 * Collects appends and commits them together: one wait for the disk serves them all. None is
 * answered before the commit has returned. A single append of a turn of the event loop is committed
 * here, which is quickest for who waits; several go to a thread, and what reaches it while it waits
 * for the disk makes its next commit.
 */
export class AppendQueue {
  readonly #writer: SqliteWriter
  readonly #settings: LogSettings
  readonly #limits: QueueLimits
  #thread: WriterThread | undefined
  #waiting: Waiting[] = []
  /** What the thread has, oldest first. */
  #sent: Waiting[] = []
  #bytes = 0
  #pagesWritten = 0
  #stopped: StoreUnavailable | undefined
  #idle: (() => void)[] = []

  constructor(db: Connection, settings: LogSettings, limits: QueueLimits) {
    this.#writer = new SqliteWriter(db)
    this.#settings = settings
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
      this.#bytes += append.bytes
      const waiting = this.#waiting.push({ append, resolve, reject })
      if (waiting === 1) setImmediate(() => this.#flush())
      else if (waiting === handful && this.#threadIsReady()) this.#flush()
    })
  }

  #flush(): void {
    if (this.#waiting.length === 0) return
    const turn = this.#waiting
    const bytes = this.#bytes
    this.#waiting = []
    this.#bytes = 0
    if (this.#stopped !== undefined) {
      for (const { reject } of turn) reject(this.#stopped)
      return
    }
    const appends = turn.map(({ append }) => append)
    this.#count(appends, bytes)
    if (!this.#belongsOnThread(turn)) {
      this.#writeHere(turn, appends)
      return
    }
    this.#sent.push(...turn)
    this.#startedThread().write(appends)
    if (this.#checkpointIsDue()) this.#startedThread().checkpoint()
  }

  #belongsOnThread(turn: readonly Waiting[]): boolean {
    return (
      this.#limits.alwaysOnThread ||
      ((turn.length > 1 || this.#thread?.isBusy === true) && this.#threadIsReady())
    )
  }

  /** Begins the thread at the first need; until it is ready, this thread commits. */
  #threadIsReady(): boolean {
    return this.#startedThread().isReady
  }

  #startedThread(): WriterThread {
    this.#thread ??= new WriterThread(this.#settings, {
      outcomes: (outcomes) => this.#settle(outcomes.length, (sent) => answer(sent, outcomes)),
      failed: (failure) => this.#threadFailed(failure),
    })
    return this.#thread
  }

  #threadFailed({ during, appends, code }: ThreadFailure): void {
    if (during === 'checkpoint') this.#stopIfNeeded({ code })
    else this.#settle(appends, (sent) => this.#fail(sent, { code }, during === 'commit'))
  }

  #settle(appends: number, settle: (sent: readonly Waiting[]) => void): void {
    settle(this.#sent.splice(0, appends))
    if (this.#sent.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #writeHere(turn: readonly Waiting[], appends: readonly PreparedAppend[]): void {
    try {
      answer(turn, this.#writer.write(appends))
    } catch (error) {
      const failed = error instanceof CommitFailed
      this.#fail(turn, failed ? error.cause : error, failed)
    }
    // After the answers: nobody waits for a checkpoint.
    setImmediate(() => this.#checkpointIsDue() && this.#checkpointHere())
  }

  #fail(turn: readonly Waiting[], cause: unknown, inCommit: boolean): void {
    this.#stopIfNeeded(cause)
    if (inCommit && !surelyRolledBack(cause)) {
      for (const { resolve } of turn) resolve({ outcome: 'unknown', cause: codeOf(cause) })
      return
    }
    const error = nothingWritten(cause)
    for (const { reject } of turn) reject(error)
  }

  #stopIfNeeded(cause: unknown): void {
    if (!mustStopWriting(cause)) return
    const reason = `the disk failed (${codeOf(cause)}); nothing is written until the log is opened again`
    this.#stopped = new StoreUnavailable(reason, { cause })
  }

  /** Counts pages roughly: two index pages for each event, its own bytes, and one for the turn. */
  #count(appends: readonly PreparedAppend[], bytes: number): void {
    const events = appends.reduce((sum, { events: { length } }) => sum + length, 0)
    this.#pagesWritten += 1 + 2 * events + bytes / 8_192
  }

  /** Where the last turn was written, since that connection has the pages at hand. */
  #checkpointIsDue(): boolean {
    if (this.#pagesWritten < this.#limits.checkpointPages || this.#stopped !== undefined) return false
    this.#pagesWritten = 0
    return true
  }

  /** Copies what is committed into the main file; a failure stops the writing, as for a commit. */
  #checkpointHere(): void {
    try {
      this.#writer.checkpoint()
    } catch (error) {
      this.#stopIfNeeded(error)
    }
  }

  /** Commits what is waiting, copies it into the main file and ends the thread. */
  async close(): Promise<void> {
    this.#flush()
    if (this.#sent.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
    await this.#thread?.end()
    if (this.#stopped === undefined) this.#checkpointHere()
  }
}

const answer = (turn: readonly Waiting[], outcomes: readonly AppendOutcome[]): void => {
  for (let i = 0; i < turn.length; i++) turn[i]?.resolve(outcomes[i] as AppendOutcome)
}
