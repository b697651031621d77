import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'tap'
import { parseIdNumber } from '../../src/domain/id-number.ts'
import { syntheticIdNumber, syntheticIdNumbers } from '../../src/domain/synthetic-id.ts'
import { derivePid, KeyFileError, loadOrCreateKeys } from '../../src/vault/keys.ts'
import { race } from '../support/race.ts'
import { newFolder, seededRandom } from '../support/vault-fixtures.ts'

const unused = () => {
  throw new Error('no random bytes are needed')
}
const refusalOf = (file: string) => {
  try {
    loadOrCreateKeys(file, unused)
  } catch (error) {
    if (error instanceof KeyFileError) return error
  }
  throw new Error('not refused')
}
const newKeyFile = () => {
  const file = join(newFolder(), 'keys.json')
  return { file, keys: loadOrCreateKeys(file, seededRandom('keys')) }
}

test('a key file that others may read is refused', (t) => {
  for (const mode of [0o640, 0o604, 0o660, 0o601, 0o644]) {
    const { file } = newKeyFile()
    chmodSync(file, mode)
    const refusal = refusalOf(file)
    t.equal(refusal.code, 'key-file-readable-by-others', mode.toString(8))
    t.match(refusal.message, 'chmod 600')
  }
  const { file, keys } = newKeyFile()
  chmodSync(file, 0o400)
  t.same(loadOrCreateKeys(file, unused), keys, 'the owner alone may read it')
  t.end()
})

test('a damaged key file is refused, not replaced, and not quoted', (t) => {
  const { file } = newKeyFile()
  const whole = readFileSync(file, 'utf8')
  const fields = JSON.parse(whole)
  const shorter = Buffer.from(fields.pidKey, 'base64url').subarray(1).toString('base64url')
  const damaged = [
    '',
    'null',
    '[]',
    whole.slice(0, -10),
    JSON.stringify({ ...fields, version: 2 }),
    JSON.stringify({ ...fields, digestKey: undefined }),
    JSON.stringify({ ...fields, vaultKey: 7 }),
    JSON.stringify({ ...fields, pidKey: shorter }),
    JSON.stringify({ ...fields, pidKey: `${fields.pidKey}=` }),
    JSON.stringify({ ...fields, certificateKey: `${fields.certificateKey.slice(0, -1)}!` }),
  ]
  for (const text of damaged) {
    writeFileSync(file, text)
    const refusal = refusalOf(file)
    t.equal(refusal.code, 'key-file-malformed')
    t.equal(readFileSync(file, 'utf8'), text, 'left as it is')
    t.notOk(
      JSON.stringify([refusal.message, refusal.stack, refusal.cause]).includes(fields.vaultKey.slice(0, 8)),
    )
  }
  writeFileSync(file, whole)
  t.equal(loadOrCreateKeys(file, unused).pidKey.length, 32)
  t.end()
})

test('what is no file, or cannot be made, is refused', (t) => {
  const folder = newFolder()
  mkdirSync(join(folder, 'keys.json'))
  t.equal(refusalOf(join(folder, 'keys.json')).code, 'key-file-unreadable')
  symlinkSync('nowhere', join(folder, 'dangling'))
  const random = seededRandom('keys')
  const notCreated = { name: 'KeyFileError', code: 'key-file-not-created' }
  t.throws(() => loadOrCreateKeys(join(folder, 'dangling'), random), notCreated)
  t.throws(() => loadOrCreateKeys(join(folder, 'missing', 'keys.json'), random), notCreated)
  const brokenRandom = () => new Uint8Array(31)
  t.throws(() => loadOrCreateKeys(join(folder, 'short'), brokenRandom), notCreated)
  t.same(readdirSync(folder).sort(), ['dangling', 'keys.json'], 'nothing is left behind')
  t.end()
})

test('the first start makes four keys for the owner only, every other start reads them', (t) => {
  const { file, keys } = newKeyFile()
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.same(readdirSync(join(file, '..')), ['keys.json'])
  const all = Object.values(keys).map((key) => Buffer.from(key).toString('hex'))
  t.equal(new Set(all).size, 4)
  t.ok(all.every((key) => key.length === 64))
  t.same(loadOrCreateKeys(file, unused), keys)
  t.end()
})

test('processes that start at once end with the same keys', async (t) => {
  for (let round = 0; round < 2; round += 1) {
    const folder = newFolder()
    const file = join(folder, 'keys.json')
    const digests = await race(
      'vault-process',
      Array.from({ length: 4 }, (_, index) => ['keys', file, `seed-${index}`]),
    )
    t.equal(new Set(digests).size, 1)
    t.same(readdirSync(folder), ['keys.json'])
  }
})

test('a person id is never made from anything but a canonical id number', (t) => {
  const key = Buffer.alloc(32)
  for (const text of ['', '33069919700101001', ' 330699197001010015', '11010519491231002x']) {
    t.throws(() => derivePid(key, text), { name: 'TypeError', message: 'not a canonical id number' })
  }
  t.end()
})

test('a person id is the keyed digest of the id number, whatever its spelling', (t) => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  // Computed with Python's hmac, hashlib and base64.
  t.equal(derivePid(key, '11010519491231002X'), 'd2tmxwx5pwlnp5c2mmamdvh7bz')
  t.equal(derivePid(key, '330699197001010015'), '2mg2scq5gnhjgynf26ouyxtbsf')
  t.not(derivePid(Buffer.alloc(32, 9), '330699197001010015'), '2mg2scq5gnhjgynf26ouyxtbsf')
  const pidOfText = (text: string) => {
    const parsed = parseIdNumber(text, '2026-11-24')
    return parsed.ok ? derivePid(key, parsed.idNumber) : parsed.code
  }
  const gaps = fc.array(fc.constantFrom('', ' ', '\u3000', '\u200b', '\ufeff'), {
    minLength: 18,
    maxLength: 18,
  })
  const id = fc.integer({ min: 0, max: syntheticIdNumbers - 1 }).map(syntheticIdNumber)
  fc.assert(
    fc.property(id, gaps, (number, gap) => {
      const wide = [...number].map(
        (digit, place) => gap[place] + String.fromCharCode(digit.charCodeAt(0) + 0xfee0),
      )
      return pidOfText(wide.join('').toLowerCase()) === derivePid(key, number)
    }),
    { numRuns: 500 },
  )
  t.end()
})
