import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import type { EventStore, NewEvent } from '../../src/event-store/event-store.ts'
import type * as Sqlite from '../../src/event-store/sqlite-event-store.ts'
import { eventStoreContract } from '../contracts/event-store.contract.ts'

/** Compiled, since a thread begins twenty times quicker there. */
const compiled = new URL('../../dist/src/event-store/sqlite-event-store.js', import.meta.url)
const { openSqliteEventStore }: typeof Sqlite = await import(compiled.href)

eventStoreContract(
  'sqlite, every commit on the thread',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jinlan-log-'))
    const stores: EventStore[] = []
    const openAgain = async () => {
      const store = openSqliteEventStore(join(folder, 'log.sqlite'), { alwaysOnThread: true })
      stores.push(store)
      return store
    }
    const cleanup = async () => {
      for (const store of stores) await store.close()
      await rm(folder, { recursive: true })
    }
    return { store: await openAgain(), openAgain, cleanup }
  },
  { globalEventIds: true, comparesContent: true, openAgain: true },
)

const numbered = (n: number): NewEvent => ({
  id: `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`,
  type: 'Counted',
  data: { n },
  metadata: {},
})

test('appends that change between this thread and the other keep their order', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'jinlan-log-'))
  const store = openSqliteEventStore(join(folder, 'log.sqlite'), { checkpointPages: 50 })
  let n = 0
  const append = () => {
    const revision = n++
    const expectedRevision = revision === 0 ? 'no_stream' : BigInt(revision - 1)
    return store.append('order-1', [numbered(revision)], { expectedRevision })
  }
  for (const size of [1, 40, 1, 1, 17, 100, 1, 16, 33, 1]) {
    const outcomes = await Promise.all(Array.from({ length: size }, append))
    t.ok(outcomes.every(({ outcome }) => outcome === 'ok'))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const read = await store.readStream('order-1')
  t.strictSame(
    read.map(({ data }) => data.n),
    Array.from({ length: n }, (_, i) => i),
  )
  await store.close()
  await rm(folder, { recursive: true })
})
