import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import type { AppendOutcome, EventStore, NewEvent, StreamName } from '../../src/event-store/event-store.ts'
import { openEventStoreDb } from '../../src/event-store/eventstoredb-event-store.ts'
import { ids, newEvent, newEvents } from '../contracts/event-store/world.ts'
import { type AppendFault, appendFaults } from '../support/esdb-loopback/faults.ts'
import { type Loopback, startLoopback } from '../support/esdb-loopback/server.ts'

const deadlineMs = 800
const stream: StreamName = 'person-faults'

async function opened(t: Test): Promise<{ loopback: Loopback; store: EventStore }> {
  const loopback = await startLoopback()
  const store = await openEventStoreDb(loopback.connectionString, { deadlineMs })
  t.teardown(async () => {
    await store.close()
    await loopback.close()
  })
  return { loopback, store }
}

/** An append told apart by how it ended: `ok`, `conflict`, `unknown`, or the name of its error. */
async function ended(append: Promise<AppendOutcome>): Promise<string> {
  return append.then(
    ({ outcome }) => outcome,
    (error: Error) => error.name,
  )
}

async function timed<T>(work: Promise<T>): Promise<{ answer: T; ms: number }> {
  const start = performance.now()
  const answer = await work
  return { answer, ms: performance.now() - start }
}

/** What the adapter may say of a fault: no more than it can know. */
const answers: Record<AppendFault, string> = {
  'lost-acknowledgement': 'unknown',
  'error-after-commit': 'unknown',
  'timeout-after-commit': 'unknown',
  'end-without-answer': 'unknown',
  'empty-answer': 'unknown',
  'crash-after-commit': 'unknown',
  'crash-before-commit': 'unknown',
  freeze: 'unknown',
  'wrong-leader': 'StoreUnavailable',
  'too-busy': 'StoreOverloaded',
  'not-ready': 'StoreUnavailable',
  slow: 'ok',
}
const written: readonly AppendFault[] = [
  'lost-acknowledgement',
  'error-after-commit',
  'timeout-after-commit',
  'end-without-answer',
  'empty-answer',
  'crash-after-commit',
  'slow',
]

for (const fault of appendFaults) {
  test(`${fault}: answered in time with what is known, and a repeat has one effect`, async (t) => {
    const { loopback, store } = await opened(t)
    loopback.faults.slowMs = deadlineMs / 3
    await store.append(stream, newEvents(2), { expectedRevision: 'no_stream' })
    const events = newEvents(3)

    loopback.faults.failAppends(fault)
    const { answer, ms } = await timed(ended(store.append(stream, events, { expectedRevision: 1n })))
    t.equal(answer, answers[fault])
    t.ok(ms < deadlineMs + 1_000, `answered after ${Math.round(ms)} ms`)
    const there = loopback.log.visible(stream).length
    t.equal(there, written.includes(fault) ? 5 : 2, 'the fault did what it says')

    if (fault.startsWith('crash')) await loopback.restart()
    const repeated = await store.append(stream, events, { expectedRevision: 1n })
    t.match(repeated, { outcome: 'ok', revision: 4n })
    t.same(await store.append(stream, events, { expectedRevision: 1n }), repeated)
    t.same(ids((await store.readStream(stream)).slice(2)), ids(events))
  })
}

test('an append that arrives after it was given up has no second effect', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.faults.slowMs = deadlineMs + 200
  loopback.faults.failAppends('slow')
  const events = newEvents(2)
  const append = () => store.append(stream, events, { expectedRevision: 'no_stream' })
  t.equal(await ended(append()), 'unknown')
  const repeated = await append()
  t.match(repeated, { outcome: 'ok', revision: 1n })
  await sleep(400)
  t.same(await append(), repeated)
  t.equal(loopback.log.visible(stream).length, 2)
})

test('a slow append is not overtaken by the next one on its stream', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.faults.slowMs = deadlineMs / 4
  loopback.faults.failAppends('slow')
  const [first, second] = [newEvents(1), newEvents(1)]
  const appends = [
    store.append(stream, first, { expectedRevision: 'no_stream' }),
    store.append(stream, second, { expectedRevision: 0n }),
  ]
  t.same(await Promise.all(appends.map(ended)), ['ok', 'ok'])
})

test('without a connection nothing was written, and that is said at once', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.crash()
  await ended(store.append(stream, [newEvent()], { expectedRevision: 'no_stream' }))
  const { answer, ms } = await timed(
    ended(store.append(stream, newEvents(1), { expectedRevision: 'no_stream' })),
  )
  t.equal(answer, 'StoreUnavailable')
  t.ok(ms < deadlineMs)
  await loopback.restart()
  t.equal(await ended(store.append(stream, newEvents(1), { expectedRevision: 'no_stream' })), 'ok')
})

test('a frozen server answers nobody late, also those that wait for one another', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.faults.frozen = true
  const appends = Array.from({ length: 5 }, () =>
    store.append(stream, newEvents(1), { expectedRevision: 'no_stream' }),
  )
  const { answer, ms } = await timed(Promise.all(appends.map(ended)))
  t.equal(answer[0], 'unknown')
  t.same(answer.slice(2), Array(3).fill('StoreOverloaded'))
  t.ok(ms < deadlineMs + 1_000)
  const read = await timed(ended(store.readStream(stream) as never))
  t.equal(read.answer, 'StoreUnavailable')
  t.ok(read.ms < deadlineMs + 1_000)
  loopback.faults.frozen = false
  t.equal(await ended(store.append(stream, newEvents(1), { expectedRevision: 'no_stream' })), 'ok')
})

test('closing over a frozen server ends', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.faults.frozen = true
  const append = ended(store.append(stream, newEvents(1), { expectedRevision: 'no_stream' }))
  const read = ended(store.readStream(stream) as never)
  const { ms } = await timed(store.close())
  t.ok(ms < deadlineMs + 1_000)
  t.same(await Promise.all([append, read]), ['unknown', 'StoreUnavailable'])
})

test('one append too many is refused before it is sent', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.faults.frozen = true
  const appends = Array.from({ length: 1_025 }, (_, i) =>
    ended(store.append(`person-${i}`, newEvents(1), { expectedRevision: 'no_stream' })),
  )
  const all = await Promise.all(appends)
  t.equal(all.filter((answer) => answer === 'StoreOverloaded').length, 1)
  t.equal(all.at(-1), 'StoreOverloaded')
})

test('a named leader is followed', async (t) => {
  const { loopback: follower, store } = await opened(t)
  const leader = await startLoopback(follower.log)
  t.teardown(() => leader.close())
  follower.nameLeader(leader)
  follower.faults.failAppends('wrong-leader', 100)
  const append = () => store.append(stream, newEvents(1), { expectedRevision: 'no_stream' })
  t.equal(await ended(append()), 'StoreUnavailable')
  t.equal(await ended(append()), 'ok')
  t.equal(leader.calls.appends, 1)
})

test('a server going down fails no append to another server', async (t) => {
  const { loopback: mine, store } = await opened(t)
  const { loopback: other, store: otherStore } = await opened(t)
  mine.faults.slowMs = deadlineMs / 2
  mine.faults.failAppends('slow')
  other.faults.failAppends('crash-after-commit')
  const both = [store, otherStore].map((each) =>
    each.append(stream, newEvents(1), { expectedRevision: 'no_stream' }),
  )
  t.same(await Promise.all(both.map(ended)), ['ok', 'unknown'])
})

test('64 appends under way in a crash: none that was written is called failed', async (t) => {
  const { loopback, store } = await opened(t)
  const work = Array.from({ length: 64 }, (_, i) => ({
    stream: `person-${i}` as StreamName,
    events: newEvents(2),
  }))
  const append = ({ stream, events }: (typeof work)[number]) =>
    store.append(stream, events, { expectedRevision: 'no_stream' })
  const underWay = work.map((each) => ended(append(each)))
  while (loopback.log.records.filter((record) => record.stream.startsWith('person-')).length < 40) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  loopback.crash()
  const first = await Promise.all(underWay)
  for (const [i, { stream }] of work.entries()) {
    if (loopback.log.visible(stream).length > 0) t.ok(first[i] === 'ok' || first[i] === 'unknown')
    else t.not(first[i], 'ok')
  }
  await loopback.restart()
  t.same(new Set(await Promise.all(work.map((each) => ended(append(each))))), new Set(['ok']))
  for (const { stream, events } of work) t.same(ids(await store.readStream(stream)), ids(events))
})

test('through a storm of faults, writers who repeat until ok leave every event once', async (t) => {
  const { loopback, store } = await opened(t)
  loopback.faults.slowMs = deadlineMs + 50
  const lasting = appendFaults.filter((fault) => !fault.startsWith('crash'))
  for (let round = 0; round < 3; round++)
    for (const fault of lasting) loopback.faults.failAppends(fault, 1 + round)
  const writer = async (_: unknown, who: number) => {
    const mine: StreamName = `person-${who}`
    const events = newEvents(6)
    for (const [i, event] of events.entries()) {
      const expectedRevision = i === 0 ? 'no_stream' : BigInt(i - 1)
      for (let answer = ''; answer !== 'ok'; ) {
        answer = await ended(store.append(mine, [event], { expectedRevision }))
        t.not(answer, 'conflict')
      }
    }
    t.same(ids(await store.readStream(mine)), ids(events))
  }
  await Promise.all(Array.from({ length: 12 }, writer))
})

test('under a server that goes down again and again, writers who repeat leave every event once', async (t) => {
  const { loopback, store } = await opened(t)
  let ending = false
  const writer = async (_: unknown, who: number) => {
    const mine: StreamName = `person-${who}`
    const sent: string[] = []
    while (!ending) {
      const [event] = newEvents(1) as [NewEvent]
      sent.push(event.id)
      const expectedRevision = sent.length === 1 ? 'no_stream' : BigInt(sent.length - 2)
      for (let answer = ''; answer !== 'ok'; ) {
        answer = await ended(store.append(mine, [event], { expectedRevision }))
        t.not(answer, 'conflict')
        if (answer !== 'ok') await sleep(5)
      }
    }
    t.same(ids(await store.readStream(mine)), sent)
  }
  const writers = Promise.all(Array.from({ length: 24 }, writer))
  for (let round = 0; round < 6; round++) {
    await sleep(80)
    loopback.crash()
    await sleep(20)
    await loopback.restart()
  }
  ending = true
  await writers
})

for (const fault of ['freeze', 'freeze-midway', 'error-midway'] as const) {
  test(`a read that meets ${fault} says so in time, and the next one is whole`, async (t) => {
    const { loopback, store } = await opened(t)
    await store.append(stream, newEvents(3), { expectedRevision: 'no_stream' })
    for (const read of [() => store.readStream(stream), () => store.readAll({ after: null, limit: 10 })]) {
      loopback.faults.failRead(fault)
      const { answer, ms } = await timed(ended(read() as never))
      t.equal(answer, 'StoreUnavailable')
      t.ok(ms < deadlineMs + 1_000)
      t.equal((await read()).length, 3)
    }
  })
}
