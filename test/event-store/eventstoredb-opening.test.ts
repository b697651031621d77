import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { type Test, test } from 'tap'
import { openEventStoreDb } from '../../src/event-store/eventstoredb-event-store.ts'
import { newEvents } from '../contracts/event-store/world.ts'
import { type Loopback, startLoopback } from '../support/esdb-loopback/server.ts'

const credentials = { username: 'insecure', password: 'insecure' }
const stream = 'person-1'

/** A server with one ledger stream of four events, and a client that may do what the ledger never does. */
async function server(t: Test): Promise<{ loopback: Loopback; client: EventStoreDBClient }> {
  const loopback = await startLoopback()
  const client = EventStoreDBClient.connectionString(loopback.connectionString)
  t.teardown(async () => {
    await client.dispose()
    await loopback.close()
  })
  const store = await openEventStoreDb(loopback.connectionString)
  await store.append(stream, newEvents(4), { expectedRevision: 'no_stream' })
  await store.close()
  return { loopback, client }
}

const open = async (t: Test, loopback: Loopback, deadlineMs = 5_000) => {
  const store = await openEventStoreDb(loopback.connectionString, { deadlineMs })
  t.teardown(() => store.close())
  return store
}

const limits = { maxAge: 3_600, maxCount: 2, truncateBefore: 1 }
for (const [limit, value] of Object.entries(limits)) {
  test(`a ledger stream with ${limit} is refused at the start, by name, until it is lifted`, async (t) => {
    const { loopback, client } = await server(t)
    await client.setStreamMetadata(stream, { [limit]: value }, { credentials })
    const refusal = { name: 'IntegrityFailure', message: /person-1 is limited by \$(maxAge|maxCount|tb)/ }
    await t.rejects(open(t, loopback), refusal)
    await client.setStreamMetadata(stream, { owner: 'someone' }, { credentials })
    const store = await open(t, loopback)
    t.equal((await store.readStream(stream)).length, 4)
  })
}

test('a deleted ledger stream is refused at the start, also once something was appended', async (t) => {
  const { loopback, client } = await server(t)
  await client.deleteStream(stream, { credentials })
  await t.rejects(open(t, loopback), { name: 'IntegrityFailure', message: /person-1 is deleted/ })
  const late = jsonEvent({ type: 'Late', data: {} })
  await client.appendToStream(stream, late, { credentials, expectedRevision: 'no_stream' })
  await t.rejects(open(t, loopback), { name: 'IntegrityFailure', message: /person-1/ })
})

test('a tombstoned ledger stream is refused at the start', async (t) => {
  const { loopback, client } = await server(t)
  await client.tombstoneStream(stream, { credentials })
  await t.rejects(open(t, loopback), { name: 'IntegrityFailure', message: /person-1 is tombstoned/ })
})

test('several streams at fault are counted', async (t) => {
  const { loopback, client } = await server(t)
  for (const other of ['fund-1', 'fund-2']) {
    await client.setStreamMetadata(other, { maxCount: 1 }, { credentials })
  }
  await t.rejects(open(t, loopback), { message: /fund-1 .*and 1 more/ })
})

test("the server's own streams may have limits", async (t) => {
  const { loopback, client } = await server(t)
  await client.setStreamMetadata('$stats-127.0.0.1:2113', { maxAge: 60 }, { credentials })
  await t.resolves(open(t, loopback))
})

test('a limit is found in a log of some thousand other records', async (t) => {
  const { loopback, client } = await server(t)
  await client.setStreamMetadata(stream, { maxCount: 2 }, { credentials })
  for (let i = 0; i < 3_000; i++) loopback.log.append(`fund-${i % 10}`, 'any', [])
  await t.rejects(open(t, loopback), { message: /person-1/ })
})

test('a stream deleted while the ledger runs is not appended to as if it were new', async (t) => {
  const { loopback, client } = await server(t)
  const store = await open(t, loopback)
  await client.deleteStream(stream, { credentials })
  const append = store.append(stream, newEvents(1), { expectedRevision: 'no_stream' })
  await t.rejects(append, { name: 'IntegrityFailure', message: /person-1/ })
  await t.rejects(store.readStream(stream), { name: 'IntegrityFailure', message: /lacks revision 0/ })
})

test('a repeat of what was deleted is not acknowledged', async (t) => {
  const { loopback, client } = await server(t)
  const store = await open(t, loopback)
  const events = newEvents(2)
  await store.append('fund-1', events, { expectedRevision: 'no_stream' })
  await client.deleteStream('fund-1', { credentials })
  const append = store.append('fund-1', events, { expectedRevision: 'no_stream' })
  await t.rejects(append, { name: 'IntegrityFailure' })
})

test('a tombstoned or truncated stream is an integrity failure, not an empty one', async (t) => {
  const { loopback, client } = await server(t)
  const store = await open(t, loopback)
  await client.setStreamMetadata(stream, { truncateBefore: 2 }, { credentials })
  await t.rejects(store.readStream(stream), { name: 'IntegrityFailure', message: /lacks revision 0/ })
  await client.tombstoneStream(stream, { credentials })
  await t.rejects(store.readStream(stream), { name: 'IntegrityFailure' })
  const append = store.append(stream, newEvents(1), { expectedRevision: 3n })
  await t.rejects(append, { name: 'IntegrityFailure', message: /tombstoned/ })
})

test('a long read broken off does not keep the store from closing', async (t) => {
  const { loopback, client } = await server(t)
  const store = await open(t, loopback)
  await store.append('fund-1', newEvents(900), { expectedRevision: 'no_stream' })
  await client.setStreamMetadata('fund-1', { truncateBefore: 2 }, { credentials })
  for (let i = 0; i < 3; i++) {
    await t.rejects(store.readStream('fund-1'), { name: 'IntegrityFailure' })
  }
  await store.readAll({ after: null, limit: 10 })
  await t.resolves(store.close())
})

test('an event the ledger did not write stops the reading, by its place', async (t) => {
  const { loopback, client } = await server(t)
  const store = await open(t, loopback)
  const foreign = {
    id: crypto.randomUUID(),
    type: 'Foreign',
    contentType: 'application/json',
    data: { a: 1 },
  } as const
  await client.appendToStream('order-1', { ...foreign, metadata: undefined }, { credentials })
  await t.rejects(store.readAll({ after: null, limit: 10 }), {
    name: 'IntegrityFailure',
    message: /order-1 revision 0/,
  })
})

test('a server that cannot be reached, or does not answer, is unavailable', async (t) => {
  const { loopback } = await server(t)
  loopback.faults.frozen = true
  await t.rejects(open(t, loopback, 300), { name: 'StoreUnavailable' })
  loopback.crash()
  await t.rejects(open(t, loopback), { name: 'StoreUnavailable' })
  for (const hosts of ['127.0.0.1:1,127.0.0.1:2', 'nowhere.invalid:2113']) {
    await t.rejects(openEventStoreDb(`esdb://${hosts}?tls=false`), { name: 'StoreUnavailable' })
  }
})

test('an address at fault is refused without being repeated', async (t) => {
  const secret = 'geheim'
  for (const address of [
    `http://admin:${secret}@127.0.0.1:2113`,
    `esdb://admin${secret}@127.0.0.1:2113`,
    `esdb://admin:${secret}%zz@127.0.0.1:2113`,
    `esdb://admin:${secret}@`,
    `esdb://admin:${secret}@127.0.0.1:2113?throwOnAppendFailure=false`,
    'esdb://127.0.0.1:2113',
    `esdb://admin:${secret}@127.0.0.1:port`,
  ]) {
    const error = await openEventStoreDb(address).catch((error: Error) => error)
    t.match(error, { name: 'TypeError' })
    t.notOk(String((error as Error).message).includes(secret))
  }
})

test('the log is read in few round trips, however many records are not the ledger’s', async (t) => {
  const { loopback } = await server(t)
  const store = await open(t, loopback)
  for (let i = 0; i < 3_000; i++) loopback.log.append('$noise', 'any', [])
  const events = newEvents(3)
  await store.append('fund-1', events, { expectedRevision: 'no_stream' })
  const before = loopback.calls.reads
  t.equal((await store.readAll({ after: null, limit: 100 })).length, 7)
  // Some 6,000 records: pages of 200, 400, 800, 1,600 and 3,200.
  t.equal(loopback.calls.reads - before, 5)
})
