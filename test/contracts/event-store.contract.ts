import { type Test, test } from 'tap'
import { appendPromises } from './event-store/appends.ts'
import { closePromises } from './event-store/closing.ts'
import { logOrderPromises } from './event-store/log-order.ts'
import { racePromises } from './event-store/races.ts'
import { readPromises } from './event-store/reads.ts'
import { refusalPromises } from './event-store/refusals.ts'
import { repeatPromises } from './event-store/repeats.ts'
import { valuePromises } from './event-store/values.ts'
import { type Capabilities, type OpenLog, type Promised, World } from './event-store/world.ts'

const chapters: Record<string, readonly Promised[]> = {
  append: appendPromises,
  'refused before sending': refusalPromises,
  repeats: repeatPromises,
  values: valuePromises,
  'reading a stream': readPromises,
  'reading the log': logOrderPromises,
  races: racePromises,
  closing: closePromises,
}

/**
 * The promises of the port, for every adapter. `open` gives a log for one promise; it need not be
 * empty, and others may write to it meanwhile, so that a shared server can be held to it too.
 */
export function eventStoreContract(
  adapter: string,
  open: () => Promise<OpenLog>,
  capabilities: Capabilities,
): void {
  for (const [chapter, promises] of Object.entries(chapters)) {
    test(`${adapter}: ${chapter}`, async (t) => {
      for (const promised of promises) await hold(t, promised, open, capabilities)
    })
  }
}

async function hold(
  t: Test,
  promised: Promised,
  open: () => Promise<OpenLog>,
  capabilities: Capabilities,
): Promise<void> {
  if (promised.needs !== undefined && !capabilities[promised.needs]) {
    t.comment(`not promised by this store (${promised.needs}): ${promised.promise}`)
    return
  }
  const log = await open()
  await t.test(promised.promise, async (t) => {
    t.teardown(log.cleanup)
    await promised.holds(t, new World(log))
  })
}
