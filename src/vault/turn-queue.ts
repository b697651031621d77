/**
 * Collects what is asked for in one turn of the event loop and hands it over together, at most
 * `limit` at a time so that a large import does not hold up everybody else.
 */
export class TurnQueue<Item> {
  readonly #limit: number
  readonly #work: (items: readonly Item[]) => void
  readonly #waiting: Item[] = []

  /** `work` never throws: each item carries its own way to answer. */
  constructor(limit: number, work: (items: readonly Item[]) => void) {
    this.#limit = limit
    this.#work = work
  }

  add(item: Item): void {
    this.#waiting.push(item)
    if (this.#waiting.length === 1) setImmediate(() => this.#turn())
  }

  /** Hands over all that waits, now. */
  drain(): void {
    while (this.#waiting.length > 0) this.#work(this.#waiting.splice(0, this.#limit))
  }

  #turn(): void {
    if (this.#waiting.length === 0) return
    const items = this.#waiting.splice(0, this.#limit)
    if (this.#waiting.length > 0) setImmediate(() => this.#turn())
    this.#work(items)
  }
}
