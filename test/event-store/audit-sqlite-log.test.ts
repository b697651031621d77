import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Test, test } from 'tap'
import { type AuditFinding, auditSqliteLog } from '../../src/event-store/audit-sqlite-log.ts'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { logSchema } from '../../src/event-store/sqlite-schema.ts'
import { newEvent, newEvents } from '../contracts/event-store/world.ts'

/** Six events: person-1 at 1, 2, 3 and 6, fund-1 at 4 and 5. */
async function sixEvents(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-audit-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'log.sqlite')
  const store = openSqliteEventStore(file)
  const text = newEvent({ type: '申领', data: { 班: '\ufffd𠮷', fen: 1 } })
  await store.append('person-1', [...newEvents(2), text], { expectedRevision: 'no_stream' })
  await store.append('fund-1', newEvents(2), { expectedRevision: 'no_stream' })
  await store.append('person-1', newEvents(1), { expectedRevision: 2n })
  const log = await store.readAll({ after: null, limit: 10 })
  await store.close()
  const eventAt = (position: number) => {
    const event = log[position - 1]
    return { id: event?.id, stream: event?.stream, revision: Number(event?.revision), position }
  }
  return { folder, file, eventAt }
}

/** As a program would that has the file and knows the schema. */
function edit(file: string, sql: string): void {
  const db = new Database(file)
  const triggers = logSchema.filter(({ type }) => type === 'trigger')
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  db.exec(sql)
  for (const trigger of triggers) db.exec(trigger.sql)
  db.close()
}

const codes = (findings: readonly AuditFinding[]) => findings.map(({ code }) => code)

test('an untouched log has no findings, and the audit says how far it is', async (t) => {
  const { file, folder } = await sixEvents(t)
  const progress: [number, number][] = []
  t.same(auditSqliteLog(file, { onProgress: (done, total) => progress.push([done, total]) }), [])
  t.same(progress, [[6, 6]])

  const store = openSqliteEventStore(file)
  t.teardown(() => store.close())
  await store.append('fund-2', newEvents(3), { expectedRevision: 'no_stream' })
  t.same(auditSqliteLog(file), [], 'also while it is written to')
  t.ok(readdirSync(folder).includes('log.sqlite'))
})

test('each field of an event is held to its leaf, and the finding names the event', async (t) => {
  const edits: [string, string, string[]][] = [
    ['data', `data = replace(data, '1', '2')`, ['leaf-mismatch']],
    ['metadata', `metadata = '{}'`, ['leaf-mismatch']],
    ['type', `type = type || 'x'`, ['leaf-mismatch']],
    ['leaf', 'leaf = randomblob(32)', ['leaf-mismatch']],
    ['event id', 'event_id = randomblob(16)', ['leaf-mismatch']],
    ['white space', `data = data || ' '`, ['leaf-mismatch', 'content-unreadable']],
    ['text that is no JSON', `data = '{'`, ['leaf-mismatch', 'content-unreadable']],
    ['bytes that are no text', `data = CAST(x'7bf0bfbd7d' AS TEXT)`, ['content-unreadable']],
    ['revision', 'revision = 7', ['revision-gap', 'leaf-mismatch', 'revision-gap']],
  ]
  for (const [name, set, expected] of edits) {
    const { file, eventAt } = await sixEvents(t)
    edit(file, `UPDATE events SET ${set} WHERE position = 3`)
    const findings = auditSqliteLog(file)
    t.same(codes(findings), expected, name)
    const named = findings[0]?.event
    t.equal(named?.position, 3)
    if (name === 'data') t.same(named, eventAt(3))
  }
})

test('events taken out, put in, moved or swapped are found', async (t) => {
  const insert = `INSERT INTO events SELECT 7, 'fund-1', 2, randomblob(16), leaf, type, data, metadata
    FROM events WHERE position = 5`
  const swap = `UPDATE events SET position = 99 WHERE position = 1;
    UPDATE events SET position = 1 WHERE position = 2; UPDATE events SET position = 2 WHERE position = 99`
  const edits: [string, string, string[]][] = [
    ['taken out', 'DELETE FROM events WHERE position = 2', ['position-gap', 'revision-gap']],
    ['put in', insert, ['leaf-mismatch']],
    [
      'moved to another stream',
      `UPDATE events SET stream = 'x-1', revision = 0 WHERE position = 6`,
      ['leaf-mismatch'],
    ],
    ['swapped', swap, ['revision-gap', 'leaf-mismatch', 'revision-gap', 'leaf-mismatch', 'revision-gap']],
    [
      'replaced',
      insert.replace('INSERT', 'REPLACE').replace('7,', '5,').replace(', 2,', ', 1,'),
      ['leaf-mismatch'],
    ],
  ]
  for (const [name, sql, expected] of edits) {
    const { file } = await sixEvents(t)
    edit(file, sql)
    t.same(codes(auditSqliteLog(file)), expected, name)
  }
})

test('a log that lost a constraint is found, and so is what it let in', async (t) => {
  const edits: [string, string[]][] = [
    ['DROP TRIGGER events_no_update', ['schema-changed']],
    ['DROP INDEX events_by_stream', ['schema-changed']],
    ['CREATE TABLE other (a)', ['schema-changed']],
    [
      'DROP TABLE events',
      ['schema-changed', 'schema-changed', 'schema-changed', 'schema-changed', 'schema-changed'],
    ],
    [
      `DROP INDEX events_by_id; DROP TRIGGER events_no_update;
       UPDATE events SET event_id = (SELECT event_id FROM events WHERE position = 1) WHERE position = 2`,
      ['schema-changed', 'schema-changed', 'leaf-mismatch', 'event-id-twice'],
    ],
    ['PRAGMA application_id = 7', ['not-a-log']],
  ]
  for (const [sql, expected] of edits) {
    const { file } = await sixEvents(t)
    new Database(file).exec(sql).close()
    t.same(codes(auditSqliteLog(file)), expected, sql)
  }
})

test('a file that is no database is a finding, not an exception', async (t) => {
  const { folder } = await sixEvents(t)
  const garbage = join(folder, 'garbage')
  writeFileSync(garbage, 'x'.repeat(10_000))
  t.same(codes(auditSqliteLog(garbage)), ['unreadable'])
  t.same(codes(auditSqliteLog(join(folder, 'missing'))), ['unreadable'])
})

test('neither the file nor its folder need be writable', async (t) => {
  const { file, folder } = await sixEvents(t)
  edit(file, `UPDATE events SET metadata = '{}' WHERE position = 4`)
  chmodSync(file, 0o444)
  chmodSync(folder, 0o555)
  const before = readdirSync(folder)
  if (process.geteuid?.() === 0) process.seteuid?.(65_534)
  const findings = auditSqliteLog(file)
  if (process.getuid?.() === 0) process.seteuid?.(0)
  chmodSync(folder, 0o755)
  t.same(codes(findings), ['leaf-mismatch'])
  t.equal(findings[0]?.event?.position, 4)
  t.same(readdirSync(folder), before, 'nothing is left behind')
})

/** Every column of every event, or why they cannot be had. */
function everything(file: string): string {
  const db = new Database(file, { readonly: true })
  try {
    const rows = db.prepare('SELECT *, typeof(data), hex(CAST(data AS BLOB)) FROM events').raw().all()
    return JSON.stringify(rows)
  } finally {
    db.close()
  }
}

test('an altered byte is found: each one of the events, and elsewhere unless it holds no event', async (t) => {
  const { file, folder } = await sixEvents(t)
  const original = readFileSync(file)
  const events = everything(file)
  const altered = join(folder, 'altered')
  const isFound = (at: number) => {
    const bytes = Buffer.from(original)
    bytes[at] = (bytes[at] as number) ^ (1 << (at % 8))
    writeFileSync(altered, bytes)
    for (const rest of ['-wal', '-shm']) rmSync(altered + rest, { force: true })
    return auditSqliteLog(altered).length > 0
  }
  // The second page holds the rows, from the offset in its header to its end.
  const page = 4_096
  const rowsFrom = page + original.readUInt16BE(page + 5)
  const unnoticed: number[] = []
  for (let at = rowsFrom; at < 2 * page; at++) if (!isFound(at)) unnoticed.push(at)
  t.ok(2 * page - rowsFrom > 600)
  t.same(unnoticed, [], 'every byte of every row')

  for (let at = 100; at < original.length; at += 61) {
    if (!isFound(at)) t.equal(everything(altered), events, `byte ${at} holds no event`)
  }
})
