import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { IntegrityFailure } from './event-store/event-store.ts'
import type { Projector } from './projector/projector.ts'
import { ReadModelBehind, ReadModelsBusy, ReadModelsUnfit } from './projector/read-model-store.ts'
import type { ProjectorAnswer, ProjectorError, ProjectorRequest, ThreadFiles } from './projector-thread.ts'
import { startThread } from './thread.ts'

const resourceLimits = { maxYoungGenerationSizeMb: 24 }

const againAfterMs = 1_000

interface Asked {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Follows an embedded log in a thread of its own, over the same files as this process reads. A thread that
 * ends by itself is begun again; states and checkpoint are stored together, so nothing is folded twice.
 *
 * @param from the position that the figures are known to reflect
 */
export const createThreadedProjector = (files: ThreadFiles, from: bigint | null): Projector =>
  new ThreadedProjector(files, from)

class ThreadedProjector implements Projector {
  readonly #files: ThreadFiles
  readonly #asked = new Map<number, Asked>()
  #worker: Worker | undefined
  #position: bigint | null
  #failure: Error | undefined
  #lastId = 0
  #isStopping = false
  #willNotify = false
  #ended: Promise<void> = Promise.resolve()

  constructor(files: ThreadFiles, from: bigint | null) {
    this.#files = files
    this.#position = from
  }

  get position(): bigint | null {
    return this.#position
  }

  get failure(): Error | undefined {
    return this.#failure
  }

  run(): void {
    if (this.#worker !== undefined || this.#isStopping) return
    const worker = startThread(import.meta.url, 'projector-thread', {
      workerData: this.#files,
      env: {},
      resourceLimits,
    })
    this.#worker = worker
    worker.on('message', (answer: ProjectorAnswer) => this.#hear(answer))
    worker.on('error', (error: Error) => {
      this.#failure = error
    })
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#lost()
        resolve()
      })
    })
  }

  /** It ended: nobody gets an answer from it any more. */
  #lost(): void {
    this.#worker = undefined
    for (const { reject } of this.#asked.values())
      reject(this.#failure ?? new ReadModelBehind(this.#position))
    this.#asked.clear()
    if (!this.#isStopping) void delay(againAfterMs, undefined, { ref: false }).then(() => this.run())
  }

  #hear(answer: ProjectorAnswer): void {
    if (answer.kind === 'state') {
      this.#position = answer.position
      this.#failure = answer.failure && revived(answer.failure)
    } else if (answer.kind === 'answer') {
      const asked = this.#asked.get(answer.id)
      this.#asked.delete(answer.id)
      if (answer.error === undefined) asked?.resolve()
      else asked?.reject(revived(answer.error))
    }
  }

  #ask(request: (id: number) => ProjectorRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = this.#worker
      if (worker === undefined) throw this.#failure ?? new ReadModelBehind(this.#position)
      this.#lastId += 1
      this.#asked.set(this.#lastId, { resolve, reject })
      worker.postMessage(request(this.#lastId))
    })
  }

  async catchUp(): Promise<bigint | null> {
    await this.#ask((id) => ({ kind: 'catch-up', id }))
    return this.#position
  }

  async waitFor(position: bigint, timeoutMs: number): Promise<void> {
    if (this.#failure instanceof IntegrityFailure) throw this.#failure
    if (this.#position !== null && position <= this.#position) return
    await this.#ask((id) => ({ kind: 'wait', id, position, timeoutMs }))
  }

  /** Once for all that one turn of the event loop appended. */
  notify(): void {
    if (this.#willNotify) return
    this.#willNotify = true
    setImmediate(() => {
      this.#willNotify = false
      this.#worker?.postMessage({ kind: 'notify' } satisfies ProjectorRequest)
    })
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#worker?.postMessage({ kind: 'stop' } satisfies ProjectorRequest)
    await this.#ended
  }
}

/** What is told apart by its class stays so. */
const revived = ({ name, message, position = null }: ProjectorError): Error => {
  if (name === 'IntegrityFailure') return new IntegrityFailure(message)
  if (name === 'ReadModelsBusy') return new ReadModelsBusy(message)
  if (name === 'ReadModelsUnfit') return new ReadModelsUnfit(message)
  if (name === 'ReadModelBehind') return new ReadModelBehind(position)
  return Object.assign(new Error(message), { name })
}
