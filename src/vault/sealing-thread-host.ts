import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { startThread, type TellableError } from '../thread.ts'
import type { SealAnswer, SealRequest } from './sealer.ts'
import type { PutOutcome, SealingAnswer, SealingTask } from './sealing-thread.ts'
import { VaultErased, VaultIntegrityFailure, VaultUnavailable } from './vault.ts'
import type { VaultFilesOptions } from './vault-files.ts'

/** What it handles lives for moments. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/** One that cannot open its files is begun again until it can, not in a circle. */
const againAfterMs = 1_000

/** It ended by itself: what it was sealing may or may not be on disk. The same puts may be sealed elsewhere. */
export class SealingThreadLost extends VaultUnavailable {}

interface Waiting {
  readonly resolve: (answers: readonly SealAnswer[]) => void
  readonly reject: (error: Error) => void
}

/** Keeps the thread that seals. It does not keep the process alive while nothing is under way. */
export class SealingThread {
  readonly #options: VaultFilesOptions
  readonly #onStopped: () => void
  /** The oldest first, as they are answered. */
  readonly #waiting: Waiting[] = []
  /** None: it ended by itself, and is to be begun again. */
  #worker: Worker | undefined
  #ended: Promise<void> = Promise.resolve()
  #ready = false
  #isEnding = false
  #idle: (() => void)[] = []

  /** @param onStopped the disk failed under it */
  constructor(options: VaultFilesOptions, onStopped: () => void) {
    this.#options = options
    this.#onStopped = onStopped
    this.#begin()
  }

  #begin(): void {
    if (this.#isEnding) return
    const worker = startThread(import.meta.url, 'sealing-thread', {
      workerData: this.#options,
      env: {},
      resourceLimits,
    })
    this.#worker = worker
    worker.unref()
    worker.on('message', (answer: SealingAnswer) => this.#hear(answer))
    worker.on('error', () => this.#lost(worker))
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#lost(worker)
        resolve()
      })
    })
  }

  /** Whether what is sent to it is answered, be it with what became of it. */
  get isThere(): boolean {
    return this.#worker !== undefined
  }

  get isReady(): boolean {
    return this.#ready
  }

  get isBusy(): boolean {
    return this.#waiting.length > 0
  }

  /**
   * Resolves once they are on disk.
   *
   * @throws {SealingThreadLost} @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  seal(requests: readonly SealRequest[]): Promise<readonly SealAnswer[]> {
    const random = new Uint8Array(requests.reduce((sum, one) => sum + one.random.length, 0))
    let at = 0
    for (const request of requests) {
      random.set(request.random, at)
      at += request.random.length
    }
    const puts = JSON.stringify(requests.map(({ pid, entries }) => ({ pid, entries })))
    const lengths = requests.map((request) => request.random.length)
    return new Promise((resolve, reject) => {
      const worker = this.#worker
      if (worker === undefined) throw lost()
      if (this.#waiting.push({ resolve, reject }) === 1) worker.ref()
      worker.postMessage({ puts, random, lengths } satisfies SealingTask, [random.buffer])
    })
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    if (this.isBusy) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  async end(): Promise<void> {
    this.#isEnding = true
    await this.settled()
    this.#ready = false
    await this.#worker?.terminate()
    await this.#ended
  }

  #hear(answer: SealingAnswer): void {
    if (answer === 'ready') {
      this.#ready = true
      return
    }
    const waiting = this.#waiting.shift()
    if ('outcomes' in answer) waiting?.resolve((JSON.parse(answer.outcomes) as PutOutcome[]).map(answerOf))
    else {
      if (answer.stopped) this.#onStopped()
      waiting?.reject(revived(answer.error))
    }
    if (this.#waiting.length === 0) this.#rest()
  }

  #lost(worker: Worker): void {
    if (worker !== this.#worker) return
    this.#worker = undefined
    this.#ready = false
    for (const { reject } of this.#waiting.splice(0)) reject(lost())
    this.#rest()
    void delay(againAfterMs, undefined, { ref: false }).then(() => this.#begin())
  }

  #rest(): void {
    this.#worker?.unref()
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

const lost = (): SealingThreadLost => new SealingThreadLost('the thread that seals ended; repeat it')

const answerOf = (outcome: PutOutcome): SealAnswer =>
  'error' in outcome ? { error: revived(outcome.error) } : outcome

/** What is told apart by its class stays so. */
const revived = ({ name, message }: TellableError): Error => {
  if (name === 'VaultErased') return new VaultErased(message)
  if (name === 'VaultIntegrityFailure') return new VaultIntegrityFailure(message)
  return new VaultUnavailable(message)
}
