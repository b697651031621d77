import { setImmediate as nextTurn } from 'node:timers/promises'

/** So many steps of one process are under way at once: enough to share commits, few enough to let others in. */
const atOnce = 64

/** Works through the items in their order; resolves when all are done, rejects with the first error. */
export const inParallel = async <Item>(
  items: readonly Item[],
  work: (item: Item, place: number) => Promise<void>,
  onDone: (done: number) => void = () => {},
): Promise<void> => {
  let next = 0
  let done = 0
  let failed = false
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const place = next++
      try {
        await work(items[place] as Item, place)
      } catch (error) {
        failed = true
        throw error
      }
      onDone(++done)
      // Work on what is at hand never waits for anything, and would let nobody else in.
      if (done % atOnce === 0) await nextTurn()
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}
