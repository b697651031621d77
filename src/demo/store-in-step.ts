import type { AppendOutcome, EventStore } from '../event-store/event-store.ts'

interface Waiting {
  readonly send: () => Promise<AppendOutcome>
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (error: unknown) => void
}

/**
 * A store that answers the appends of one turn of the event loop together, in their order: which of
 * several processes goes on first never depends on how fast the disk is. `free` ends that.
 */
export interface StoreInStep extends EventStore {
  free(): void
}

export const createStoreInStep = (store: EventStore): StoreInStep => {
  let waiting: Waiting[] = []
  let isBusy = false
  let isFree = false

  const next = (): void => {
    isBusy = waiting.length > 0
    if (isBusy) setImmediate(step)
  }
  const step = async (): Promise<void> => {
    const turn = waiting
    waiting = []
    const outcomes = await Promise.allSettled(turn.map(({ send }) => send()))
    for (const [place, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') turn[place]?.resolve(outcome.value)
      else turn[place]?.reject(outcome.reason)
    }
    // After whoever was answered has sent what comes next.
    setImmediate(next)
  }
  return {
    append(...call) {
      if (isFree) return store.append(...call)
      return new Promise((resolve, reject) => {
        waiting.push({ send: () => store.append(...call), resolve, reject })
        if (!isBusy) next()
      })
    },
    readStream: (...call) => store.readStream(...call),
    readAll: (...call) => store.readAll(...call),
    close: () => store.close(),
    free() {
      isFree = true
    },
  }
}
