/** What belongs to one key waits for each other, in the order in which it came; keys go side by side. */
export class Turns {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const tail = this.#tails.get(key)
    const turn = tail === undefined ? work() : tail.then(work, work)
    this.#tails.set(key, turn)
    const leave = (): void => {
      if (this.#tails.get(key) === turn) this.#tails.delete(key)
    }
    turn.then(leave, leave)
    return turn
  }
}
