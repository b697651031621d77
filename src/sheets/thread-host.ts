import type { Worker } from 'node:worker_threads'
import { startThread } from '../thread.ts'
import type { SheetAnswer, SheetTask } from './sheet-thread.ts'

export interface ThreadLimits {
  /** Of the thread's heap; beyond, it ends. */
  readonly heapMb: number
  /** For one answer; beyond, it is ended. */
  readonly answerMs: number
}

/** The thread ended without an answer. */
export class SheetThreadFailed extends Error {
  readonly because: 'memory' | 'time' | 'crash'

  constructor(because: SheetThreadFailed['because'], cause?: unknown) {
    super(`the thread that reads a sheet ended: ${because}`, { cause })
    this.name = 'SheetThreadFailed'
    this.because = because
  }
}

interface Waiting {
  readonly resolve: (answer: SheetAnswer) => void
  readonly reject: (error: unknown) => void
}

const idle: Waiting = { resolve: () => undefined, reject: () => undefined }

/** One task in a thread of its own, answer by answer. */
export class ThreadHost {
  readonly #worker: Worker
  readonly #answerMs: number
  #waiting = idle
  #asked = 0
  #failed: SheetThreadFailed | undefined

  constructor(task: SheetTask, { heapMb, answerMs }: ThreadLimits) {
    // A copy that is handed over: the caller keeps its own bytes, and only those.
    const bytes = Uint8Array.from(task.bytes)
    this.#worker = startThread(import.meta.url, 'sheet-thread', {
      workerData: { ...task, bytes },
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 },
      // It sees nothing of the surroundings, where keys may be named.
      env: {},
    })
    this.#answerMs = answerMs
    this.#worker.on('message', (answer: SheetAnswer) => this.#waiting.resolve(answer))
    this.#worker.on('error', (error: NodeJS.ErrnoException) =>
      this.#fail(
        new SheetThreadFailed(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash', error),
      ),
    )
    this.#worker.on('exit', () => this.#fail(new SheetThreadFailed('crash')))
  }

  /** It may end while nobody waits: whoever asks next is told. */
  #fail(error: SheetThreadFailed): void {
    this.#failed ??= error
    this.#waiting.reject(this.#failed)
  }

  /**
   * The next answer. One at a time, and after the first it is asked for.
   *
   * @throws {SheetThreadFailed}
   * @throws the signal's reason
   */
  async next(signal?: AbortSignal): Promise<SheetAnswer> {
    signal?.throwIfAborted()
    if (this.#failed !== undefined) throw this.#failed
    if (this.#asked > 0) this.#worker.postMessage('next')
    this.#asked += 1
    let timer: NodeJS.Timeout | undefined
    const abort = (): void => this.#waiting.reject(signal?.reason)
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject }
        timer = setTimeout(() => reject(new SheetThreadFailed('time')), this.#answerMs)
        signal?.addEventListener('abort', abort, { once: true })
      })
    } finally {
      this.#waiting = idle
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
