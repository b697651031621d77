import type { Worker } from 'node:worker_threads'
import { startThread } from '../thread.ts'
import type { AppendOutcome } from './event-store.ts'
import { packAppends } from './packed-appends.ts'
import type { PreparedAppend } from './prepare-append.ts'
import type { LogSettings } from './sqlite-log.ts'
import type { ThreadAnswer, ThreadFailure, ThreadRequest } from './sqlite-writer-thread.ts'

export interface ThreadEvents {
  readonly outcomes: (outcomes: readonly AppendOutcome[]) => void
  readonly failed: (failure: ThreadFailure) => void
}

/** What it handles lives for moments. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/** Keeps the thread that writes. It does not keep the process alive while nothing is under way. */
export class WriterThread {
  readonly #worker: Worker
  readonly #events: ThreadEvents
  #ready = false
  /** Appends sent and not answered. */
  #underWay = 0
  readonly #ended: Promise<void>

  constructor(settings: LogSettings, events: ThreadEvents) {
    this.#events = events
    this.#worker = startThread(import.meta.url, 'sqlite-writer-thread', {
      workerData: settings,
      resourceLimits,
    })
    this.#worker.unref()
    this.#worker.on('message', (answer: ThreadAnswer) => this.#hear(answer))
    this.#worker.on('error', () => this.#lost())
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#lost()
        resolve()
      })
    })
  }

  get isReady(): boolean {
    return this.#ready
  }

  get isBusy(): boolean {
    return this.#underWay > 0
  }

  write(appends: readonly PreparedAppend[]): void {
    if (this.#underWay === 0) this.#worker.ref()
    this.#underWay += appends.length
    this.#send(packAppends(appends))
  }

  checkpoint(): void {
    this.#send(null)
  }

  async end(): Promise<void> {
    this.#ready = false
    await this.#worker.terminate()
    await this.#ended
  }

  #send(request: ThreadRequest): void {
    this.#worker.postMessage(request)
  }

  #hear(answer: ThreadAnswer): void {
    if (answer === 'ready') {
      this.#ready = true
      return
    }
    if ('outcomes' in answer) {
      this.#rest(answer.outcomes.length)
      this.#events.outcomes(answer.outcomes)
      return
    }
    this.#rest(answer.appends)
    this.#events.failed(answer)
  }

  /** It ended by itself: what it was writing may or may not be on disk. */
  #lost(): void {
    this.#ready = false
    const appends = this.#underWay
    if (appends === 0) return
    this.#rest(appends)
    this.#events.failed({ during: 'commit', appends, code: 'SQLITE_IOERR' })
  }

  #rest(appends: number): void {
    this.#underWay -= appends
    if (this.#underWay === 0) this.#worker.unref()
  }
}
