import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { openEventStoreDb } from '../../src/event-store/eventstoredb-event-store.ts'
import { Slots } from '../../src/event-store/slots.ts'
import { startLoopback } from '../support/esdb-loopback/server.ts'

t.test('no more run at once than there are slots, and the first come goes first', async (t) => {
  const slots = new Slots(2)
  const began: number[] = []
  let running = 0
  let most = 0
  const task = (no: number) => async () => {
    began.push(no)
    most = Math.max(most, ++running)
    await nextTurn()
    running -= 1
    if (no === 1) throw new Error('one of them fails')
    return no
  }
  const ends = await Promise.allSettled([0, 1, 2, 3, 4].map((no) => slots.run(task(no))))
  t.equal(most, 2)
  t.same(began, [0, 1, 2, 3, 4])
  t.same(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    'a failed one gives its slot back',
  )
})

t.test('two thousand reads at once are all answered by EventStoreDB', async (t) => {
  const loopback = await startLoopback()
  const store = await openEventStoreDb(loopback.connectionString)
  t.teardown(async () => {
    await store.close()
    await loopback.close()
  })
  const reads = Array.from({ length: 2_000 }, (_, no) => store.readStream(`person-${no}`))
  const ends = await Promise.allSettled(reads)
  t.equal(ends.filter(({ status }) => status === 'rejected').length, 0)
})
