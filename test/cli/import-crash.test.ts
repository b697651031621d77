import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import t from 'tap'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { endOf, jinlan, startJinlan } from '../support/run-jinlan.ts'

/**
 * `jinlan import` is killed at fifty places of its work and run again: nothing is missing, nothing is
 * there twice, and once more it adds nothing.
 */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-import-crash-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const people = 300
const killPoints = 50
const sheet = join(folder, 'sheet.csv')
writeFileSync(sheet, csvOf(Array.from({ length: people }, (_, n) => cellsOf(400_000 + n))))

const base = join(folder, 'base')
const args = (data: string) => ['import', sheet, '--provider', 'provider-1', '--data', data, '--quiet']

const counting = (data: string) => {
  const log = new Database(join(data, 'ledger.db'), { readonly: true })
  const all = log.prepare('SELECT count(*) FROM events').pluck()
  return { count: () => all.get() as number, close: () => log.close() }
}

const typesIn = (data: string): Readonly<Record<string, number>> => {
  const log = new Database(join(data, 'ledger.db'), { readonly: true })
  const rows = log.prepare('SELECT type, count(*) AS n FROM events GROUP BY type').all() as {
    readonly type: string
    readonly n: number
  }[]
  log.close()
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]))
}

t.test('killed at fifty places of an import, and run again', async (t) => {
  t.match(await jinlan(['demo', '--people', '10', '--no-serve', '--data', base]), { code: 0 })
  const before = typesIn(base)
  const calm = join(folder, 'calm')
  cpSync(base, calm, { recursive: true })
  t.match(await jinlan(args(calm)), { code: 0 })
  const whole = typesIn(calm)
  const grown =
    Object.values(whole).reduce((sum, n) => sum + n, 0) - Object.values(before).reduce((s, n) => s + n, 0)
  t.equal((whole.TrainingCompleted ?? 0) - (before.TrainingCompleted ?? 0), people)

  let half = 0
  let data = ''
  for (let point = 0; point < killPoints; point++) {
    // One ledger dies ten times, at ever later places, so that what was left over is left over again.
    if (point % 10 === 0) {
      data = join(folder, `kill-${point}`)
      cpSync(base, data, { recursive: true })
    }
    const { count, close } = counting(data)
    const start = count()
    const child = startJinlan(args(data))
    const ended = endOf(child)
    const more = 1 + Math.round((grown / 10) * ((point % 7) / 6))
    while (child.exitCode === null && child.signalCode === null && count() < start + more) await pause(1)
    child.kill('SIGKILL')
    await ended
    if (count() > start) half++
    close()
    if (point % 10 !== 9) continue
    t.match(await jinlan(args(data)), { code: 0 }, `run again after ${point + 1} kills`)
    t.same(typesIn(data), whole, 'nothing is missing, nothing is there twice')
    const again = await jinlan(args(data))
    t.match(again, { code: 0, stdout: /无新增/ })
    t.same(typesIn(data), whole, 'and again adds nothing')
    for (const verb of ['fsck', 'verify']) {
      t.same(await jinlan([verb, '--data', data]), { code: 0, stdout: '', stderr: '' }, verb)
    }
    rmSync(data, { recursive: true })
  }
  t.comment(`${half} of ${killPoints} were killed half way`)
  t.ok(half >= killPoints / 2, `${half} died with something recorded`)
})
