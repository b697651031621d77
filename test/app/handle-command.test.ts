import { test } from 'tap'
import { IdempotencyKeyReused, OutcomeUnknown, RaceLost } from '../../src/app/errors.ts'
import { CommandHandler } from '../../src/app/handle-command.ts'
import { DomainError } from '../../src/domain/errors.ts'
import {
  type AppendOutcome,
  type EventStore,
  StoreOverloaded,
  StoreUnavailable,
} from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { ask, counter, handlerOn, lengthOf, of } from '../support/counter.ts'

/** One effect and one answer per command id: across repeats, restarts, eviction, races and failures. */

/** The store, answering the next calls as told and then as usual. */
const faulty = (
  inner: EventStore,
  next: { append?: (() => AppendOutcome | Error)[]; write?: boolean; reads?: Error[] },
) => {
  const store: EventStore = {
    ...inner,
    async append(...asked) {
      const answer = next.append?.shift()
      if (answer === undefined) return inner.append(...asked)
      if (next.write) await inner.append(...asked)
      const outcome = answer()
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    async readStream(...asked) {
      const error = next.reads?.shift()
      if (error !== undefined) throw error
      return inner.readStream(...asked)
    },
  }
  return store
}
const unknown = (): AppendOutcome => ({ outcome: 'unknown', cause: 'lost' })
const conflict = (): AppendOutcome => ({ outcome: 'conflict', reason: 'revision', actual: 0n })
const down = () => new StoreUnavailable('down')

test('a refusal records nothing, a command is recorded, a repeat gets the first answer', async (t) => {
  const store = createMemoryEventStore()
  const handler = handlerOn(store)
  await t.rejects(handler.handle(ask(1, 11)), DomainError)
  t.equal(await lengthOf(store), 0)
  const first = await handler.handle(ask(1, 4))
  t.match(first, { state: 4, replayed: false, created: true }, 'the refused id is free')
  await handler.handle(ask(2, 5))
  t.strictSame(await handler.handle(ask(1, 4)), { ...first, replayed: true }, 'as it was then')
  await t.rejects(handler.handle(ask(1, 5)), IdempotencyKeyReused, 'other content')
  await t.rejects(handler.handle(of('counter-2', 1, 4, 'elsewhere')), IdempotencyKeyReused, 'another stream')
  t.equal(await lengthOf(store), 2)
})

test('the first answer survives a restart, eviction and whatever came after', async (t) => {
  const store = createMemoryEventStore()
  const first = await handlerOn(store).handle(ask(1, 1))
  const small = handlerOn(store, 2)
  for (let n = 1; n <= 5; n++) await small.handle(of(`counter-${n}`, 10 + n, 1))
  for (const handler of [small, handlerOn(store)]) {
    t.strictSame(await handler.handle(ask(1, 1)), { ...first, replayed: true })
    await t.rejects(handler.handle(ask(1, 2)), IdempotencyKeyReused)
  }
  t.equal(await lengthOf(store), 2)
})

test('the cache keeps to its bound', async (t) => {
  const reads = new Map<string, number>()
  const inner = createMemoryEventStore()
  const store: EventStore = {
    ...inner,
    async readStream(stream, options) {
      reads.set(stream, (reads.get(stream) ?? 0) + 1)
      return inner.readStream(stream, options)
    },
  }
  const handler = handlerOn(store, 3)
  const round = async (key: number) => {
    for (let n = 1; n <= 4; n++) await handler.handle(of(`counter-${n}`, key + n, 1))
  }
  await round(10)
  t.strictSame([...reads.values()], [1, 1, 1, 1])
  await handler.handle(of('counter-4', 30, 1))
  t.equal(reads.get('counter-4'), 1, 'a cached stream is not read')
  await handler.handle(of('counter-1', 31, 1))
  t.equal(reads.get('counter-1'), 2, 'an evicted one is read again')
})

test('the bound counts what streams grow by while they are cached', async (t) => {
  const reads: string[] = []
  const inner = createMemoryEventStore()
  const store: EventStore = {
    ...inner,
    async readStream(stream, options) {
      reads.push(stream)
      return inner.readStream(stream, options)
    },
  }
  const handler = handlerOn(store, 10)
  for (let n = 1; n <= 6; n++) await handler.handle(of('counter-1', n, 1))
  for (let n = 1; n <= 4; n++) await handler.handle(of('counter-2', 20 + n, 1))
  await handler.handle(of('counter-1', 7, 1))
  t.strictSame(reads, ['counter-1', 'counter-2'], '6 and 4 events have room')
  await handler.handle(of('counter-2', 30, 1))
  t.strictSame(reads, ['counter-1', 'counter-2', 'counter-2'], '7 and 4 have not')
})

test('a refusal on a stale cache is decided again', async (t) => {
  const store = createMemoryEventStore()
  const [here, there] = [handlerOn(store), handlerOn(store)]
  await here.handle(ask(1, 9))
  await there.handle(ask(2, -9))
  t.match(await here.handle(ask(3, 5)), { state: 5 }, 'refused at 9, taken at 0')
  await there.handle(ask(4, -5))
  t.match(
    await here.handle(ask(4, 6, 'add -5')),
    { state: 0, replayed: true },
    'refused at 5, but done there before',
  )
  await there.handle(ask(5, 7))
  t.match(
    await here.handle(ask(6, 0)),
    { state: 7, replayed: false, created: false },
    'nothing to do, of the state as it is now',
  )
  await t.rejects(here.handle(ask(7, 4)), { code: 'state-conflict', facts: { state: '7' } })
})

test('a writer who was faster is met by deciding again', async (t) => {
  const store = createMemoryEventStore()
  const [here, there] = [handlerOn(store), handlerOn(store)]
  await here.handle(ask(1, 1))
  await there.handle(ask(2, 8))
  await t.rejects(here.handle(ask(3, 2)), { code: 'state-conflict', facts: { state: '9' } }, 'fitted at 1')
  t.match(await here.handle(ask(4, 1)), { state: 10 })
  const slow = handlerOn(faulty(store, { append: Array(5).fill(conflict) }))
  await t.rejects(slow.handle(ask(5, -1)), RaceLost, 'five times')
  t.equal(await lengthOf(store), 3)
  const fifth = handlerOn(faulty(store, { append: [...Array(4).fill(conflict)] }))
  t.match(await fifth.handle(ask(5, -1)), { state: 9, replayed: false }, 'the fifth counts')
})

test('recorded on the last attempt, unacknowledged: still not a lost race', async (t) => {
  const inner = createMemoryEventStore()
  let calls = 0
  const store: EventStore = {
    ...inner,
    async append(...asked) {
      calls += 1
      if (calls < 5) return conflict()
      await inner.append(...asked)
      return unknown()
    },
  }
  t.match(await handlerOn(store).handle(ask(1, 1)), { state: 1, replayed: true })
  t.equal(await lengthOf(inner), 1)
})

test('an unknown outcome is looked up, and said where nobody knows', async (t) => {
  const inner = createMemoryEventStore()
  const lost = faulty(inner, { append: [unknown, unknown], write: true })
  t.match(await handlerOn(lost).handle(ask(1, 1)), { state: 1 }, 'repeated until acknowledged')
  const lostForGood = faulty(inner, { append: [unknown, unknown, unknown], write: true })
  t.match(await handlerOn(lostForGood).handle(ask(2, 1)), { state: 2, replayed: true }, 'found in the log')
  const never = faulty(inner, { append: [unknown, unknown, unknown] })
  await t.rejects(handlerOn(never).handle(ask(3, 1)), OutcomeUnknown)
  t.equal(await lengthOf(inner), 2)
  const handler = handlerOn(never)
  t.match(await handler.handle(ask(3, 1)), { state: 3, replayed: false }, 'the same request again finds out')
})

test('what the store says of a later call says nothing of an earlier one', async (t) => {
  for (const written of [true, false]) {
    for (const failure of [down, () => new StoreOverloaded('full')]) {
      const inner = createMemoryEventStore()
      const repeats = faulty(inner, { append: [unknown, failure, failure], write: written, reads: [] })
      const outcome = handlerOn(repeats).handle(ask(1, 1))
      if (written) t.match(await outcome, { state: 1, replayed: true })
      else await t.rejects(outcome, OutcomeUnknown)
      const blind = createMemoryEventStore()
      await handlerOn(blind).handle(ask(9, 1))
      const next = { append: [unknown, unknown, unknown], write: written, reads: [] as Error[] }
      const handler = handlerOn(faulty(blind, next))
      await handler.load('counter-1')
      next.reads.push(failure())
      await t.rejects(handler.handle(ask(1, 1)), OutcomeUnknown, 'the log cannot be read')
    }
  }
  const store = createMemoryEventStore()
  await t.rejects(handlerOn(faulty(store, { append: [down] })).handle(ask(1, 1)), StoreUnavailable)
  const reads: Error[] = []
  const lost = (): AppendOutcome => {
    reads.push(down())
    return conflict()
  }
  const refused = handlerOn(faulty(store, { append: [lost], reads }))
  await t.rejects(refused.handle(ask(1, 1)), StoreUnavailable, 'a conflict wrote nothing')
  t.equal(await lengthOf(store), 0)
})

test('an event that could not be read back is not recorded', async (t) => {
  const store = createMemoryEventStore()
  const decider = { ...counter, decide: () => [{ type: 'Multiplied', data: {} }] }
  await t.rejects(new CommandHandler(store, decider).handle(ask(1, 1)), TypeError)
  t.equal(await lengthOf(store), 0)
})

test('what is prepared elsewhere is for a command that is taken, as the stream then stands', async (t) => {
  const store = createMemoryEventStore()
  const [here, there] = [handlerOn(store), handlerOn(store)]
  const prepared: number[] = []
  const withSecret = (key: number, add: number, digest?: string) => ({
    ...ask(key, add, digest),
    prepare: async (state: number) => {
      prepared.push(state)
      return { add }
    },
  })
  await t.rejects(here.handle(withSecret(1, 11)), DomainError)
  t.strictSame(prepared, [], 'a refusal prepares nothing')
  await here.handle(withSecret(2, 3))
  await here.handle(withSecret(2, 3))
  t.strictSame(prepared, [0], 'nor does a repeat')
  await there.handle(ask(3, 7))
  await t.rejects(here.handle(withSecret(4, 2)), DomainError, 'refused by what another process did')
  await t.rejects(
    here.handle(withSecret(3, 1, 'other')),
    IdempotencyKeyReused,
    'an id used by another process',
  )
  t.strictSame(prepared, [0])
  await there.handle(ask(5, -7))
  const racing = faulty(store, { append: [conflict] })
  t.match(await handlerOn(racing).handle(withSecret(6, 1)), { state: 4 })
  t.strictSame(prepared, [0, 3, 3], 'again, when another writer was faster')
})

test('commands of one stream wait for each other; a failure lets the next go on', async (t) => {
  const store = createMemoryEventStore()
  const handler = handlerOn(store)
  const answers = await Promise.allSettled([6, 6, 4, 1].map((add, key) => handler.handle(ask(key, add))))
  t.strictSame(
    answers.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
  )
  const same = await Promise.all(Array.from({ length: 10 }, () => handler.handle(ask(0, 6))))
  t.equal(
    new Set(same.map(({ state, position }) => `${state} ${position}`)).size,
    1,
    'ten repeats, one answer',
  )
  t.equal(await lengthOf(store), 2)
  t.equal(await handler.load('counter-9'), null, 'nobody wrote there')
  const outcomes: string[] = []
  const watched = handlerOn({
    ...store,
    async append(...asked) {
      const { outcome } = await store.append(...asked)
      outcomes.push(outcome)
      return store.append(...asked)
    },
  })
  await Promise.all([1, 2, 3].map((key) => watched.handle(of('counter-5', 50 + key, 1))))
  t.strictSame(outcomes, ['ok', 'ok', 'ok'], 'none raced another of its own process')
})
