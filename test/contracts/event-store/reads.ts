import { ids, newEvent, newEvents, type Promised, positions, revisions } from './world.ts'

export const readPromises: readonly Promised[] = [
  {
    promise: 'a stream nobody wrote to is empty, from any revision',
    async holds(t, world) {
      t.same(await world.store.readStream(world.stream()), [])
      t.same(await world.store.readStream(world.stream(), { fromRevision: 5n }), [])
    },
  },
  {
    promise: 'reading makes no stream',
    async holds(t, world) {
      const stream = world.stream()
      await world.store.readStream(stream)
      t.match(await world.append(stream, [newEvent()], 'no_stream'), { outcome: 'ok', revision: 0n })
    },
  },
  {
    promise: 'a stream is read oldest first, with stream, revision and type on every event',
    async holds(t, world) {
      const stream = world.stream()
      const events = [newEvent({ type: 'A' }), newEvent({ type: 'B' }), newEvent({ type: 'C' })]
      for (const [i, event] of events.entries()) {
        await world.written(stream, [event], i === 0 ? 'no_stream' : BigInt(i - 1))
      }
      t.same(
        (await world.store.readStream(stream)).map((e) => [e.stream, e.revision, e.type, e.id]),
        events.map((e, i) => [stream, BigInt(i), e.type, e.id]),
      )
    },
  },
  {
    promise: 'fromRevision is inclusive',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(6), 'no_stream')
      const from = async (fromRevision: bigint) =>
        revisions(await world.store.readStream(stream, { fromRevision }))
      t.same(await from(0n), [0n, 1n, 2n, 3n, 4n, 5n])
      t.same(await from(4n), [4n, 5n])
      t.same(await from(5n), [5n])
    },
  },
  {
    promise: 'past the end a stream is empty',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(2), 'no_stream')
      t.same(await world.store.readStream(stream, { fromRevision: 2n }), [])
      t.same(await world.store.readStream(stream, { fromRevision: 1_000_000n }), [])
    },
  },
  {
    promise: 'a stream of 2,500 events is read whole',
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(2_500)
      await world.written(stream, events.slice(0, 1_000), 'no_stream')
      await world.written(stream, events.slice(1_000, 2_000), 999n)
      await world.written(stream, events.slice(2_000), 1_999n)
      t.same(ids(await world.store.readStream(stream)), ids(events))
      t.equal((await world.store.readStream(stream, { fromRevision: 1_234n })).length, 1_266)
    },
  },
  {
    promise: 'positions grow along a stream',
    async holds(t, world) {
      const [stream, other] = [world.stream(), world.stream()]
      await world.written(stream, newEvents(3), 'no_stream')
      await world.written(other, newEvents(3), 'no_stream')
      await world.written(stream, newEvents(3), 2n)
      const places = positions(await world.store.readStream(stream))
      t.same(
        places,
        [...places].sort((a, b) => (a < b ? -1 : 1)),
      )
      t.equal(new Set(places).size, 6)
    },
  },
  {
    promise: 'a stream read again is the same',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(5), 'no_stream')
      const first = await world.store.readStream(stream)
      const again = await world.store.readStream(stream)
      t.same([ids(again), positions(again)], [ids(first), positions(first)])
    },
  },
]
