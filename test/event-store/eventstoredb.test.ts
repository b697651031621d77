import { test } from 'tap'
import { openEventStoreDb } from '../../src/event-store/eventstoredb-event-store.ts'
import { eventStoreContract } from '../contracts/event-store.contract.ts'
import { startLoopback } from '../support/esdb-loopback/server.ts'

/**
 * The real client throughout. On the loopback the contract shows that the adapter and the wire
 * agree; only a real server can show that the server keeps its side.
 */
const capabilities = { globalEventIds: false, comparesContent: true, openAgain: true }

eventStoreContract(
  'EventStoreDB (loopback)',
  async () => {
    const loopback = await startLoopback()
    const openAgain = () => openEventStoreDb(loopback.connectionString)
    const store = await openAgain()
    const cleanup = async () => {
      await store.close()
      await loopback.close()
    }
    return { store, openAgain, cleanup }
  },
  capabilities,
)

const url = process.env.ESDB_URL
if (url === undefined) {
  test('EventStoreDB (ESDB_URL)', async (t) => {
    t.comment('SKIPPED: not verified against a real EventStoreDB (ESDB_URL is not set)')
  })
} else {
  eventStoreContract(
    'EventStoreDB (ESDB_URL)',
    async () => {
      const openAgain = () => openEventStoreDb(url)
      const store = await openAgain()
      return { store, openAgain, cleanup: () => store.close() }
    },
    capabilities,
  )
}
