import type { Scheduler } from 'fast-check'
import { type EventStore, StoreUnavailable } from '../../src/event-store/event-store.ts'

/** What becomes of one call to the log. */
export type Fate =
  | 'done'
  /** Written, and answered `unknown`. */
  | 'lost-answer'
  /** Not written, and answered `unknown`. */
  | 'lost-request'
  /** Answered `unknown`, and written some time later, if it then still fits. */
  | 'late'
  /** Not written, and said so. */
  | 'unavailable'

export interface ScheduledStore extends EventStore {
  /** The process is gone: what it asked for may still happen, but it learns and asks nothing more. */
  crash(): void
}

/** A new one each time: one for all would keep everybody who waits for it, for ever. */
const never = (): Promise<never> => new Promise(() => {})

/** One process's way to a shared log: every call waits for the scheduler before and after, and may fail. */
export const scheduledStore = (
  inner: EventStore,
  scheduler: Scheduler,
  nextFate: () => Fate,
): ScheduledStore => {
  let crashed = false
  const turn = (label: string) => scheduler.schedule(Promise.resolve(), label)
  const answer = async <T>(value: T): Promise<T> => {
    await turn('answer')
    return crashed ? never() : value
  }
  return {
    crash() {
      crashed = true
    },
    async append(stream, events, options) {
      if (crashed) return never()
      const fate = nextFate()
      await turn('append')
      const write = () => inner.append(stream, events, options)
      switch (fate) {
        case 'done':
          return answer(await write())
        case 'lost-answer':
          await write()
          return answer({ outcome: 'unknown', cause: fate })
        case 'late':
          turn('late').then(write)
          return answer({ outcome: 'unknown', cause: fate })
        case 'lost-request':
          return answer({ outcome: 'unknown', cause: fate })
        case 'unavailable':
          await answer(null)
          throw new StoreUnavailable(fate)
      }
    },
    async readStream(stream, options) {
      if (crashed) return never()
      const fate = nextFate()
      await turn('read')
      const found = await inner.readStream(stream, options)
      await answer(null)
      if (fate === 'unavailable') throw new StoreUnavailable(fate)
      return found
    },
    readAll: (options) => inner.readAll(options),
    close: () => inner.close(),
  }
}
