import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { faultsAfterCrash, faultsInLog, openWrites } from '../support/acknowledged-writes.ts'
import { CrashProcess } from '../support/crash-process.ts'

const races = 200
const kills = 200

const logFor = (t: Test) => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-crash-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'log.sqlite')
}

test(`two processes race ${races} times on one file: each time one wins`, async (t) => {
  const file = logFor(t)
  const pair = [new CrashProcess(['race', file, 'a']), new CrashProcess(['race', file, 'b'])]
  await Promise.all(pair.map((each) => each.line(0)))
  const won: string[] = []
  const wins = [0, 0]
  for (let slot = 0; slot < races; slot++) {
    for (const { child } of pair) child.stdin?.write(`${slot}\n`)
    const answers = await Promise.all(pair.map((each) => each.line(slot + 1)))
    const winners = answers.flatMap((answer, i) => (answer?.startsWith('won ') ? [i] : []))
    const [winner] = winners
    if (winner === undefined || winners.length > 1) return t.fail(`slot ${slot}: ${answers}`)
    wins[winner] = (wins[winner] as number) + 1
    won.push((answers[winner] as string).slice(4))
  }
  for (const { child } of pair) child.stdin?.end()
  await Promise.all(pair.map(({ ended }) => ended))
  t.comment(`${wins.join(' to ')}`)

  const store = openSqliteEventStore(file)
  t.same(
    (await store.readStream('race-1')).map(({ id }) => id),
    won,
    'the log holds the winners, in order',
  )
  await store.close()
  t.same(faultsInLog(file), [])
})

/** Starts a writer, kills it somewhere in its work, and looks at what it left. */
async function killOnce(file: string, writer: string): Promise<{ faults: string[]; written: number }> {
  const process = new CrashProcess(['load', file, writer, '100000'])
  await process.line(0)
  await process.line(1)
  await sleep(Math.random() * 25)
  process.child.kill('SIGKILL')
  await process.ended
  const acknowledged = process.acknowledged()
  return { faults: await faultsAfterCrash(file, writer, acknowledged), written: acknowledged.length }
}

test(`kill -9 at ${kills} moments under load loses nothing that was acknowledged`, async (t) => {
  const file = logFor(t)
  let written = 0
  for (let kill = 0; kill < kills; kill += 2) {
    // Two at once: each also starts, and recovers, while the other is killed.
    const pair = await Promise.all([killOnce(file, `k${kill}`), killOnce(file, `k${kill + 1}`)])
    for (const { faults, written: count } of pair) {
      written += count
      if (faults.length > 0) t.fail(`kill ${kill}: ${faults.slice(0, 3)}`)
    }
  }
  t.comment(`${written} acknowledged writes`)
  t.ok(written > kills, 'there was load')
  t.same(faultsInLog(file), [], 'and the log is sound after all of it')
})

test('what was in flight when the process died is settled by doing it again', async (t) => {
  const file = logFor(t)
  const process = new CrashProcess(['load', file, 'w', '100000'])
  await process.line(200)
  process.child.kill('SIGKILL')
  await process.ended
  const through = Math.max(...process.acknowledged()) + 40

  const writes = openWrites(file, 'w')
  for (let n = 0; n <= through; n++) await writes.write(n)
  await writes.close()
  const store = openSqliteEventStore(file)
  t.teardown(() => store.close())
  t.same(
    await faultsAfterCrash(
      file,
      'w',
      Array.from({ length: through + 1 }, (_, n) => n),
    ),
    [],
  )
  t.equal((await store.readAll({ after: null, limit: 100_000 })).length, through + 1, 'each is there once')
})
