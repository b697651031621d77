import { LedgerError } from './errors.ts'

/** A clock that starts where it is told and can be moved, forward only. */
export interface DemoClock {
  /** Instant, ISO 8601 UTC. */
  readonly now: () => string
  /** @throws {LedgerError} `clock-not-forward` */
  readonly advance: (to: string) => void
}

/**
 * @param start instant with offset
 * @param elapsedMs milliseconds since any fixed moment: between moves the clock runs on
 */
export const createDemoClock = (start: string, elapsedMs: () => number): DemoClock => {
  let offsetMs = Date.parse(start) - elapsedMs()
  const nowMs = (): number => Math.trunc(offsetMs + elapsedMs())
  return {
    now: () => new Date(nowMs()).toISOString(),
    advance(to) {
      const target = Date.parse(to)
      if (target <= nowMs()) throw new LedgerError('clock-not-forward')
      offsetMs = target - elapsedMs()
    },
  }
}
