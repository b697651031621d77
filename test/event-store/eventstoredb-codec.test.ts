import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import type { RecordedEvent } from '../../src/event-store/event-store.ts'
import { fromWire, toWire, type WireRecord, wireId } from '../../src/event-store/eventstoredb-codec.ts'
import type { PreparedEvent } from '../../src/event-store/prepare-append.ts'

const event: PreparedEvent = {
  id: randomUUID(),
  type: 'ClaimSubmitted',
  data: '{"a":1}',
  metadata: '{"b":2}',
}
const recorded: WireRecord = {
  ...toWire(event, 0),
  streamId: 'person-1',
  revision: 3n,
  position: { commit: 17n },
}

test('metadata with an id of its own is refused', async (t) => {
  t.throws(() => toWire({ ...event, metadata: '{"id":"x"}' }, 4), {
    name: 'InvalidAppend',
    message: /event 4/,
  })
})

test('whatever differs between two events, the ids the server compares differ', async (t) => {
  const others: Partial<PreparedEvent>[] = [
    { id: randomUUID() },
    { type: 'ClaimSubmitte', data: 'd{"a":1}' },
    { data: '{"a":2}' },
    { metadata: '{"b":3}' },
    { data: '{"a":1}{"b":2}', metadata: '' },
    { data: event.metadata, metadata: event.data },
  ]
  const ids = [event, ...others.map((other) => ({ ...event, ...other }))].map(wireId)
  t.equal(new Set(ids).size, ids.length)
  t.equal(wireId({ ...event }), ids[0])
  for (const id of ids) t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('what is sent comes back as it was', async (t) => {
  const back: RecordedEvent = {
    id: event.id,
    type: 'ClaimSubmitted',
    data: { a: 1 },
    metadata: { b: 2 },
    stream: 'person-1',
    revision: 3n,
    position: 17n,
  }
  t.strictSame(fromWire(recorded), back)
})

test('a record that is no event of the ledger is named by its place, not by its content', async (t) => {
  const broken: Partial<WireRecord>[] = [
    { data: '{"a":' },
    { data: new Uint8Array(2) },
    { data: [1] },
    { metadata: undefined },
    { metadata: new Uint8Array(2) },
    { metadata: { b: 2 } },
    { position: undefined },
  ]
  for (const fault of broken) {
    t.throws(() => fromWire({ ...recorded, ...fault }), {
      name: 'IntegrityFailure',
      message: /^person-1 revision 3: not an event of the ledger/,
    })
  }
})
