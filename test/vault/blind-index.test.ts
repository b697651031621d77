import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { test } from 'tap'
import { openSqliteVault } from '../../src/vault/sqlite-vault.ts'
import { VaultUnavailable } from '../../src/vault/vault.ts'
import { bytesIn, newFolder, pidOf, seededRandom, testKeys } from '../support/vault-fixtures.ts'

/** The index by which the vault tells who has the same account. What it promises stands in the contract. */

const account = '6222020000000000000'
const open = (folder: string, readOnly = false) =>
  openSqliteVault({ folder, keys: testKeys, random: seededRandom('blind'), readOnly })

const key = createHmac('sha256', testKeys.vaultKey).update('blind-index|v1').digest()
const digest = createHmac('sha256', key).update(`bankAccount|${account}`).digest()

test('a vault from before the index gets it when it is opened for writing, once', async (t) => {
  const folder = newFolder()
  const first = open(folder)
  for (const n of [1, 2, 3]) await first.put(pidOf(n), { bankAccount: account, bankName: '甲' })
  await first.put(pidOf(3), { bankAccount: '6222020000000000018' })
  await first.put(pidOf(4), { bankAccount: account })
  await first.erase(pidOf(4))
  first.close()
  const file = new Database(join(folder, 'vault.db'))
  file.exec('DROP TABLE blind_index; DROP TABLE blind_index_built')
  file.close()

  const looking = open(folder, true)
  t.throws(
    () => looking.othersWith(pidOf(1), 'bankAccount'),
    VaultUnavailable,
    'not where nothing is written',
  )
  looking.close()

  const again = open(folder)
  t.same(
    [1, 2, 3, 4].map((n) => again.othersWith(pidOf(n), 'bankAccount')),
    [1, 1, 0, 0],
    'the current values of those who were not erased',
  )
  again.close()
  const third = open(folder)
  t.equal(third.othersWith(pidOf(1), 'bankAccount'), 1)
  third.close()
})

test('erasing takes the digest out of every file', async (t) => {
  const folder = newFolder()
  const vault = open(folder)
  await vault.put(pidOf(1), { bankAccount: account })
  t.ok(bytesIn(folder).includes(digest), 'the search finds what is there')
  t.notOk(bytesIn(folder).includes(account))
  await vault.erase(pidOf(1))
  t.notOk(bytesIn(folder).includes(digest), 'while it is open')
  vault.close()
  t.notOk(bytesIn(folder).includes(digest))
})
