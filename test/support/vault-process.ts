/**
 * One of several processes that use the same files at once. Prints one JSON value.
 *
 * `keys <file> <seed>`: the keys it starts with.
 * `put <folder> <seed> <people>`: the commitments to the names it put.
 * `faults <folder> <seed> <people>`: for each put, one after another, its commitments or its error.
 * `thread`, as a further word: whatever is put goes to the thread that seals.
 */
import { createHash } from 'node:crypto'
import { loadOrCreateKeys } from '../../src/vault/keys.ts'
import { openSqliteVault } from '../../src/vault/sqlite-vault.ts'
import { vaultLimits } from '../../src/vault/vault.ts'
import { pidOf, registration, seededRandom, testKeys } from './vault-fixtures.ts'

const [, , verb = '', path = '', seed = '', people = '0', where = ''] = process.argv

const keysDigest = (): string => {
  const keys = loadOrCreateKeys(path, seededRandom(seed))
  return createHash('sha256')
    .update(Buffer.concat(Object.values(keys)))
    .digest('hex')
}

const openVault = () => {
  const onThread = where === 'thread' ? ({ onThread: 'always' } as const) : {}
  return openSqliteVault({ folder: path, keys: testKeys, random: seededRandom(seed), ...onThread })
}

const putAll = async (): Promise<readonly (string | undefined)[]> => {
  const vault = openVault()
  const names: (string | undefined)[] = []
  for (let n = 0; n < Number(people); n += 1) {
    const { name } = await vault.put(pidOf(n), { ...registration(n), [`note:${seed}`]: seed })
    names.push(name)
  }
  await vault.close()
  return names
}

/** As many fields as one put may have, so that checkpoints come soon. */
const putUnderFaults = async (): Promise<readonly unknown[]> => {
  const vault = openVault()
  const answers: unknown[] = []
  for (let n = 0; n < Number(people); n += 1) {
    const notes = Array.from({ length: vaultLimits.fieldsPerPut }, (_, index) => [`note:${index}`, `${n}`])
    answers.push(await vault.put(pidOf(n), Object.fromEntries(notes)).catch(String))
    // A checkpoint that is due runs before the next put.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await vault.close()
  return answers
}

const verbs: { readonly [verb: string]: () => unknown } = {
  keys: keysDigest,
  put: putAll,
  faults: putUnderFaults,
}

process.stdin.once('data', async () => {
  process.stdout.write(JSON.stringify(await verbs[verb]?.()))
  process.stdin.unref()
  process.exitCode = 0
})
process.stdout.write('ready\n')
