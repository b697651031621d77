import { createCipheriv, createHash } from 'node:crypto'
import type { Random } from '../vault/vault.ts'

/** An endless stream of bytes, the same for the same seed. For demo data only: it keeps no secret. */
export const seededBytes = (seed: string): Random => {
  const key = createHash('sha256').update(`jinlan-demo-bytes|${seed}`).digest()
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return (bytes) => stream.update(Buffer.alloc(bytes))
}

/** Chance that comes out the same for the same seed and number. */
export class Dice {
  #state: number

  constructor(seed: string, number: number) {
    this.#state = createHash('sha256').update(`${seed}|${number}`).digest().readUInt32LE(0)
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T
  }

  weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
    let left = this.next() * list.reduce((sum, { weight }) => sum + weight, 0)
    for (const entry of list) {
      left -= entry.weight
      if (left < 0) return entry
    }
    return list.at(-1) as T
  }
}
