import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startLoopback } from '../support/esdb-loopback/server.ts'
import { jinlan } from '../support/run-jinlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-esdb-'))
t.teardown(() => rmSync(folder, { recursive: true }))

t.test('over EventStoreDB the same verbs do the same work', async (t) => {
  const loopback = await startLoopback()
  t.teardown(() => loopback.close())
  const there = ['--store', loopback.connectionString, '--data', folder]
  const made = await jinlan(['demo', '--no-serve', '--json', '--quiet', '--people', '9', ...there])
  t.same([made.code, made.stderr], [0, ''])
  t.notOk(existsSync(join(folder, 'ledger.db')), 'the log is elsewhere')
  for (const verb of ['verify', 'replay', 'fsck']) {
    t.same(await jinlan([verb, ...there]), { code: 0, stdout: '', stderr: '' }, verb)
  }
  const again = await jinlan(['demo', '--no-serve', ...there])
  t.match(again, { code: 2, stderr: /log-not-empty/ })
  t.equal((await jinlan(['fsck', ...there])).code, 0, 'the vault of that log was left alone')
})
