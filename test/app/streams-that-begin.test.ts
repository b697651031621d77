import { test } from 'tap'
import { DomainError } from '../../src/domain/errors.ts'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { ask, handlerOn, lengthOf } from '../support/counter.ts'

/** Nothing rests on the guess that nobody wrote to a stream. */

test('a stream that is said to begin is read where it is there already', async (t) => {
  const store = createMemoryEventStore()
  await handlerOn(store).handle(ask(1, 8))
  const begins = async (key: number, add: number) =>
    handlerOn(store).handle({ ...ask(key, add), begins: true, prepare: async () => ({ add }) })

  await t.rejects(begins(2, 3), DomainError, 'what an empty stream would allow')
  await t.rejects(begins(2, 12), DomainError)
  t.equal(await lengthOf(store), 1)
  const { state, replayed } = await begins(3, 2)
  t.same([state, replayed], [10, false])
  const again = await begins(1, 8)
  t.same([again.state, await lengthOf(store)], [8, 2], 'a repeat adds nothing')
  const fewer = begins(4, -5)
  t.equal((await fewer).state, 5, 'decided on what is there')
})

test('a stream that is said to begin and does is not read', async (t) => {
  let reads = 0
  const inner = createMemoryEventStore()
  const store: EventStore = {
    ...inner,
    readStream: (...asked) => {
      reads++
      return inner.readStream(...asked)
    },
  }
  const { state, created } = await handlerOn(store).handle({ ...ask(1, 8), begins: true })
  t.same([state, created, reads], [8, true, 0])
})
