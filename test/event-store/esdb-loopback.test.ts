import { randomUUID } from 'node:crypto'
import {
  type AppendExpectedRevision,
  BACKWARDS,
  END,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  START,
} from '@eventstore/db-client'
import { type Test, test } from 'tap'
import { type Loopback, startLoopback } from '../support/esdb-loopback/server.ts'

/**
 * The loopback answers as EventStoreDB 23.10.6 was seen to answer. With ESDB_URL set the same facts
 * are asked of that server, all but the deletions: those would leave streams the ledger refuses.
 */
const credentials = { username: 'insecure', password: 'insecure' }
const url = process.env.ESDB_URL
const batched = {}
const unary = { credentials }

/** A client and, on the loopback, the server behind it. */
async function connect(
  t: Test,
  address?: string,
): Promise<{ client: EventStoreDBClient; loopback: Loopback }> {
  const loopback = await startLoopback()
  const client = EventStoreDBClient.connectionString(address ?? loopback.connectionString)
  t.teardown(async () => {
    await client.dispose()
    await loopback.close()
  })
  return { client, loopback }
}

const event = (id: string = randomUUID(), value: unknown = 1) =>
  jsonEvent({ id, type: 'Tested', data: { value }, metadata: { kept: true } })
const events = (count: number) => Array.from({ length: count }, () => event())
const name = () => `person-${randomUUID()}`

const wrong = (expected: AppendExpectedRevision, actual: bigint | 'no_stream') => ({
  type: 'wrong-expected-version',
  expectedVersion: expected,
  actualVersion: actual,
})

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'did not fail',
    (error: unknown) => error,
  )

async function revisionsOf(client: EventStoreDBClient, stream: string): Promise<bigint[]> {
  const found: bigint[] = []
  for await (const { event } of client.readStream(stream, unary)) if (event) found.push(event.revision)
  return found
}

async function readAll(client: EventStoreDBClient, options: Parameters<EventStoreDBClient['readAll']>[0]) {
  const found: { stream: string; type: string; commit: bigint; prepare: bigint }[] = []
  for await (const { event } of client.readAll({ ...unary, ...options })) {
    if (event?.position) found.push({ stream: event.streamId, type: event.type, ...event.position })
  }
  return found
}

function appendFacts(server: string, path: object, address?: string): void {
  const start = async (t: Test) => {
    const { client } = await connect(t, address)
    const stream = name()
    const append = (batch: ReturnType<typeof events>, expectedRevision: AppendExpectedRevision) =>
      client.appendToStream(stream, batch, { ...path, expectedRevision })
    return { client, stream, append }
  }

  test(`${server}: expectations`, async (t) => {
    const { client, stream, append } = await start(t)
    t.match(await failure(append(events(1), 0n)), wrong(0n, 'no_stream'))
    const first = await append(events(3), 'no_stream')
    t.match(first, { success: true, nextExpectedRevision: 2n })
    t.equal(first.position?.commit, first.position?.prepare)
    t.match(await failure(append(events(1), 'no_stream')), wrong('no_stream', 2n))
    t.match(await failure(append(events(1), 1n)), wrong(1n, 2n))
    t.match(await failure(append(events(1), 3n)), wrong(3n, 2n))
    t.match(await append(events(1), 2n), { nextExpectedRevision: 3n })
    t.same(await revisionsOf(client, stream), [0n, 1n, 2n, 3n])
  })

  test(`${server}: the same ids again`, async (t) => {
    const { client, stream, append } = await start(t)
    const [a, b, c] = [event(), event(), event()]
    const first = await append([a, b, c], 'no_stream')
    await append(events(2), 2n)
    t.same(await append([a, b, c], 'no_stream'), first, 'at their own revision: the first answer')
    const changed = [a, b, c].map(({ id }) => event(id, 'other'))
    t.same(await append(changed, 'no_stream'), first, 'with other content too')
    t.match(await append([a, b], 'no_stream'), { nextExpectedRevision: 1n }, 'a prefix')
    t.match(await append([b, c], 0n), { nextExpectedRevision: 2n }, 'a part at its own revision')
    t.match(await failure(append([a, b, c, event()], 'no_stream')), wrong('no_stream', 4n), 'and a new one')
    t.match(await failure(append([b, a, c], 'no_stream')), wrong('no_stream', 4n), 'in another order')
    t.match(await failure(append([a], 0n)), wrong(0n, 4n), 'at a wrong revision')
    t.match(await append([a], 4n), { nextExpectedRevision: 5n }, 'at the current revision: once more')
    t.match(await append([a, a], 5n), { nextExpectedRevision: 7n }, 'one id twice in an append')
    t.equal((await revisionsOf(client, stream)).length, 8)
  })

  test(`${server}: any`, async (t) => {
    const { append } = await start(t)
    const known = event()
    t.match(await failure(append([known], 'stream_exists')), wrong('stream_exists', 'no_stream'))
    t.match(await append([known], 'any'), { nextExpectedRevision: 0n })
    t.match(await append([known], 'any'), { nextExpectedRevision: 0n }, 'remembered')
    t.match(await append([event(), known], 'any'), { nextExpectedRevision: 2n }, 'a new one before it')
  })

  test(`${server}: sizes`, async (t) => {
    const { append } = await start(t)
    t.match(await append(events(5_000), 'no_stream'), { nextExpectedRevision: 4_999n })
    const large = event(randomUUID(), 'x'.repeat(1_048_577))
    t.match(await failure(append([large], 4_999n)), { type: 'maximum-append-size-exceeded' })
  })
}

function readFacts(server: string, address?: string): void {
  test(`${server}: reading a stream`, async (t) => {
    const { client } = await connect(t, address)
    const stream = name()
    t.match(await failure(revisionsOf(client, stream)), { type: 'stream-not-found', streamName: stream })
    await client.appendToStream(stream, events(3), { ...unary, expectedRevision: 'no_stream' })
    const read = async (options: object) => {
      const found: bigint[] = []
      for await (const { event } of client.readStream(stream, { ...unary, ...options })) {
        if (event) found.push(event.revision)
      }
      return found
    }
    t.same(await read({ fromRevision: 1n }), [1n, 2n])
    t.same(await read({ fromRevision: 3n }), [])
    t.same(await read({ direction: BACKWARDS, fromRevision: END, maxCount: 1 }), [2n])
    t.same(await read({ direction: BACKWARDS, fromRevision: 1n }), [1n, 0n])
    t.match(await failure(read({ maxCount: 0 })), { type: 'unknown' })
  })

  test(`${server}: reading $all`, async (t) => {
    const { client } = await connect(t, address)
    const { position } = await client.appendToStream(name(), events(2), {
      ...unary,
      expectedRevision: 'no_stream',
    })
    const stream = name()
    const last = await client.appendToStream(stream, events(2), { ...unary, expectedRevision: 'no_stream' })
    if (position === undefined) return t.fail('no position')
    const after = await readAll(client, { fromPosition: position })
    t.equal(after[0]?.commit, position.commit, 'forwards: with the record there')
    t.ok(after.every((record, i) => i === 0 || record.commit > (after[i - 1]?.commit ?? 0n)))
    t.ok(after.every(({ commit, prepare }) => commit === prepare))
    t.equal(after.filter((record) => record.stream === stream).at(-1)?.commit, last.position?.commit)
    const before = await readAll(client, { fromPosition: position, direction: BACKWARDS, maxCount: 2 })
    t.ok(
      before.every(({ commit }) => commit < position.commit),
      'backwards: without it',
    )
    t.ok((await readAll(client, { maxCount: 20 })).some((record) => record.stream.startsWith('$')))
    const inside = { commit: position.commit + 1n, prepare: position.prepare + 1n }
    t.match(await failure(readAll(client, { fromPosition: inside })), { type: 'unknown' })
    const past = { commit: position.commit + 10n ** 12n, prepare: position.prepare + 10n ** 12n }
    t.same(await readAll(client, { fromPosition: past }), [])
  })

  test(`${server}: a filtered subscription gives what matches, and says when it caught up`, async (t) => {
    const { client } = await connect(t, address)
    const stream = name()
    await client.appendToStream(stream, events(2), { ...unary, expectedRevision: 'no_stream' })
    await client.setStreamMetadata(stream, { owner: 'test' }, unary)
    const checkpoints: bigint[] = []
    const filter = eventTypeFilter({
      prefixes: ['$metadata'],
      maxSearchWindow: 4,
      checkpointReached: (_, { commit }) => void checkpoints.push(commit),
    })
    const subscription = client.subscribeToAll({ ...unary, fromPosition: START, filter })
    const types = new Set<string>()
    const streams: string[] = []
    subscription.on('data', ({ event }) => {
      types.add(event?.type ?? '')
      streams.push(event?.streamId ?? '')
    })
    await new Promise((resolve) => subscription.on('caughtUp', () => setImmediate(resolve)))
    await subscription.unsubscribe()
    t.same([...types], ['$metadata'])
    t.ok(streams.includes(`$$${stream}`))
    t.ok(checkpoints.length > 0 && checkpoints.every((at, i) => i === 0 || at > (checkpoints[i - 1] ?? 0n)))
  })
}

for (const [path, options] of Object.entries({ unary, batched })) {
  appendFacts(`loopback, ${path}`, options)
  if (url !== undefined) appendFacts(`ESDB_URL, ${path}`, options, url)
}
readFacts('loopback')
if (url !== undefined) readFacts('ESDB_URL', url)

test('loopback: a restart forgets the ids that any relies on, and no others', async (t) => {
  const { client, loopback } = await connect(t)
  const stream = name()
  const known = event()
  const append = (expectedRevision: AppendExpectedRevision) =>
    client.appendToStream(stream, [known], { ...unary, expectedRevision })
  await append('no_stream')
  loopback.crash()
  await loopback.restart()
  await append('no_stream').catch(() => {})
  t.match(await append('no_stream'), { nextExpectedRevision: 0n })
  t.match(await append('any'), { nextExpectedRevision: 1n }, 'written a second time')
})

test('loopback: a soft delete hides, keeps the log, and lets numbering go on', async (t) => {
  const { client } = await connect(t)
  const stream = name()
  const first = events(2)
  const append = (batch: typeof first, expectedRevision: AppendExpectedRevision) =>
    client.appendToStream(stream, batch, { ...unary, expectedRevision })
  await append(first, 'no_stream')
  await client.deleteStream(stream, unary)
  t.match(await failure(revisionsOf(client, stream)), { type: 'stream-not-found' })
  t.equal((await readAll(client, {})).filter((record) => record.stream === stream).length, 2)
  const again = await append(first, 'no_stream')
  t.match(again, { success: true, nextExpectedRevision: 1n })
  t.equal(again.position, undefined)
  t.match(await failure(revisionsOf(client, stream)), { type: 'stream-not-found' })
  t.match(await append(events(1), 'no_stream'), { nextExpectedRevision: 2n })
  t.same(await revisionsOf(client, stream), [2n])
  await client.deleteStream(stream, unary)
  t.match(await append(events(1), 2n), { nextExpectedRevision: 3n }, 'the old revision appends too')
})

test('loopback: a tombstone answers everything, for ever', async (t) => {
  const { client } = await connect(t)
  const stream = name()
  const append = () => client.appendToStream(stream, events(1), { ...unary, expectedRevision: 'no_stream' })
  await append()
  await client.tombstoneStream(stream, unary)
  t.match(await failure(append()), { type: 'stream-deleted', streamName: stream })
  t.match(await failure(revisionsOf(client, stream)), { type: 'stream-deleted' })
  t.ok((await readAll(client, {})).some((record) => record.type === '$streamDeleted'))
})

test('loopback: stream metadata is followed', async (t) => {
  const { client } = await connect(t)
  const stream = name()
  await client.appendToStream(stream, events(5), { ...unary, expectedRevision: 'no_stream' })
  await client.setStreamMetadata(stream, { maxCount: 2 }, unary)
  t.same(await revisionsOf(client, stream), [3n, 4n])
  await client.setStreamMetadata(stream, { truncateBefore: 1 }, unary)
  t.same(await revisionsOf(client, stream), [1n, 2n, 3n, 4n])
  t.match(await client.getStreamMetadata(stream, unary), { metadata: { truncateBefore: 1 } })
})

test('loopback: gossip names the leader to a client that looks for it', async (t) => {
  const { loopback } = await connect(t)
  const found = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${loopback.port},127.0.0.1:1?tls=false`)
  t.teardown(() => found.dispose())
  t.match(await found.appendToStream(name(), events(1), unary), { success: true })
})
