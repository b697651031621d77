/** Something that falls due; it may put more on the agenda, for a later minute. */
export type Item = (at: number) => Promise<unknown>

interface Entry {
  readonly at: number
  readonly run: Item
  readonly step: string | null
}

/** What is still to be done, the earliest first; of one minute, in the order in which it was put there. */
export class Agenda {
  readonly #entries: Entry[] = []

  /**
   * @param step items of one step that fall due in the same minute are done at the same time. They
   *   must not touch each other, nor read how far the log is: the log has to come out the same each time.
   */
  add(at: number, run: Item, step: string | null = null): void {
    const place = this.#entries.findIndex((entry) => entry.at > at)
    this.#entries.splice(place < 0 ? this.#entries.length : place, 0, { at, run, step })
  }

  hasBefore(end: number): boolean {
    return (this.#entries[0]?.at ?? end) < end
  }

  async runBefore(end: number): Promise<void> {
    while (this.hasBefore(end)) await Promise.all(this.#next().map(({ run, at }) => run(at)))
  }

  #next(): readonly Entry[] {
    const [first] = this.#entries
    const isAlike = ({ at, step }: Entry): boolean => at === first?.at && step === first.step
    const other = first?.step == null ? 1 : this.#entries.findIndex((entry) => !isAlike(entry))
    return this.#entries.splice(0, other < 0 ? this.#entries.length : other)
  }
}
