import { test } from 'tap'
import { showPayList } from '../../../src/app/treasury/show-pay-list.ts'
import {
  type AppendOutcome,
  type EventStore,
  StoreUnavailable,
} from '../../../src/event-store/event-store.ts'
import { releasedWorld } from '../../support/released-world.ts'
import type { TreasuryWorld } from '../../support/treasury-world.ts'

/** Nobody has a bank file of whom the ledger does not know it. */

const parts = ({ batches, files: bankFiles }: TreasuryWorld) => ({ batches, bankFiles })
const looksAt = async ({ store }: TreasuryWorld, batchId: string): Promise<number> =>
  (await store.readStream(`batch-${batchId}`)).filter(({ type }) => type === 'PayListShown').length

test('where the look cannot be recorded, or nobody knows whether it was, there is no file', async (t) => {
  const { world, batchId } = await releasedWorld(1)
  const { store } = world
  const answers: readonly (() => Promise<AppendOutcome>)[] = [
    async () => Promise.reject(new StoreUnavailable('full')),
    async () => ({ outcome: 'unknown', cause: 'lost' }),
  ]
  for (const append of answers) {
    const failing: EventStore = {
      append,
      readStream: (...args) => store.readStream(...args),
      readAll: (...args) => store.readAll(...args),
      close: () => store.close(),
    }
    const there = world.reopened(failing)
    await t.rejects(showPayList(parts(there), there.caller('finance'), batchId, {}))
  }
  t.equal(await looksAt(world, batchId), 0)
  const shown = await showPayList(parts(world), world.caller('finance'), batchId, {})
  t.match(shown, { fileNo: 1, format: 'csv', replayed: false })
  t.equal(await looksAt(world, batchId), 1)
  const again = await showPayList(parts(world), world.caller('finance'), batchId, {})
  t.strictSame([again.bytes, await looksAt(world, batchId)], [shown.bytes, 2])
})

test('two who look at once are both on record', async (t) => {
  const { world, batchId } = await releasedWorld(1)
  const other = world.reopened()
  const look = (at: TreasuryWorld, name: string) =>
    showPayList(parts(at), at.caller('auditor', name), batchId, {})
  await Promise.all([look(world, 'a'), look(other, 'b'), look(world, 'c')])
  t.equal(await looksAt(world, batchId), 3)
})
