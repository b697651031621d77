import type { EventStore } from '../../src/event-store/event-store.ts'

/** What a process sees that was killed: nothing more, ever. Stands for the process, not for the store. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/**
 * A store whose process dies at its nth append: before it is written, or after, when only the answer
 * is lost. From then on every call fails.
 */
export class DyingStore implements EventStore {
  readonly #inner: EventStore
  #appendsLeft = Number.POSITIVE_INFINITY
  #writesLast = false
  #dead = false

  constructor(inner: EventStore) {
    this.#inner = inner
  }

  get isDead(): boolean {
    return this.#dead
  }

  /** @param appends how many more appends go well; the next one kills. */
  dieAfter(appends: number, writesLast: boolean): void {
    this.#appendsLeft = appends
    this.#writesLast = writesLast
  }

  append: EventStore['append'] = async (stream, events, options) => {
    this.#mustLive()
    if (this.#appendsLeft-- > 0) return this.#inner.append(stream, events, options)
    this.#dead = true
    if (this.#writesLast) await this.#inner.append(stream, events, options)
    throw new Killed()
  }

  readStream: EventStore['readStream'] = async (stream, options) => {
    this.#mustLive()
    return this.#inner.readStream(stream, options)
  }

  readAll: EventStore['readAll'] = async (options) => {
    this.#mustLive()
    return this.#inner.readAll(options)
  }

  async close(): Promise<void> {}

  #mustLive(): void {
    if (this.#dead) throw new Killed()
  }
}
