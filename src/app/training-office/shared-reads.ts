/** Whoever asks for the same thing while it is being read shares that read: a sheet asks thousands of times. */
export class SharedReads<Value> {
  readonly #underWay = new Map<string, Promise<Value>>()

  read(key: string, start: () => Promise<Value>): Promise<Value> {
    const known = this.#underWay.get(key)
    if (known !== undefined) return known
    const reading = start().finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, reading)
    return reading
  }
}
