import { before, newEvent, newEvents, type Promised, plain, positions, revisions } from './world.ts'

export const closePromises: readonly Promised[] = [
  {
    promise: 'a closed store refuses appends and reads',
    async holds(t, world) {
      const stream = world.stream()
      await world.store.close()
      await t.rejects(world.append(stream, [newEvent()], 'no_stream'), { name: 'StoreUnavailable' })
      await t.rejects(world.store.readStream(stream), { name: 'StoreUnavailable' })
      await t.rejects(world.store.readAll({ after: null, limit: 1 }), { name: 'StoreUnavailable' })
    },
  },
  {
    promise: 'closing twice is closing once',
    async holds(t, world) {
      await Promise.all([world.store.close(), world.store.close()])
      await t.resolves(world.store.close())
    },
  },
  {
    promise: 'appends under way when the store is closed are all answered',
    async holds(t, world) {
      const appends = Array.from({ length: 20 }, () =>
        world.append(world.stream(), [newEvent()], 'no_stream'),
      )
      await world.store.close()
      const settled = await Promise.allSettled(appends)
      for (const answer of settled) {
        if (answer.status === 'rejected') t.match(answer.reason, { name: 'StoreUnavailable' })
      }
      t.equal(settled.length, 20)
    },
  },
  {
    promise: 'what was acknowledged is there when the log is opened again, in the same places',
    needs: 'openAgain',
    async holds(t, world) {
      const stream = world.stream()
      const events = newEvents(10)
      for (const [i, event] of events.entries()) {
        await world.written(stream, [event], before(BigInt(i)))
      }
      const first = await world.store.readStream(stream)
      await world.store.close()
      const later = await world.openAgain()
      t.teardown(() => later.close())
      const read = await later.readStream(stream)
      t.same(read.map(plain), events)
      t.same([revisions(read), positions(read)], [revisions(first), positions(first)])
    },
  },
  {
    promise: 'numbering goes on where it was when the log is opened again',
    needs: 'openAgain',
    async holds(t, world) {
      const stream = world.stream()
      const { position } = await world.written(stream, newEvents(3), 'no_stream')
      await world.store.close()
      const later = await world.openAgain()
      t.teardown(() => later.close())
      const refused = await later.append(stream, [newEvent()], { expectedRevision: 'no_stream' })
      t.match(refused, { outcome: 'conflict', actual: 2n })
      const answer = await later.append(stream, [newEvent()], { expectedRevision: 2n })
      t.match(answer, { outcome: 'ok', revision: 3n })
      t.ok(answer.outcome === 'ok' && answer.position > position)
    },
  },
  {
    promise: 'appends under way at closing that were answered ok are there when opened again',
    needs: 'openAgain',
    async holds(t, world) {
      const streams = Array.from({ length: 20 }, () => world.stream())
      const appends = streams.map((stream) => world.append(stream, [newEvent()], 'no_stream'))
      await world.store.close()
      const settled = await Promise.allSettled(appends)
      const later = await world.openAgain()
      t.teardown(() => later.close())
      for (const [i, answer] of settled.entries()) {
        const acknowledged = answer.status === 'fulfilled' && answer.value.outcome === 'ok'
        const found = (await later.readStream(streams[i] as `a-${string}`)).length
        if (acknowledged) t.equal(found, 1)
      }
    },
  },
]
