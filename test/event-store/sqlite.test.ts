import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { eventStoreContract } from '../contracts/event-store.contract.ts'

eventStoreContract(
  'sqlite',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jinlan-log-'))
    const stores: EventStore[] = []
    const openAgain = async () => {
      const store = openSqliteEventStore(join(folder, 'log.sqlite'))
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
