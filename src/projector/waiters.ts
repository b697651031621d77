import { ReadModelBehind } from './read-model-store.ts'

interface Waiter {
  readonly position: bigint
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** Readers that wait for the figures to reach a position. */
export class Waiters {
  readonly #waiting = new Set<Waiter>()
  #reached: bigint | null = null

  get any(): boolean {
    return this.#waiting.size > 0
  }

  /** @throws {ReadModelBehind} not reached within `timeoutMs`. */
  until(position: bigint, timeoutMs: number): Promise<void> {
    if (this.#reached !== null && position <= this.#reached) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter)
        reject(new ReadModelBehind(this.#reached))
      }, timeoutMs)
      const waiter = { position, resolve, reject, timer }
      this.#waiting.add(waiter)
    })
  }

  reached(position: bigint | null): void {
    this.#reached = position
    for (const waiter of this.#waiting) {
      if (position === null || waiter.position > position) continue
      this.#end(waiter)
      waiter.resolve()
    }
  }

  refuse(error: Error): void {
    for (const waiter of this.#waiting) {
      this.#end(waiter)
      waiter.reject(error)
    }
  }

  #end(waiter: Waiter): void {
    clearTimeout(waiter.timer)
    this.#waiting.delete(waiter)
  }
}
