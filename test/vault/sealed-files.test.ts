import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createMemorySealedFiles } from '../../src/vault/memory-sealed-files.ts'
import type { SealedFiles } from '../../src/vault/sealed-files.ts'
import { openSealedFolder } from '../../src/vault/sealed-folder.ts'

/** Files that hold personal data beside the log: sealed, whole or not there, and gone when removed. */

const root = mkdtempSync(join(tmpdir(), 'jinlan-sealed-'))
t.teardown(() => rmSync(root, { recursive: true }))

const vaultKey = randomBytes(32)
const folderOf = (name: string, key: Uint8Array = vaultKey) =>
  openSealedFolder({ folder: join(root, name), vaultKey: key, random: (bytes) => randomBytes(bytes) })

const secret = '鐸龘靐'
const parts = [Buffer.from(secret), Buffer.alloc(0), Buffer.from('third')]

const adapters: readonly (readonly [string, SealedFiles])[] = [
  ['memory', createMemorySealedFiles()],
  ['folder', folderOf('contract')],
]
for (const [name, files] of adapters) {
  t.test(`${name}: what is written is read, replaced and removed`, async (t) => {
    t.equal(await files.read('a.rows', 0), undefined)
    t.equal(await files.parts('a.rows'), 0)
    await files.remove('a.rows')
    await files.write('a.rows', parts)
    t.equal(await files.parts('a.rows'), 3)
    for (const [part, bytes] of parts.entries()) {
      t.ok(bytes.equals(Buffer.from((await files.read('a.rows', part)) ?? Buffer.from('none'))))
    }
    t.equal(await files.read('a.rows', 3), undefined)
    await files.write('a.rows', [Buffer.from('new')])
    t.equal(Buffer.from((await files.read('a.rows', 0)) ?? []).toString(), 'new')
    await files.remove('a.rows')
    await files.remove('a.rows')
    t.equal(await files.parts('a.rows'), 0)
  })
}

t.test('the folder shows nothing, to its owner only, and keeps nothing half written', async (t) => {
  const place = join(root, 'private')
  const files = folderOf('private')
  await files.write('b.upload', parts)
  t.equal(statSync(place).mode & 0o777, 0o700)
  t.equal(statSync(join(place, 'b.upload')).mode & 0o777, 0o600)
  t.notOk(readFileSync(join(place, 'b.upload')).includes(Buffer.from(secret)))
  await t.rejects(files.write('c.upload', [undefined as never]), 'stopped in the middle')
  t.same(readdirSync(place), ['b.upload'])
})

/** As a crash leaves it. */
const leaveUnfinished = (path: string, minutesAgo: number): void => {
  writeFileSync(path, 'cut off')
  const at = Date.now() / 1_000 - 60 * minutesAgo
  utimesSync(path, at, at)
}

t.test('the first write removes what was left unfinished an hour ago, nothing younger', async (t) => {
  const place = join(root, 'left')
  await folderOf('left').write('b.upload', parts)
  leaveUnfinished(join(place, 'c.upload.partial'), 61)
  leaveUnfinished(join(place, 'c.upload.00ff.partial'), 61)
  leaveUnfinished(join(place, 'd.upload.00ff.partial'), 59)
  await folderOf('left').write('e.upload', [])
  t.same(readdirSync(place), ['b.upload', 'd.upload.00ff.partial', 'e.upload'])
})

t.test('several processes write at the same time, the same name too, and each file is whole', async (t) => {
  const all = [1, 2, 3].map((fill) => Array.from({ length: 20 }, () => Buffer.alloc(50_000, fill)))
  const writers = all.map(() => folderOf('shared'))
  await Promise.all(all.map((own, place) => writers[place]?.write('a.rows', own)))
  await Promise.all(all.map((own, place) => folderOf('shared').write(`b-${place}.rows`, own)))
  t.same(readdirSync(join(root, 'shared')), ['a.rows', 'b-0.rows', 'b-1.rows', 'b-2.rows'])
  for (const name of ['a.rows', 'b-1.rows']) {
    const read = await Promise.all(
      Array.from({ length: 20 }, (_, part) => folderOf('shared').read(name, part)),
    )
    t.equal(new Set(read.map((bytes) => bytes?.[0])).size, 1, 'of one writer')
  }
})

t.test('what was altered, moved, cut or sealed under another key does not open', async (t) => {
  const place = join(root, 'altered')
  const files = folderOf('altered')
  await files.write('e.upload', parts)
  const whole = readFileSync(join(place, 'e.upload'))
  const refused = { name: 'VaultIntegrityFailure' }
  await t.rejects(folderOf('altered', randomBytes(32)).read('e.upload', 0), refused)
  for (let at = 0; at < whole.length; at++) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(join(place, 'e.upload'), bytes)
    const opened = await Promise.allSettled(parts.map((_, part) => files.read('e.upload', part)))
    t.ok(
      opened.some(({ status }) => status === 'rejected'),
      `byte ${at}`,
    )
  }
  writeFileSync(join(place, 'f.upload'), whole)
  await t.rejects(files.read('f.upload', 0), refused, 'under another name')
  writeFileSync(join(place, 'e.upload'), whole.subarray(0, -1))
  await t.rejects(files.read('e.upload', 2), refused, 'cut off')
  for (const name of ['../keys.json', 'A', '', 'a.b.c']) {
    await t.rejects(files.write(name, []), TypeError, name)
  }
})
