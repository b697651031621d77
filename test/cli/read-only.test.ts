import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { jinlan } from '../support/run-jinlan.ts'

/** An auditor is given a folder, or a disk, that nobody may write to. */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-read-only-'))
const data = join(folder, 'data')
const scratch = join(folder, 'scratch')
const nobody = 65_534
const isRoot = process.getuid?.() === 0

/** Mode bits hold nobody back who is root, so the program is then run as somebody else. */
const as = isRoot ? { uid: nobody } : {}
const look = (...args: readonly string[]) =>
  jinlan([...args, '--data', data], { ...as, env: { TMPDIR: scratch } })

const hand = (path: string, mode: number): void => {
  chmodSync(path, mode)
  if (isRoot) chownSync(path, nobody, nobody)
}

t.before(async () => {
  const made = await jinlan(['demo', '--no-serve', '--quiet', '--people', '30', '--data', data])
  if (made.code !== 0) throw new Error(made.stderr)
  cpSync(data, scratch, { recursive: true, filter: (path) => path === data })
  hand(folder, 0o755)
  hand(scratch, 0o700)
  for (const file of readdirSync(data)) hand(join(data, file), 0o400)
  hand(data, 0o500)
})

t.teardown(() => {
  chmodSync(data, 0o700)
  rmSync(folder, { recursive: true })
})

t.test('a folder that may not be written to is checked on a copy', async (t) => {
  const before = readdirSync(data)
  for (const verb of ['fsck', 'verify', 'replay']) {
    const { code, stdout, stderr } = await look(verb)
    t.same([code, stdout], [0, ''], verb)
    t.match(stderr, /^\S+ 不能写入,以下按其临时副本得出\n$/)
    t.equal((await look(verb, '--quiet')).stderr, '')
  }
  t.match(await look('policy', 'list'), { code: 0, stdout: /plan-2024-2026/ })
  t.same(readdirSync(data), before)
  t.same(readdirSync(scratch), [], 'no copy is left behind')
})

t.test('what would be lost with the copy is refused', async (t) => {
  t.match(await look('rebuild'), { code: 5, stdout: '', stderr: /错误\(data-not-writable\)/ })
  const refused = await look('serve', '--port', '0')
  t.equal(refused.code, 5)
  t.match(refused.stderr, /^错误\(log-unavailable\)/)
  t.same(readdirSync(scratch), [])
})

t.test('where no copy can be made either, that is said', async (t) => {
  chmodSync(scratch, 0o500)
  t.teardown(() => chmodSync(scratch, 0o700))
  const { code, stderr } = await look('fsck')
  t.equal(code, 5)
  t.match(stderr, /^错误\(data-not-writable\):.+TMPDIR/)
})
