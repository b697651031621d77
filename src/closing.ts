/** Closes what was opened, the last first, also when opening fails half-way. */
export class Closing {
  readonly #opened: { close(): void | Promise<void> }[] = []

  add<Part extends { close(): void | Promise<void> }>(part: Part): Part {
    this.#opened.unshift(part)
    return part
  }

  async close(): Promise<void> {
    for (const part of this.#opened.splice(0)) await part.close()
  }
}
