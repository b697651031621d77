import type { HostedProjection } from '../../projections/projection.ts'

/** The state of one partition of one projection, in memory. */
export interface Cell {
  readonly projection: HostedProjection
  readonly partition: string
  readonly seq: bigint
  position: bigint
  state: unknown
  /** Newer than what is stored. */
  dirty: boolean
  /** Of another projection, with the same partition. */
  readonly next: Cell | undefined
}

/**
 * Keeps what was used lately, in two generations: `rotate` lets go of what was not touched since the
 * rotation before. That needs no bookkeeping per access and gives way in one step, when all is stored.
 */
export class StateCache {
  #young = new Map<string, Cell>()
  #old = new Map<string, Cell>()

  /** Partitions touched since the last rotation. */
  get touched(): number {
    return this.#young.size
  }

  /** The first of the partition's cells. */
  first(partition: string): Cell | undefined {
    const young = this.#young.get(partition)
    if (young !== undefined) return young
    const old = this.#old.get(partition)
    if (old !== undefined) this.#young.set(partition, old)
    return old
  }

  /** @param cell whose `next` is what was the first before. */
  putFirst(cell: Cell): void {
    this.#young.set(cell.partition, cell)
  }

  rotate(): void {
    this.#old = this.#young
    this.#young = new Map()
  }
}
