import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AppendOutcome, EventStore, StreamName } from '../../../src/event-store/event-store.ts'
import { before, ids, newEvent, newEvents, type Promised, revisions } from './world.ts'

const winners = (answers: readonly AppendOutcome[]) => answers.filter(({ outcome }) => outcome === 'ok')

const race = (writers: number, tip: bigint): Promised => ({
  promise: `of ${writers} writers with one expectation (${before(tip)}), one wins and all others are told`,
  async holds(t, world) {
    const stream = world.stream()
    if (tip > 0n) await world.written(stream, newEvents(Number(tip)), 'no_stream')
    const events = newEvents(writers)
    const answers = await Promise.all(events.map((event) => world.append(stream, [event], before(tip))))
    t.equal(winners(answers).length, 1)
    t.same(
      answers.filter(({ outcome }) => outcome !== 'ok'),
      Array(writers - 1).fill({ outcome: 'conflict', reason: 'revision', actual: tip }),
    )
    const won = events[answers.findIndex(({ outcome }) => outcome === 'ok')]
    t.same(ids(await world.store.readStream(stream)).slice(Number(tip)), [won?.id])
  },
})

/** Adds one event, reading the stream anew after each lost race; at most `attempts` times. */
async function addOne(store: EventStore, stream: StreamName, attempts: number): Promise<void> {
  const event = newEvent()
  for (let attempt = 0; attempt < attempts; attempt++) {
    const read = await store.readStream(stream)
    const expectedRevision = before(BigInt(read.length))
    const { outcome } = await store.append(stream, [event], { expectedRevision })
    if (outcome === 'ok') return
  }
  throw new Error('lost every race')
}

export const racePromises: readonly Promised[] = [
  race(2, 0n),
  race(8, 0n),
  race(64, 0n),
  race(2, 3n),
  race(64, 1n),
  {
    promise: 'racing appends of several events never mix: the whole of one is recorded',
    async holds(t, world) {
      const stream = world.stream()
      const appends = Array.from({ length: 16 }, () => newEvents(4))
      const answers = await Promise.all(appends.map((events) => world.append(stream, events, 'no_stream')))
      t.equal(winners(answers).length, 1)
      const won = appends[answers.findIndex(({ outcome }) => outcome === 'ok')] ?? []
      t.same(ids(await world.store.readStream(stream)), ids(won))
    },
  },
  {
    promise: '64 writers on 64 streams all win',
    async holds(t, world) {
      const answers = await Promise.all(
        Array.from({ length: 64 }, () => world.append(world.stream(), [newEvent()], 'no_stream')),
      )
      t.equal(winners(answers).length, 64)
      t.equal(new Set(answers.map((a) => (a.outcome === 'ok' ? a.position : a))).size, 64)
    },
  },
  {
    promise: 'refused appends among good ones disturb none of them',
    async holds(t, world) {
      const mark = await world.mark()
      const good = newEvents(20)
      const answers = await Promise.all(
        good.flatMap((event) => [
          world.append(world.stream(), [event], 'no_stream'),
          world.append(world.stream(), newEvents(2), 9n),
        ]),
      )
      t.equal(winners(answers).length, 20)
      t.same(new Set(ids(await world.mineAfter(mark))), new Set(ids(good)))
    },
  },
  {
    promise: 'a chain of appends sent without waiting is taken in the order sent',
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(10)
      const answers = await Promise.all(
        events.map((event, i) => world.append(stream, [event], before(BigInt(i)))),
      )
      t.equal(winners(answers).length, 10)
      t.same(ids(await world.store.readStream(stream)), ids(events))
    },
  },
  {
    promise: 'eight writers who read again after each lost race all get through, without a gap',
    async holds(t, world) {
      const stream = world.stream()
      const writer = async () => {
        for (let i = 0; i < 5; i++) await addOne(world.store, stream, 200)
      }
      await Promise.all(Array.from({ length: 8 }, writer))
      const read = revisions(await world.store.readStream(stream))
      t.same(
        read,
        Array.from({ length: 40 }, (_, i) => BigInt(i)),
      )
    },
  },
  {
    promise: 'a reader never sees half an append',
    async holds(t, world) {
      const stream = world.stream()
      const writing = (async () => {
        for (let i = 0n; i < 20n; i++) await world.written(stream, newEvents(5), before(i * 5n))
      })()
      for (let length = 0; length < 100; ) {
        await nextTurn()
        length = (await world.store.readStream(stream)).length
        if (length % 5 !== 0) t.fail(`${length} events seen`)
      }
      await writing
    },
  },
  {
    promise: 'of two stores on one log with one expectation, one wins, round after round',
    needs: 'openAgain',
    async holds(t, world) {
      const second = await world.openAgain()
      t.teardown(() => second.close())
      const stream = world.stream()
      for (let round = 0n; round < 25n; round++) {
        const expectedRevision = before(round)
        const answers = await Promise.all([
          world.store.append(stream, [newEvent()], { expectedRevision }),
          second.append(stream, [newEvent()], { expectedRevision }),
        ])
        t.equal(winners(answers).length, 1)
      }
      t.equal((await second.readStream(stream)).length, 25)
    },
  },
  {
    promise: 'what one store was acknowledged the other sees at once and builds on',
    needs: 'openAgain',
    async holds(t, world) {
      const second = await world.openAgain()
      t.teardown(() => second.close())
      const stream = world.stream()
      let last = await world.mark()
      for (let round = 0n; round < 20n; round++) {
        const store = round % 2n === 0n ? world.store : second
        const answer = await store.append(stream, [newEvent()], { expectedRevision: before(round) })
        t.match(answer, { outcome: 'ok', revision: round })
        t.ok(answer.outcome === 'ok' && answer.position > last)
        last = answer.outcome === 'ok' ? answer.position : last
        const other = store === second ? world.store : second
        t.equal((await other.readStream(stream)).at(-1)?.position, last)
      }
    },
  },
]
