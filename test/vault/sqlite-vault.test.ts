import { cpSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Test, test } from 'tap'
import { openSqliteVault } from '../../src/vault/sqlite-vault.ts'
import {
  type FieldName,
  VaultErased,
  VaultIntegrityFailure,
  VaultUnavailable,
} from '../../src/vault/vault.ts'
import { vaultContract } from '../contracts/vault.contract.ts'
import { race } from '../support/race.ts'
import { newFolder, pidOf, registration, seededRandom, testKeys } from '../support/vault-fixtures.ts'

const open = (t: Test, folder: string, options: { seed?: string; readOnly?: boolean } = {}) => {
  const { seed = 'vault', readOnly = false } = options
  const vault = openSqliteVault({ folder, keys: testKeys, random: seededRandom(seed), readOnly })
  t.teardown(() => vault.close())
  return vault
}

vaultContract('sqlite', (t, random) => {
  const vault = openSqliteVault({ folder: newFolder(), keys: testKeys, random })
  t.teardown(() => vault.close())
  return vault
})

vaultContract('sqlite, sealing on a thread', (t, random) => {
  const vault = openSqliteVault({ folder: newFolder(), keys: testKeys, random, onThread: 'always' })
  t.teardown(() => vault.close())
  return vault
})

/** A vault of two people, closed again, and a hand on its tables. */
const tampered = async (t: Test, change: (db: Database.Database) => void, file = 'vault.db') => {
  const folder = newFolder()
  const vault = openSqliteVault({ folder, keys: testKeys, random: seededRandom('vault') })
  await vault.put(pidOf(1), { name: '张三', bankName: '李四' })
  await vault.put(pidOf(2), { name: '王五' })
  const { bankName } = await vault.put(pidOf(1), { bankName: '赵六' })
  vault.close()
  const db = new Database(join(folder, file))
  if (file === 'vault.db')
    db.exec('DROP TRIGGER sealed_is_never_changed; DROP TRIGGER sealed_is_never_removed')
  change(db)
  db.close()
  return { vault: open(t, folder), bankName: bankName as string }
}

test('a sealed value opens only in its own place and as it was', async (t) => {
  const copy = (from: string, to: string) => `
    UPDATE sealed SET (iv, ciphertext, tag) = (SELECT iv, ciphertext, tag FROM sealed WHERE ${from}) WHERE ${to}`
  const [one, two] = [`pid = '${pidOf(1)}'`, `pid = '${pidOf(2)}'`]
  const changes: [string, string, number, FieldName][] = [
    ['another person', copy(`${two} AND field = 'name'`, `${one} AND field = 'name'`), 1, 'name'],
    ['another field', copy(`${one} AND field = 'name'`, `${one} AND field = 'bankName'`), 1, 'bankName'],
    [
      'an older version',
      copy(`${one} AND version = 1 AND field = 'bankName'`, `${one} AND version = 2`),
      1,
      'bankName',
    ],
    ['another name of a field', `UPDATE sealed SET field = 'phone' WHERE ${two}`, 2, 'phone'],
    ['a later version', `UPDATE sealed SET version = 7 WHERE ${two}`, 2, 'name'],
    ['another cipher', `UPDATE sealed SET alg = 'plain' WHERE ${two}`, 2, 'name'],
    ['another iv', `UPDATE sealed SET iv = zeroblob(12) WHERE ${two}`, 2, 'name'],
    ['cut ciphertext', `UPDATE sealed SET ciphertext = substr(ciphertext, 1, 33) WHERE ${two}`, 2, 'name'],
    ['a cut tag', `UPDATE sealed SET tag = substr(tag, 1, 4) WHERE ${two}`, 2, 'name'],
  ]
  for (const [name, change, n, field] of changes) {
    const { vault } = await tampered(t, (db) => db.exec(change))
    t.throws(() => vault.read(pidOf(n), [field]), VaultIntegrityFailure, name)
    t.throws(() => vault.opens(pidOf(n), field, 'x'), VaultIntegrityFailure, name)
    const other = vault.put(pidOf(3), registration(3))
    await t.rejects(vault.put(pidOf(n), { phone: '13812341234', [field]: 'x' }), VaultIntegrityFailure, name)
    t.match(await other, { name: String }, 'the others of the same commit are not held up')
  }
})

test('a lost version is missed by its commitment', async (t) => {
  const { vault, bankName } = await tampered(t, (db) => db.exec('DELETE FROM sealed WHERE version = 2'))
  t.equal(vault.opens(pidOf(1), 'bankName', bankName), 'no')
  t.equal((await tampered(t, () => {})).vault.opens(pidOf(1), 'bankName', bankName), 'yes')
})

test('a key that was exchanged, altered or lost is found out', async (t) => {
  const swap = `UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE pid = '${pidOf(2)}')`
  for (const change of [swap, 'UPDATE person_key SET wrapped = zeroblob(60)', 'DELETE FROM person_key']) {
    const { vault } = await tampered(t, (db) => db.exec(change), 'vault-keys.db')
    t.throws(() => vault.read(pidOf(1), ['name']), VaultIntegrityFailure, change)
    t.throws(() => vault.opens(pidOf(1), 'name', 'x'), VaultIntegrityFailure, change)
    await t.rejects(vault.put(pidOf(1), { phone: '13812341234' }), VaultIntegrityFailure, change)
    t.throws(() => vault.read(pidOf(1), []), VaultIntegrityFailure, 'a put does not hide it')
  }
})

test('the tables cannot be changed by mistake', async (t) => {
  const folder = newFolder()
  await open(t, folder).put(pidOf(1), registration(1))
  const db = new Database(join(folder, 'vault.db'))
  t.teardown(() => db.close())
  t.throws(() => db.exec('DELETE FROM sealed'), /the vault only adds/)
  t.throws(() => db.exec('UPDATE sealed SET version = 2'), /the vault only adds/)
})

test('the vault does not start with other keys, without its folder, or on a damaged file', async (t) => {
  const folder = newFolder()
  await open(t, folder).put(pidOf(1), registration(1))
  const random = seededRandom('vault')
  for (const readOnly of [true, false]) {
    for (const name of Object.keys(testKeys)) {
      const keys = { ...testKeys, [name]: Buffer.alloc(32, 9) }
      t.throws(() => openSqliteVault({ folder, keys, random, readOnly }), VaultIntegrityFailure, name)
    }
    t.throws(() => open(t, join(folder, 'missing'), { readOnly }), VaultUnavailable)
  }
  const other = newFolder()
  writeFileSync(join(other, 'vault.db'), 'x'.repeat(8_192))
  t.throws(() => open(t, other), VaultIntegrityFailure)
  t.throws(() => open(t, newFolder(), { readOnly: true }), VaultUnavailable)
  t.same(open(t, folder).read(pidOf(1), ['name']), { name: registration(1).name })
})

test('a vault from before all keys were noted takes what it is opened with', async (t) => {
  const folder = newFolder()
  await open(t, folder).put(pidOf(1), registration(1))
  const db = new Database(join(folder, 'vault-keys.db'))
  db.exec('DROP TABLE ledger_key')
  db.close()
  for (const readOnly of [true, false]) {
    t.same(open(t, folder, { readOnly }).read(pidOf(1), ['name']), { name: registration(1).name })
  }
  const keys = { ...testKeys, digestKey: Buffer.alloc(32, 9) }
  const random = seededRandom('vault')
  t.throws(
    () => openSqliteVault({ folder, keys, random }),
    VaultIntegrityFailure,
    'and holds it from then on',
  )
})

test('opened for reading only, nothing is written', async (t) => {
  const folder = newFolder()
  const writer = open(t, folder)
  const { name } = await writer.put(pidOf(1), registration(1))
  const reader = open(t, folder, { readOnly: true })
  await t.rejects(reader.put(pidOf(1), { name: '李四' }), VaultUnavailable)
  await t.rejects(reader.erase(pidOf(1)), VaultUnavailable)
  t.same(reader.read(pidOf(1), ['name']), { name: registration(1).name })
  t.equal(reader.opens(pidOf(1), 'name', name as string), 'yes')
})

test('a put that resolved is in the files, for the owner only, and outlives the process', async (t) => {
  const [folder, copy] = [newFolder(), newFolder()]
  const vault = open(t, folder)
  const answered = await vault.put(pidOf(1), registration(1))
  cpSync(folder, copy, { recursive: true })
  t.ok(readdirSync(folder).length >= 4)
  for (const file of readdirSync(folder)) t.equal(statSync(join(folder, file)).mode & 0o077, 0, file)
  const revived = open(t, copy, { seed: 'after the crash' })
  t.same(revived.read(pidOf(1), ['idNumber', 'name', 'phone']), registration(1))
  t.same(await revived.put(pidOf(1), registration(1)), answered, 'the commitments of before')
})

test('two open vaults of one folder see what the other did, also an erasure', async (t) => {
  const folder = newFolder()
  const [a, b] = [open(t, folder, { seed: 'a' }), open(t, folder, { seed: 'b' })]
  const put = await a.put(pidOf(1), registration(1))
  t.same(await b.put(pidOf(1), registration(1)), put, 'the other key is used, the commitments are kept')
  const { phone } = await b.put(pidOf(1), { phone: '13912341234' })
  t.equal(a.opens(pidOf(1), 'phone', phone as string), 'yes')
  await b.erase(pidOf(1))
  t.throws(() => a.read(pidOf(1), ['name']), VaultErased, 'though its key was in memory here')
  t.equal(a.opens(pidOf(1), 'name', put.name as string), 'erased')
  await t.rejects(a.put(pidOf(1), registration(1)), VaultErased)
})

test('processes that put the same people at once agree on every key and commitment', async (t) => {
  const folder = newFolder()
  const people = 40
  const seeds = ['a', 'b', 'c']
  const answers = await race(
    'vault-process',
    seeds.map((seed) => ['put', folder, seed, String(people)]),
  )
  t.same(answers[1], answers[0])
  t.same(answers[2], answers[0])
  const vault = open(t, folder)
  const [names] = answers as string[][]
  for (let n = 0; n < people; n += 1) {
    t.equal(vault.opens(pidOf(n), 'name', names?.[n] as string), 'yes')
    t.same(vault.read(pidOf(n), ['note:a', 'note:b', 'note:c']), {
      'note:a': 'a',
      'note:b': 'b',
      'note:c': 'c',
    })
  }
})

test('processes that seal on threads of their own lose nothing of each other', async (t) => {
  const folder = newFolder()
  const seeds = ['a', 'b']
  const answers = await race(
    'vault-process',
    seeds.map((seed) => ['put', folder, seed, '40', 'thread']),
  )
  t.same(answers[1], answers[0], 'one commitment for the same value, whoever was first')
  const vault = open(t, folder)
  for (let n = 0; n < 40; n += 1) {
    t.same(vault.read(pidOf(n), ['note:a', 'note:b']), { 'note:a': 'a', 'note:b': 'b' })
  }
  const before = [...vault.people()].length
  await race('vault-process', [['put', folder, 'a', '40', 'thread']])
  t.equal([...vault.people()].length, before, 'again adds nobody')
})

test('processes that make one vault at the same moment all get to open it', async (t) => {
  for (let round = 0; round < 3; round += 1) {
    const folder = newFolder()
    const answers = await race(
      'vault-process',
      ['a', 'b', 'c', 'd'].map((seed) => ['put', folder, seed, '1']),
    )
    t.equal(new Set(answers.map(String)).size, 1)
  }
})

test('a vault that cannot be written to says so and can be tried again', async (t) => {
  const folder = newFolder()
  const vault = open(t, folder)
  await vault.put(pidOf(1), registration(1))
  const lock = new Database(join(folder, 'vault.db'), { timeout: 0 })
  lock.exec('BEGIN IMMEDIATE')
  const pending = [vault.put(pidOf(1), { phone: '13912341234' }), vault.put(pidOf(2), registration(2))]
  const settled = await Promise.allSettled(pending)
  t.ok(settled.every((put) => put.status === 'rejected' && put.reason instanceof VaultUnavailable))
  t.equal(vault.read(pidOf(1), ['phone']).phone, registration(1).phone)
  lock.close()
  await vault.put(pidOf(2), registration(2))
  t.same(vault.read(pidOf(2), ['name']), { name: registration(2).name })
})
