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
}

/** The cells of every projection that has this partition, each at its projection's place. */
export type Cells = (Cell | undefined)[]

/**
 * Keeps what was used lately, in two generations: `rotate` lets go of what was not touched since the
 * rotation before. That needs no bookkeeping per access and gives way in one step, when all is stored.
 */
export class StateCache {
  #young = new Map<string, Cells>()
  #old = new Map<string, Cells>()

  /** Partitions touched since the last rotation. */
  get touched(): number {
    return this.#young.size
  }

  /** To be read and filled by the caller. */
  cellsOf(partition: string): Cells {
    const young = this.#young.get(partition)
    if (young !== undefined) return young
    const cells = this.#old.get(partition) ?? []
    this.#young.set(partition, cells)
    return cells
  }

  rotate(): void {
    this.#old = this.#young
    this.#young = new Map()
  }
}
