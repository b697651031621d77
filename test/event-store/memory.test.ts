import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { eventStoreContract } from '../contracts/event-store.contract.ts'

eventStoreContract(
  'memory',
  async () => {
    const store = createMemoryEventStore()
    return { store, cleanup: () => store.close() }
  },
  { globalEventIds: true, comparesContent: true, openAgain: false },
)
