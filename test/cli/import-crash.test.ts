import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import root from 'tap'
import { keepDemoClock } from '../../src/demo/demo-folder.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { endOf, jinlan, startJinlan } from '../support/run-jinlan.ts'

/**
 * `jinlan import` is killed at fifty places of its work and run again: nothing is missing, nothing is
 * there twice, and once more it adds nothing.
 */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-import-crash-'))
root.teardown(() => rmSync(folder, { recursive: true }))

const people = 900
const ledgers = 5
const killsPerLedger = 10
/** No process records anything sooner. */
const startsMs = 300
const sheet = join(folder, 'sheet.csv')
/** On no day so many that they are a burst, of which every try would find others. */
const issuedOn = (n: number) => ({ 发证日期: `2026-09-${10 + (n % 3)}` })
writeFileSync(sheet, csvOf(Array.from({ length: people }, (_, n) => cellsOf(400_000 + n, issuedOn(n)))))

const base = join(folder, 'base')
const args = (data: string) => ['import', sheet, '--provider', 'provider-1', '--data', data, '--quiet']

const counting = (data: string) => {
  const log = new Database(join(data, 'ledger.db'), { readonly: true })
  const all = log.prepare('SELECT max(position) FROM events').pluck()
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

/** One ledger dies ten times, at ever later places, so that what was left over is left over again. */
const killTenTimes = async (
  t: Pick<typeof root, 'match' | 'same'>,
  ledger: number,
  whole: Readonly<Record<string, number>>,
): Promise<number> => {
  const data = join(folder, `kill-${ledger}`)
  cpSync(base, data, { recursive: true })
  let half = 0
  for (let kill = 0; kill < killsPerLedger; kill++) {
    const point = ledger * killsPerLedger + kill
    const { count, close } = counting(data)
    const start = count()
    const child = startJinlan(args(data))
    const ended = endOf(child)
    const more = 1 + 5 * (point % 7)
    await pause(startsMs)
    while (child.exitCode === null && child.signalCode === null && count() < start + more) await pause(2)
    child.kill('SIGKILL')
    await ended
    if (count() > start) half++
    close()
  }
  t.match(await jinlan(args(data)), { code: 0 }, `run again after ${killsPerLedger} kills`)
  t.same(typesIn(data), whole, 'nothing is missing, nothing is there twice')
  t.match(await jinlan(args(data)), { code: 0, stdout: /无新增/ })
  t.same(typesIn(data), whole, 'and again adds nothing')
  for (const verb of ['fsck', 'verify']) {
    t.same(await jinlan([verb, '--data', data]), { code: 0, stdout: '', stderr: '' }, verb)
  }
  rmSync(data, { recursive: true })
  return half
}

root.test('killed at fifty places of an import, and run again', async (t) => {
  t.match(await jinlan(['demo', '--people', '10', '--no-serve', '--data', base]), { code: 0 })
  // The rows ended after the city's last day.
  keepDemoClock(base, '2026-11-24T01:00:00.000Z')
  const before = typesIn(base)
  const calm = join(folder, 'calm')
  cpSync(base, calm, { recursive: true })
  t.match(await jinlan(args(calm)), { code: 0 })
  const whole = typesIn(calm)
  t.equal((whole.TrainingCompleted ?? 0) - (before.TrainingCompleted ?? 0), people)

  // Side by side: a process that starts waits as much as it works.
  const all = Array.from({ length: ledgers }, (_, ledger) => killTenTimes(t, ledger, whole))
  const half = (await Promise.all(all)).reduce((sum, n) => sum + n, 0)
  const killPoints = ledgers * killsPerLedger
  t.comment(`${half} of ${killPoints} were killed half way`)
  t.ok(half >= killPoints / 2, `${half} died with something recorded`)
})
