import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Test, test } from 'tap'
import type { EventStore, StreamName } from '../../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { mustSync } from '../../src/event-store/sqlite-log.ts'
import { logSchema } from '../../src/event-store/sqlite-schema.ts'
import { before, ids, newEvent, newEvents } from '../contracts/event-store/world.ts'

const folderFor = (t: Test) => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-log-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const openFor = (t: Test, file: string, maxQueuedAppends?: number): EventStore => {
  const store = openSqliteEventStore(file, maxQueuedAppends === undefined ? {} : { maxQueuedAppends })
  t.teardown(() => store.close())
  return store
}

/** A closed log of `count` events in one stream. */
async function logOf(t: Test, count: number): Promise<string> {
  const file = join(folderFor(t), 'log.sqlite')
  const store = openSqliteEventStore(file)
  await store.append('person-1', newEvents(count), { expectedRevision: 'no_stream' })
  await store.close()
  return file
}

/** What a program with the file in its hands can do: it drops the triggers and puts them back. */
function tamper(file: string, sql: string): void {
  const db = new Database(file)
  const triggers = logSchema.filter(({ type }) => type === 'trigger')
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  db.exec(sql)
  for (const trigger of triggers) db.exec(trigger.sql)
  db.close()
}

/** Root may write anywhere, so what a read-only file does is seen as another user. */
function asNobody<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) return action()
  process.seteuid?.(65_534)
  try {
    return action()
  } finally {
    process.seteuid?.(0)
  }
}

const append = (store: EventStore, stream: StreamName, events = [newEvent()], revision = 0n) =>
  store.append(stream, events, { expectedRevision: before(revision) })

test('the table refuses to change or remove an event, or to take a place or an id twice', async (t) => {
  const file = await logOf(t, 3)
  const db = new Database(file)
  t.teardown(() => db.close())
  const copyOf = (position: number, revision: number, id: string) =>
    `INSERT INTO events SELECT ${position}, stream, ${revision}, ${id}, leaf, type, data, metadata
     FROM events WHERE position = 1`
  const refusals: [string, string, RegExp][] = [
    ['a change', "UPDATE events SET data = '{}' WHERE position = 2", /append-only/],
    ['a removal', 'DELETE FROM events WHERE position = 3', /append-only/],
    ['a position twice', copyOf(3, 9, 'randomblob(16)'), /UNIQUE constraint failed: events.position/],
    ['a revision twice', copyOf(4, 2, 'randomblob(16)'), /UNIQUE constraint failed: events.stream/],
    ['an id twice', copyOf(4, 3, 'event_id'), /UNIQUE constraint failed: events.event_id/],
    ['an id of another length', copyOf(4, 3, 'randomblob(15)'), /CHECK constraint failed/],
  ]
  for (const [name, sql, message] of refusals) t.throws(() => db.exec(sql), { message }, name)
  t.equal(db.prepare('SELECT count(*) FROM events').pluck().get(), 3)
})

test('a file that is no log, or no longer one, is not opened', async (t) => {
  const folder = folderFor(t)
  const garbage = join(folder, 'garbage')
  writeFileSync(garbage, 'x'.repeat(8_192))
  t.throws(() => openSqliteEventStore(garbage), { name: 'IntegrityFailure' })

  const foreign = join(folder, 'foreign')
  new Database(foreign).exec('CREATE TABLE t (a)').close()
  t.throws(() => openSqliteEventStore(foreign), { name: 'IntegrityFailure', message: /not a log/ })

  const newer = await logOf(t, 1)
  new Database(newer).exec('PRAGMA user_version = 2').close()
  t.throws(() => openSqliteEventStore(newer), { name: 'StoreUnavailable', message: /another version/ })

  for (const sql of ['DROP TRIGGER events_no_delete', 'DROP INDEX events_by_id', 'CREATE TABLE t (a)']) {
    const changed = await logOf(t, 1)
    new Database(changed).exec(sql).close()
    t.throws(() => openSqliteEventStore(changed), { name: 'IntegrityFailure' }, sql)
  }
  const missing = join(folder, 'no', 'such', 'folder')
  t.throws(() => openSqliteEventStore(missing), { name: 'StoreUnavailable', message: /ENOENT/ })
  t.end()
})

test('a log that cannot be synced as it must be is not opened', (t) => {
  const folder = folderFor(t)
  const file = join(folder, 'log.sqlite')
  const db = new Database(file)
  for (const { sql } of logSchema) db.exec(sql)
  db.close()
  chmodSync(file, 0o444)
  chmodSync(folder, 0o555)
  t.throws(() => asNobody(() => openSqliteEventStore(file)), { name: 'StoreUnavailable' })
  chmodSync(folder, 0o755)
  t.end()
})

test('settings under which an acknowledged event could be lost are noticed', (t) => {
  const db = new Database(join(folderFor(t), 'log.sqlite'))
  t.teardown(() => db.close())
  db.pragma('synchronous = FULL')
  t.throws(() => mustSync(db, 'FULL'), { name: 'StoreUnavailable', message: /found delete,2/ })
  db.pragma('journal_mode = WAL')
  t.doesNotThrow(() => mustSync(db, 'FULL'))
  for (const weak of ['NORMAL', 'OFF']) {
    db.pragma(`synchronous = ${weak}`)
    t.throws(() => mustSync(db, 'FULL'), { name: 'StoreUnavailable' }, weak)
  }
  t.end()
})

test('no part of the program opens a log with less than a full sync', (t) => {
  const source = new URL('../../src/', import.meta.url).pathname
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.startsWith('event-store/')) continue
    const text = readFileSync(join(source, name), 'utf8')
    t.notOk(text.includes('openSqliteEventStore') && /synchronous|NORMAL/.test(text), name)
  }
  t.end()
})

test('a read-only log is read, and every append is told so', async (t) => {
  const file = await logOf(t, 2)
  const folder = join(file, '..')
  const other = new Database(file)
  other.prepare('SELECT count(*) FROM events').get()
  t.teardown(() => other.close())
  chmodSync(folder, 0o755)
  for (const part of [file, `${file}-wal`, `${file}-shm`]) chmodSync(part, 0o444)
  const store = asNobody(() => openSqliteEventStore(file))
  t.teardown(() => store.close())
  const failure = { name: 'StoreUnavailable', message: /SQLITE_READONLY/ }
  await t.rejects(append(store, 'person-2'), failure)
  t.equal((await store.readStream('person-1')).length, 2)
})

test('one append more than may wait is refused, and those waiting are written', async (t) => {
  const store = openFor(t, join(folderFor(t), 'log.sqlite'), 3)
  const waiting = (['a-1', 'a-2', 'a-3'] as const).map((stream) => append(store, stream))
  await t.rejects(append(store, 'a-4'), { name: 'StoreOverloaded' })
  for (const answer of await Promise.all(waiting)) t.match(answer, { outcome: 'ok', revision: 0n })
  t.match(await append(store, 'a-4'), { outcome: 'ok', position: 4n }, 'and then there is room again')
})

test('appends of very many bytes in one turn are refused before memory runs out', async (t) => {
  const store = openFor(t, join(folderFor(t), 'log.sqlite'))
  const large = Array.from({ length: 3 }, () => newEvent({ data: { text: 'x'.repeat(250_000) } }))
  const answers = await Promise.allSettled(
    Array.from({ length: 100 }, (_, i) =>
      append(
        store,
        `a-${i}`,
        large.map((event) => ({ ...event, id: newEvent().id })),
      ),
    ),
  )
  const refused = answers.filter((answer) => answer.status === 'rejected')
  t.ok(refused.length > 0 && refused.length < 20)
  for (const { reason } of refused) t.match(reason, { name: 'StoreOverloaded' })
  t.equal((await store.readAll({ after: null, limit: 1_000 })).length, 3 * (100 - refused.length))
})

test('while another process holds the log an append waits, and then says nothing was written', async (t) => {
  const file = await logOf(t, 1)
  const store = openFor(t, file)
  const other = new Database(file)
  t.teardown(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  const start = process.hrtime.bigint()
  await t.rejects(append(store, 'person-2'), { name: 'StoreOverloaded' })
  t.ok(process.hrtime.bigint() - start > 4_000_000_000n, 'it waited')
  other.exec('ROLLBACK')
  t.match(await append(store, 'person-2'), { outcome: 'ok' })
})

test('what waits when the log is closed is written first', async (t) => {
  const file = join(folderFor(t), 'log.sqlite')
  const store = openSqliteEventStore(file)
  const waiting = append(store, 'a-1')
  await store.close()
  t.match(await waiting, { outcome: 'ok', position: 1n })
  t.equal((await openFor(t, file).readStream('a-1')).length, 1)
})

test('in one turn, each append has its own answer', async (t) => {
  const store = openFor(t, join(folderFor(t), 'log.sqlite'))
  const taken = newEvent()
  await append(store, 'a-0', [taken])
  const repeat = newEvents(2)
  const good = newEvents(3)
  const answers = await Promise.all([
    append(store, 'a-1', good.slice(0, 1)),
    append(store, 'a-2', [...newEvents(2), taken]),
    append(store, 'a-3', repeat),
    append(store, 'a-3', repeat),
    append(store, 'a-4', newEvents(1), 7n),
    append(store, 'a-1', good.slice(1), 1n),
    append(store, 'a-5', [...newEvents(1), good[0] ?? taken]),
  ])
  t.match(answers, [
    { outcome: 'ok', revision: 0n },
    { outcome: 'conflict', reason: 'event-id' },
    { outcome: 'ok', revision: 1n },
    { outcome: 'ok', revision: 1n },
    { outcome: 'conflict', reason: 'revision' },
    { outcome: 'ok', revision: 2n },
    { outcome: 'conflict', reason: 'event-id' },
  ])
  t.same(answers[2], answers[3])
  const log = await store.readAll({ after: null, limit: 100 })
  t.same(
    log.map(({ position }) => position),
    [1n, 2n, 3n, 4n, 5n, 6n],
    'positions are dense',
  )
  t.same(ids(await store.readStream('a-1')), ids(good))
})

test('what an edited file says is never passed on as an event', async (t) => {
  const edits: [string, string, RegExp][] = [
    ['no JSON', "UPDATE events SET data = '{oops' WHERE position = 2", /position 2: data is not a JSON/],
    ['no object', "UPDATE events SET metadata = '[]' WHERE position = 2", /position 2: metadata is not/],
    ['a hole', 'DELETE FROM events WHERE position = 2', /missing before position 3/],
  ]
  for (const [name, sql, message] of edits) {
    const file = await logOf(t, 3)
    tamper(file, sql)
    const store = openFor(t, file)
    const readBoth = [
      async () => store.readStream('person-1'),
      async () => store.readAll({ after: null, limit: 10 }),
    ]
    for (const read of readBoth) {
      const use = async () => (await read()).map(({ data, metadata }) => [data, metadata])
      await t.rejects(use(), { name: 'IntegrityFailure', message }, name)
    }
  }
})

test('two openings of a new file at once make one log', async (t) => {
  const file = join(folderFor(t), 'log.sqlite')
  const stores = [openFor(t, file), openFor(t, file)]
  const answers = await Promise.all(stores.map((store) => append(store, 'a-1')))
  t.same(answers.map(({ outcome }) => outcome).sort(), ['conflict', 'ok'])
})
