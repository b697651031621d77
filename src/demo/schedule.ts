import type { City } from './city.ts'
import { lifeOf } from './lives.ts'

/** One step of one person, small enough to hold millions of them. */
export interface Due {
  /** Minutes since the city's first day began. */
  readonly at: number
  /** The person. */
  readonly n: number
  /** Which step of the person's life. */
  readonly step: number
}

/** Powers of two above every person and every length of a life. */
const people = 2 ** 22
const steps = 2 ** 8

/** Every step of everybody in the order in which they happen; a number each. */
export const scheduleOf = (city: City, count: number): Float64Array => {
  const dues: number[] = []
  for (let n = 1; n <= count; n++) {
    for (const [step, { at }] of lifeOf(city, n).entries()) dues.push((at * people + n) * steps + step)
  }
  return Float64Array.from(dues).sort()
}

export const dueOf = (due: number): Due => ({
  at: Math.floor(due / steps / people),
  n: Math.floor(due / steps) % people,
  step: due % steps,
})
