/** Runs work on items with so many under way at most; resolves when all are done. */
export class AtOnce {
  readonly #limit: number
  #running = 0
  #failed: { readonly error: unknown } | undefined
  #waiting: (() => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Begins the work as soon as there is room. @throws what earlier work threw */
  async begin(work: () => Promise<void>): Promise<void> {
    while (this.#running >= this.#limit) await this.#change()
    this.#needSound()
    this.#running++
    work()
      .catch((error: unknown) => {
        this.#failed ??= { error }
      })
      .finally(() => {
        this.#running--
        for (const resolve of this.#waiting.splice(0)) resolve()
      })
  }

  /** @throws what any of the work threw first */
  async settle(): Promise<void> {
    while (this.#running > 0) await this.#change()
    this.#needSound()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #needSound(): void {
    if (this.#failed !== undefined) throw this.#failed.error
  }
}
