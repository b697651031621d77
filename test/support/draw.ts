/** A whole number from 0 up to, not including, the bound. */
export type Draw = (bound: number) => number

/** Mulberry32: small, and the same on every machine. */
export const drawFrom = (seed: number): Draw => {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound)
  }
}

export const pick = <T>(draw: Draw, list: readonly T[]): T => list[draw(list.length)] as T
