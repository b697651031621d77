import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t from 'tap'
import { keepDemoClock } from '../../src/demo/demo-folder.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { endOf, jinlan, startJinlan } from '../support/run-jinlan.ts'

/** Ctrl-C stops an import between two batches, says how to go on, and the same command goes on. */

const people = 2_000

t.test('an import that is interrupted stops soon, and is gone on with by the same command', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-import-stop-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const data = join(folder, 'data')
  const sheet = join(folder, 'sheet.csv')
  writeFileSync(sheet, csvOf(Array.from({ length: people }, (_, n) => cellsOf(500_000 + n))))
  t.equal((await jinlan(['demo', '--no-serve', '--people', '3', '--quiet', '--data', data])).code, 0)
  // The rows ended after the city's last day.
  keepDemoClock(data, '2026-11-24T01:00:00.000Z')
  const recorded = (): number => {
    const log = new Database(join(data, 'ledger.db'), { readonly: true })
    const count = log.prepare("SELECT count(*) FROM events WHERE type = 'TrainingCompleted'").pluck().get()
    log.close()
    return count as number
  }
  const before = recorded()
  const args = ['import', sheet, '--provider', 'provider-1', '--data', data]
  const child = startJinlan(args)
  const ended = endOf(child)
  while (child.exitCode === null && recorded() === before) await pause(5)
  child.kill('SIGINT')
  const { code, stderr } = await ended
  t.equal(code, 130)
  t.match(stderr, /正在停下/)
  t.match(stderr, /已经中断.*录入了大约 \d+ 行,还剩 \d+ 行;再运行一次同样的命令/s)
  const done = recorded() - before
  t.ok(done > 0 && done < people, `stopped on the way, at ${done}`)
  t.match(await jinlan([...args, '--quiet']), { code: 0 })
  t.equal(recorded() - before, people, 'nothing is missing, nothing is there twice')
  t.match(await jinlan([...args, '--quiet']), { code: 0, stdout: /无新增/ })
  t.same(await jinlan(['fsck', '--quiet', '--data', data]), { code: 0, stdout: '', stderr: '' })
})
