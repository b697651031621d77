import { appendLimits, type StreamName } from '../../../src/event-store/event-store.ts'
import { ids, newEvent, newEvents, type Promised, plain, revisionConflict, revisions } from './world.ts'

export const appendPromises: readonly Promised[] = [
  {
    promise: 'no_stream refuses a stream that exists, and says where it is',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(2), 'no_stream')
      t.same(await world.append(stream, [newEvent()], 'no_stream'), revisionConflict(1n))
    },
  },
  {
    promise: 'an expectation behind the stream is refused',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(3), 'no_stream')
      t.same(await world.append(stream, [newEvent()], 1n), revisionConflict(2n))
    },
  },
  {
    promise: 'an expectation ahead of the stream is refused',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(3), 'no_stream')
      t.same(await world.append(stream, [newEvent()], 3n), revisionConflict(2n))
    },
  },
  {
    promise: 'an expectation of any revision is refused on a stream nobody wrote to',
    async holds(t, world) {
      t.same(await world.append(world.stream(), [newEvent()], 0n), revisionConflict('no_stream'))
    },
  },
  {
    promise: 'a refused append of several events leaves nothing in its stream',
    async holds(t, world) {
      const stream = world.stream()
      const first = newEvent()
      await world.written(stream, [first], 'no_stream')
      await world.append(stream, newEvents(5), 'no_stream')
      t.same(ids(await world.store.readStream(stream)), [first.id])
    },
  },
  {
    promise: 'a refused append leaves nothing in the log',
    async holds(t, world) {
      const mark = await world.mark()
      await world.append(world.stream(), newEvents(5), 7n)
      t.same(await world.mineAfter(mark), [])
    },
  },
  {
    promise: 'a refused append makes no stream',
    async holds(t, world) {
      const stream = world.stream()
      await world.append(stream, newEvents(2), 4n)
      t.equal((await world.append(stream, [newEvent()], 'no_stream')).outcome, 'ok')
    },
  },
  {
    promise: 'what was refused is accepted at the right expectation, with the same ids',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, [newEvent()], 'no_stream')
      const events = newEvents(2)
      t.same(await world.append(stream, events, 5n), revisionConflict(0n))
      t.match(await world.append(stream, events, 0n), { outcome: 'ok', revision: 2n })
    },
  },
  {
    promise: 'the first revision is 0',
    async holds(t, world) {
      const { revision } = await world.written(world.stream(), [newEvent()], 'no_stream')
      t.equal(revision, 0n)
    },
  },
  {
    promise: 'the answer to several events is the place of the last',
    async holds(t, world) {
      const stream = world.stream()
      const answer = await world.written(stream, newEvents(4), 'no_stream')
      const last = (await world.store.readStream(stream)).at(-1)
      t.equal(answer.revision, 3n)
      t.same(answer, { outcome: 'ok', revision: last?.revision, position: last?.position })
    },
  },
  {
    promise: 'the answered revision is the next expectation, and revisions have no gap',
    async holds(t, world) {
      const stream = world.stream()
      let { revision } = await world.written(stream, [newEvent()], 'no_stream')
      for (const count of [1, 3, 2]) {
        revision = (await world.written(stream, newEvents(count), revision)).revision
      }
      t.equal(revision, 6n)
      t.same(revisions(await world.store.readStream(stream)), [0n, 1n, 2n, 3n, 4n, 5n, 6n])
    },
  },
  {
    promise: 'positions grow from append to append, across streams',
    async holds(t, world) {
      const one = await world.written(world.stream(), newEvents(2), 'no_stream')
      const two = await world.written(world.stream('fund'), [newEvent()], 'no_stream')
      const three = await world.written(world.stream(), [newEvent()], 'no_stream')
      t.ok(one.position < two.position && two.position < three.position)
    },
  },
  {
    promise: 'an acknowledged append is seen at once in its stream and in the log',
    async holds(t, world) {
      const mark = await world.mark()
      for (let i = 0; i < 20; i++) {
        const stream = world.stream()
        const event = newEvent()
        await world.written(stream, [event], 'no_stream')
        t.same((await world.store.readStream(stream)).map(plain), [event])
        t.equal((await world.mineAfter(mark)).at(-1)?.id, event.id)
      }
    },
  },
  {
    promise: 'an append to one stream is no matter to another',
    async holds(t, world) {
      const [one, two] = [world.stream(), world.stream()]
      await world.written(one, newEvents(3), 'no_stream')
      t.same(await world.store.readStream(two), [])
      t.match(await world.append(two, [newEvent()], 'no_stream'), { outcome: 'ok', revision: 0n })
      t.equal((await world.store.readStream(one)).length, 3)
    },
  },
  {
    promise: 'names that differ by case, by a prefix or by a later dash are different streams',
    async holds(t, world) {
      const base = world.stream()
      const names: StreamName[] = [
        base,
        `${base}0`,
        `${base}-0`,
        base.replace('person-', 'Person-') as StreamName,
        `${base}é`,
      ]
      for (const name of names) {
        t.match(await world.append(name, [newEvent()], 'no_stream'), { outcome: 'ok', revision: 0n })
      }
    },
  },
  {
    promise: 'a stream name may be Chinese, have blanks and be as long as the limit',
    async holds(t, world) {
      const base = world.stream('培训')
      const rest = appendLimits.streamNameLength - base.length
      const stream: StreamName = `${base}${' 班𠮷%_?#'.repeat(40).slice(0, rest - 1)}x`
      const event = newEvent()
      await world.written(stream, [event], 'no_stream')
      const [read] = await world.store.readStream(stream)
      t.same([read?.id, read?.stream], [event.id, stream])
    },
  },
  {
    promise: `${appendLimits.events} events fit in one append, in their order`,
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(appendLimits.events)
      t.equal((await world.written(stream, events, 'no_stream')).revision, 999n)
      t.same(ids(await world.store.readStream(stream)), ids(events))
    },
  },
]
