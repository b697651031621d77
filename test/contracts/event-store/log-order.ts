import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecordedEvent } from '../../../src/event-store/event-store.ts'
import { before, ids, newEvent, newEvents, type Promised, plain, positions, type World } from './world.ts'

/** Twelve appends of one to three events over four streams, in a known order. */
async function interleaved(world: World): Promise<{ mark: bigint; order: string[] }> {
  const mark = await world.mark()
  const streams = [world.stream(), world.stream('fund'), world.stream('batch'), world.stream()]
  const next = streams.map(() => 0n)
  const order: string[] = []
  for (let i = 0; i < 12; i++) {
    const which = (i * 7) % 4
    const events = newEvents(1 + (i % 3))
    const expected = before(next[which] as bigint)
    const { revision } = await world.written(streams[which] as `a-${string}`, events, expected)
    next[which] = revision + 1n
    order.push(...ids(events))
  }
  return { mark, order }
}

const key = (event: RecordedEvent) => [event.stream, event.revision, event.position, plain(event)]

export const logOrderPromises: readonly Promised[] = [
  {
    promise: 'after is exclusive',
    async holds(t, world) {
      const mark = await world.mark()
      const { position } = await world.written(world.stream(), newEvents(3), 'no_stream')
      const all = await world.mineAfter(mark)
      t.equal(all.length, 3)
      t.same(ids(await world.mineAfter((all[0] as RecordedEvent).position)), ids(all.slice(1)))
      t.same(await world.mineAfter(position), [])
    },
  },
  {
    promise: 'after the last event there is nothing, until the next',
    async holds(t, world) {
      const mark = await world.mark()
      t.same(await world.mineAfter(mark), [])
      const event = newEvent()
      await world.written(world.stream(), [event], 'no_stream')
      t.same(ids(await world.mineAfter(mark)), [event.id])
    },
  },
  {
    promise: 'no page is longer than its limit, and a full page is full',
    async holds(t, world) {
      const mark = await world.mark()
      await world.written(world.stream(), newEvents(9), 'no_stream')
      for (const limit of [1, 2, 8, 9]) {
        t.equal((await world.store.readAll({ after: mark, limit })).length, limit)
      }
    },
  },
  {
    promise: 'null reads from the start of the log',
    async holds(t, world) {
      const first = newEvent()
      await world.written(world.stream(), [first], 'no_stream')
      await world.written(world.stream(), [newEvent()], 'no_stream')
      t.equal((await world.mineAfter(null, 1_000))[0]?.id, first.id)
    },
  },
  {
    promise: 'the order of the log is the order of acknowledged appends, across streams',
    async holds(t, world) {
      const { mark, order } = await interleaved(world)
      t.same(ids(await world.mineAfter(mark)), order)
    },
  },
  {
    promise: 'pages of any size give every event once, in order',
    async holds(t, world) {
      const { mark, order } = await interleaved(world)
      for (const limit of [1, 2, 3, 5, 7, 23, 24, 25, 1_000]) {
        t.same(ids(await world.mineAfter(mark, limit)), order, `pages of ${limit}`)
      }
    },
  },
  {
    promise: 'positions grow strictly through the log',
    async holds(t, world) {
      const { mark } = await interleaved(world)
      let last = mark
      for (const position of positions(await world.mineAfter(mark))) {
        t.ok(position > last)
        last = position
      }
    },
  },
  {
    promise: 'the events of one append stand together, also when many appends run at once',
    async holds(t, world) {
      const mark = await world.mark()
      const appends = Array.from({ length: 24 }, () => newEvents(3))
      await Promise.all(appends.map((events) => world.written(world.stream(), events, 'no_stream')))
      const read = ids(await world.mineAfter(mark))
      t.equal(read.length, 72)
      for (const events of appends) {
        const start = read.indexOf(events[0]?.id as string)
        t.same(read.slice(start, start + 3), ids(events))
      }
    },
  },
  {
    promise: 'the log and the streams show the same events',
    async holds(t, world) {
      const { mark } = await interleaved(world)
      const log = await world.mineAfter(mark)
      for (const stream of new Set(log.map((event) => event.stream))) {
        const read = await world.store.readStream(stream)
        t.same(read.map(key), log.filter((event) => event.stream === stream).map(key))
      }
    },
  },
  {
    promise: 'events of the system never appear',
    async holds(t, world) {
      await interleaved(world)
      for (const { stream, type } of await world.store.readAll({ after: null, limit: 200 })) {
        t.notOk(stream.startsWith('$') || type.startsWith('$'))
      }
    },
  },
  {
    promise: 'a reader paging while others write misses nothing that was acknowledged',
    async holds(t, world) {
      const mark = await world.mark()
      const written: string[] = []
      let writing = true
      const writers = Array.from({ length: 4 }, async () => {
        const stream = world.stream()
        for (let i = 0n; i < 30n; i++) {
          const event = newEvent()
          await world.written(stream, [event], before(i))
          written.push(event.id)
        }
      })
      const done = Promise.all(writers).then(() => {
        writing = false
      })
      const seen: string[] = []
      for (let after = mark; ; ) {
        const last = !writing
        // A store in this process answers without leaving the turn, and would keep the writers out.
        await nextTurn()
        const page = await world.store.readAll({ after, limit: 7 })
        seen.push(...ids(page))
        after = page.at(-1)?.position ?? after
        if (page.length === 0 && last) break
      }
      await done
      t.equal(seen.length, new Set(seen).size, 'nothing twice')
      t.same(
        written.filter((id) => !seen.includes(id)),
        [],
        'nothing missed',
      )
    },
  },
]
