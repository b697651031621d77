import { createHmac } from 'node:crypto'
import { test } from 'tap'
import { wrap } from '../../src/vault/sealing.ts'
import { openSqliteVault } from '../../src/vault/sqlite-vault.ts'
import { VaultErased } from '../../src/vault/vault.ts'
import { bytesIn, newFolder, pidOf, registration, seededRandom, testKeys } from '../support/vault-fixtures.ts'

/** How one put uses what it draws: a key and an IV, then a salt and an IV for each field. */
const drawSize = 44

/** A vault and, for each person, all that was drawn at random for them. */
const observed = () => {
  const folder = newFolder()
  const source = seededRandom('erasure')
  let drawn: Buffer = Buffer.alloc(0)
  const vault = openSqliteVault({
    folder,
    keys: testKeys,
    random: (bytes) => {
      drawn = Buffer.from(source(bytes))
      return drawn
    },
  })
  const register = (n: number) => {
    const commitments = vault.put(pidOf(n), registration(n))
    const [secret, iv] = [drawn.subarray(0, 32), drawn.subarray(32, drawSize)]
    const salts = [1, 2, 3].map((place) => drawn.subarray(place * drawSize, place * drawSize + 32))
    const wrapped = wrap(testKeys.vaultKey, pidOf(n), { secret, iv })
    return { n, commitments, secret, salts, wrappedKey: wrapped.subarray(12, 44) }
  }
  return { folder, vault, register }
}

test('no personal data, key or salt ever stands in the files', async (t) => {
  const { folder, vault, register } = observed()
  const people = Array.from({ length: 50 }, (_, n) => register(n))
  await Promise.all(people.map(({ commitments }) => commitments))
  const secrets = people.flatMap(({ n, secret, salts }) => {
    const values = Object.values(registration(n))
    const texts = (['utf8', 'utf16le'] as const).flatMap((form) =>
      values.map((text) => Buffer.from(text, form)),
    )
    const encoded = values.map((text) => Buffer.from(Buffer.from(text).toString('base64')))
    return [secret, ...salts, ...texts, ...encoded]
  })
  const found = () => {
    const bytes = bytesIn(folder)
    return secrets.filter((secret) => bytes.includes(secret))
  }
  t.same(found(), [], 'while the vault is open')
  t.ok(bytesIn(folder).includes(pidOf(0)), 'the search finds what is there')
  vault.close()
  t.same(found(), [], 'and after it was closed')
})

test('erasing leaves no byte of the key in any file, and everybody else readable', async (t) => {
  const { folder, vault, register } = observed()
  const people: ReturnType<typeof register>[] = []
  for (let batch = 0; batch < 20; batch += 1) {
    const registered = Array.from({ length: 50 }, (_, index) => register(batch * 50 + index))
    await Promise.all(registered.map(({ commitments }) => commitments))
    people.push(...registered)
  }
  const gone = people.filter(({ n }) => n % 5 === 0)
  const kept = people.filter(({ n }) => n % 5 !== 0)
  const keysFound = (of: typeof people) => {
    const bytes = bytesIn(folder)
    return of.filter(({ wrappedKey }) => bytes.includes(wrappedKey)).length
  }
  t.equal(keysFound(people), people.length, 'all keys are there before')
  for (const { n } of gone) await vault.erase(pidOf(n))
  t.equal(keysFound(gone), 0)
  t.equal(keysFound(kept), kept.length)
  for (const { n } of gone) t.throws(() => vault.read(pidOf(n), ['name']), VaultErased)
  for (const { n, commitments } of kept) {
    t.same(vault.read(pidOf(n), ['idNumber', 'name', 'phone']), registration(n))
    t.equal(vault.opens(pidOf(n), 'name', (await commitments).name as string), 'yes')
  }
  vault.close()
  t.equal(keysFound(gone), 0, 'also once closed')
})

test('a commitment that was given out with its value and salt still verifies after erasing', async (t) => {
  const { vault, register } = observed()
  const { n, commitments, salts } = register(1)
  const { idNumber, name } = await commitments
  await vault.erase(pidOf(n))
  const recompute = (field: string, salt: Buffer | undefined, value: string) =>
    createHmac('sha256', salt as Buffer)
      .update(`${field}|1|${value}`)
      .digest('base64url')
  t.equal(recompute('idNumber', salts[0], registration(n).idNumber), idNumber)
  t.equal(recompute('name', salts[1], registration(n).name), name)
  t.not(recompute('name', salts[1], registration(2).name), name)
  vault.close()
})
