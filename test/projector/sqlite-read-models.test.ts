import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { test } from 'tap'
import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { Checkpoint, Seen, StateRow } from '../../src/projector/read-model-store.ts'
import { createTemporaryReadModels, openSqliteReadModels } from '../../src/projector/sqlite-read-models.ts'
import { dumpOf, figuresFile, openFigures, temporaryFolder } from '../support/figures.ts'

const register = projections.find(({ name }) => name === 'claim-register') as HostedProjection
const seenAt = (position: bigint): Seen => ({
  position,
  at: null,
  stream: 'person-a',
  revision: 0n,
  eventId: `e${position}`,
})
/** The columns after the person. */
const moneyColumns = Object.keys(register.index)
  .slice(5)
  .map(() => null)
const row = (seq: bigint, change: Partial<StateRow> = {}): StateRow => ({
  partition: `c${seq}`,
  seq,
  position: seq,
  state: '{}',
  columns: ['330602', 'submitted', 'i', null, 'a', ...moneyColumns],
  ...change,
})

const opened = (t: Parameters<typeof openFigures>[0], file = figuresFile(t)) => {
  const readModels = openFigures(t, file)
  const rebuild = readModels.rebuild([register])
  rebuild.put(register, [row(1n), row(2n)])
  rebuild.finish(seenAt(2n))
  return { file, readModels, checkpoint: readModels.checkpoint(register) as Checkpoint }
}

test('a file that holds something else is left alone', (t) => {
  const folder = temporaryFolder(t)
  const database = join(folder, 'other.sqlite')
  const db = new Database(database)
  db.exec('CREATE TABLE precious (x)')
  db.close()
  t.throws(() => openSqliteReadModels(database), { name: 'ReadModelsUnfit', message: /other\.sqlite/ })
  const again = new Database(database)
  t.equal(again.pragma('journal_mode', { simple: true }), 'delete', 'not a byte of it is changed')
  again.close()
  const text = join(folder, 'text.sqlite')
  writeFileSync(
    text,
    'no database at all, but long enough to have a header of a hundred bytes or so'.repeat(3),
  )
  t.throws(() => openSqliteReadModels(text), { name: 'ReadModelsUnfit' })
  t.end()
})

test('states and checkpoint move together, and only from where they are', (t) => {
  const { file, readModels, checkpoint } = opened(t)
  const before = dumpOf(readModels, [register])
  const advance = (expected: Checkpoint) => ({
    projection: register,
    rows: [row(3n)],
    expected,
    seen: seenAt(3n),
  })
  for (const expected of [
    { ...checkpoint, epoch: checkpoint.epoch + 1 },
    { ...checkpoint, version: 7 },
    { ...checkpoint, seen: seenAt(1n) },
    { ...checkpoint, seen: null },
  ]) {
    t.equal(readModels.advance([advance(expected)]), 'moved')
  }
  const broken = { ...advance(checkpoint), rows: [row(3n), row(4n, { partition: 'c1' })] }
  t.throws(() => readModels.advance([broken]), /UNIQUE/, 'a partition has one place')
  t.strictSame(dumpOf(openFigures(t, file), [register]), before, 'nothing of it was written')
  t.equal(readModels.advance([advance(checkpoint)]), 'ok')
  t.equal(readModels.advance([advance(checkpoint)]), 'moved', 'the repeat adds nothing')
  t.strictSame(readModels.get(register, 'c3'), row(3n))
  t.strictSame(readModels.checkpoint(register)?.seen, seenAt(3n))
  t.end()
})

test('a second writer is told that the figures are busy', (t) => {
  const { file, readModels, checkpoint } = opened(t)
  const other = openFigures(t, file)
  const rebuild = other.rebuild([register])
  const advance = { projection: register, rows: [], expected: checkpoint, seen: seenAt(3n) }
  t.throws(() => readModels.advance([advance]), { name: 'ReadModelsBusy' })
  t.throws(() => readModels.rebuild([register]), { name: 'ReadModelsBusy' })
  rebuild.abandon()
  t.equal(readModels.advance([advance]), 'ok')
  t.end()
})

test('a rebuild is not seen until it is finished, and an abandoned one never was', (t) => {
  const { file, readModels, checkpoint } = opened(t)
  const before = dumpOf(readModels, [register])
  const given = readModels.rebuild([register])
  given.put(register, [row(9n)])
  t.strictSame(given.get(register, 'c9'), row(9n))
  t.equal(given.get(register, 'c1'), undefined, 'it begins empty')
  given.abandon()
  given.abandon()
  t.strictSame(dumpOf(readModels, [register]), before)
  const rebuild = readModels.rebuild([register])
  rebuild.put(register, [row(5n)])
  while (rebuild.index());
  t.strictSame(dumpOf(openFigures(t, file), [register]), before, 'others still see the old figures')
  rebuild.finish(seenAt(5n))
  rebuild.abandon()
  t.equal(readModels.get(register, 'c1'), undefined)
  t.strictSame(
    readModels.page({ projection: register, filter: { district: '330602' }, after: null, limit: 5 }),
    [row(5n)],
  )
  t.equal(readModels.checkpoint(register)?.epoch, checkpoint.epoch + 1)
  t.end()
})

test('frozen figures stay as they are while others go on', (t) => {
  const { readModels, checkpoint } = opened(t)
  const before = dumpOf(readModels, [register])
  const frozen = readModels.freeze()
  readModels.advance([{ projection: register, rows: [row(3n)], expected: checkpoint, seen: seenAt(3n) }])
  t.strictSame(dumpOf(frozen, [register]), before)
  frozen.close()
  t.notSame(dumpOf(readModels, [register]), before)
  t.end()
})

test('temporary figures go when they are closed', (t) => {
  const { file, readModels } = opened(t)
  const others = () => readdirSync(dirname(file)).filter((name) => !name.startsWith('figures.sqlite'))
  const scratch = readModels.scratch()
  t.equal(scratch.checkpoint(register), undefined)
  t.equal(others().length, 1, 'beside the file, where there is room for it')
  scratch.close()
  t.strictSame(others(), [])
  createTemporaryReadModels().close()
  t.end()
})
