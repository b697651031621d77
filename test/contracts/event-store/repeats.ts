import type { Test } from 'tap'
import type { NewEvent } from '../../../src/event-store/event-store.ts'
import {
  idConflict,
  ids,
  isConflict,
  newEvent,
  newEvents,
  type Promised,
  plain,
  revisionConflict,
  type World,
} from './world.ts'

const otherContent: Record<string, Partial<NewEvent>> = {
  data: { data: { claimId: 'c-1', requestedFen: 300_001 } },
  metadata: { metadata: { commandId: 'k-2' } },
  type: { type: 'ClaimWithdrawn' },
}

/** Three events at 0, 1, 2 and one later: the ground for a repeat of some of them. */
async function three(world: World) {
  const stream = world.stream()
  const events = newEvents(3)
  await world.written(stream, events, 'no_stream')
  const places = await world.store.readStream(stream)
  const later = newEvent()
  await world.written(stream, [later], 2n)
  const recorded = [...ids(events), later.id]
  const unchanged = async (t: Test) => t.same(ids(await world.store.readStream(stream)), recorded)
  return { stream, events, places, unchanged }
}

const partOf = (name: string, from: number, to: number): Promised => ({
  promise: `${name} of a recorded append is a repeat at the revision it was written after`,
  async holds(t, world) {
    const { stream, events, places, unchanged } = await three(world)
    const last = places[to - 1]
    const expected = from === 0 ? 'no_stream' : BigInt(from - 1)
    t.same(await world.append(stream, events.slice(from, to), expected), {
      outcome: 'ok',
      revision: last?.revision,
      position: last?.position,
    })
    await unchanged(t)
  },
})

export const repeatPromises: readonly Promised[] = [
  {
    promise: 'known events followed by a new one are refused whole at the old revision',
    async holds(t, world) {
      const { stream, events, unchanged } = await three(world)
      isConflict(t, await world.append(stream, [...events, newEvent()], 'no_stream'), 3n)
      await unchanged(t)
    },
  },
  {
    promise: 'a new event before known ones is refused whole at the old revision',
    async holds(t, world) {
      const { stream, events, unchanged } = await three(world)
      isConflict(t, await world.append(stream, [newEvent(), ...events.slice(1)], 'no_stream'), 3n)
      await unchanged(t)
    },
  },
  {
    promise: 'known events in another order are refused',
    async holds(t, world) {
      const { stream, events, unchanged } = await three(world)
      isConflict(t, await world.append(stream, [...events].reverse(), 'no_stream'), 3n)
      await unchanged(t)
    },
  },
  {
    promise: 'known events at a revision that is neither theirs nor the current one are refused',
    async holds(t, world) {
      const { stream, events, unchanged } = await three(world)
      isConflict(t, await world.append(stream, events.slice(0, 1), 0n), 3n)
      isConflict(t, await world.append(stream, events.slice(1, 2), 'no_stream'), 3n)
      isConflict(t, await world.append(stream, events.slice(0, 1), 9n), 3n)
      await unchanged(t)
    },
  },
  {
    promise: 'new ids at an old revision are no repeat',
    async holds(t, world) {
      const { stream, unchanged } = await three(world)
      t.same(await world.append(stream, newEvents(3), 'no_stream'), revisionConflict(3n))
      await unchanged(t)
    },
  },
  {
    promise: 'the same append again has the first answer and adds nothing',
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(2)
      const first = await world.append(stream, events, 'no_stream')
      t.equal(first.outcome, 'ok')
      t.same(await world.append(stream, events, 'no_stream'), first)
      t.same(await world.append(stream, events, 'no_stream'), first)
      t.same(ids(await world.store.readStream(stream)), ids(events))
    },
  },
  {
    promise: 'the same append again has the first answer also after later appends',
    async holds(t, world) {
      const stream = world.stream()
      await world.written(stream, newEvents(2), 'no_stream')
      const event = newEvent()
      const first = await world.append(stream, [event], 1n)
      for (let tip = 2n; tip < 40n; tip++) await world.written(stream, [newEvent()], tip)
      t.same(await world.append(stream, [event], 1n), first)
      t.equal((await world.store.readStream(stream)).length, 41)
    },
  },
  {
    promise: 'a repeat leaves nothing in the log',
    async holds(t, world) {
      const { stream, events } = await three(world)
      const mark = await world.mark()
      await world.append(stream, events, 'no_stream')
      t.same(await world.mineAfter(mark), [])
    },
  },
  {
    promise: 'the same append again has the first answer also from a store opened later',
    needs: 'openAgain',
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(3)
      const first = await world.append(stream, events, 'no_stream')
      await world.written(stream, [newEvent()], 2n)
      await world.store.close()
      const later = await world.openAgain()
      t.teardown(() => later.close())
      t.same(await later.append(stream, events, { expectedRevision: 'no_stream' }), first)
      t.equal((await later.readStream(stream)).length, 4)
    },
  },
  partOf('the first event', 0, 1),
  partOf('the beginning', 0, 2),
  partOf('the middle', 1, 2),
  partOf('the end', 1, 3),
  {
    promise: 'two appends are repeated by one that joins them',
    async holds(t, world) {
      const stream = world.stream()
      const [one, two] = [newEvent(), newEvent()]
      await world.written(stream, [one], 'no_stream')
      const second = await world.append(stream, [two], 0n)
      t.same(await world.append(stream, [one, two], 'no_stream'), second)
      t.equal((await world.store.readStream(stream)).length, 2)
    },
  },
  {
    promise: 'an id in capital letters is the same id',
    async holds(t, world) {
      const stream = world.stream()
      const event = newEvent()
      const first = await world.append(stream, [event], 'no_stream')
      t.same(await world.append(stream, [newEvent({ id: event.id.toUpperCase() })], 'no_stream'), first)
      t.equal((await world.store.readStream(stream)).length, 1)
    },
  },
  {
    promise: 'the order of keys is no content: a repeat may write them in another',
    async holds(t, world) {
      const stream = world.stream()
      const event = newEvent({ data: { a: 1, b: { c: 2, d: 3 } } })
      const first = await world.append(stream, [event], 'no_stream')
      const turned = { ...event, data: { b: { d: 3, c: 2 }, a: 1 } }
      t.same(await world.append(stream, [turned], 'no_stream'), first)
    },
  },
  {
    promise: 'of one append sent eight times at once, all have one answer and one is recorded',
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(2)
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => world.append(stream, events, 'no_stream')),
      )
      const [place] = answers
      t.equal(place?.outcome, 'ok')
      t.same(answers, Array(8).fill(place))
      t.same(ids(await world.store.readStream(stream)), ids(events))
    },
  },
  ...Object.entries(otherContent).map(
    ([field, over]): Promised => ({
      promise: `a repeat with other ${field} is refused as a taken id`,
      needs: 'comparesContent',
      async holds(t, world) {
        const stream = world.stream()
        const event = newEvent()
        await world.written(stream, [event, newEvent()], 'no_stream')
        t.same(await world.append(stream, [{ ...event, ...over }], 'no_stream'), idConflict(1n))
      },
    }),
  ),
  {
    promise: 'whatever a repeat with other content is answered, the first content stays',
    async holds(t, world) {
      const stream = world.stream()
      const event = newEvent()
      await world.written(stream, [event], 'no_stream')
      for (const over of Object.values(otherContent)) {
        await world.append(stream, [{ ...event, ...over }], 'no_stream')
      }
      t.same((await world.store.readStream(stream)).map(plain), [event])
    },
  },
  {
    promise: 'an id recorded in one stream is refused in another',
    needs: 'globalEventIds',
    async holds(t, world) {
      const event = newEvent()
      await world.written(world.stream(), [event], 'no_stream')
      const other = world.stream('fund')
      t.same(await world.append(other, [event], 'no_stream'), idConflict('no_stream'))
      t.same(await world.store.readStream(other), [])
    },
  },
  {
    promise: 'an id recorded in a stream is refused at its current revision',
    needs: 'globalEventIds',
    async holds(t, world) {
      const { stream, events, unchanged } = await three(world)
      t.same(await world.append(stream, events.slice(0, 1), 3n), idConflict(3n))
      t.same(await world.append(stream, events, 3n), idConflict(3n))
      await unchanged(t)
    },
  },
  {
    promise: 'one recorded id among new ones refuses them all, and the new ones stay free',
    needs: 'globalEventIds',
    async holds(t, world) {
      const taken = newEvent()
      await world.written(world.stream(), [taken], 'no_stream')
      const [stream, fresh] = [world.stream(), newEvents(3)]
      t.same(await world.append(stream, [...fresh, taken], 'no_stream'), idConflict('no_stream'))
      t.match(await world.append(stream, fresh, 'no_stream'), { outcome: 'ok', revision: 2n })
    },
  },
  {
    promise: 'known and new ids together are refused as a taken id',
    needs: 'globalEventIds',
    async holds(t, world) {
      const { stream, events } = await three(world)
      t.same(await world.append(stream, [...events, newEvent()], 'no_stream'), idConflict(3n))
    },
  },
]
