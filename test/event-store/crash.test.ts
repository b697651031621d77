import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { openSqliteEventStore } from '../../src/event-store/sqlite-event-store.ts'
import { logIn, openCommands } from '../support/acknowledged-commands.ts'
import { faultsInLog } from '../support/acknowledged-writes.ts'
import { commandFaultsAfterCrash, fsckFaults } from '../support/command-faults.ts'
import { CrashProcess } from '../support/crash-process.ts'

const races = 200
const kills = 200

const folderFor = (t: Test) => {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-crash-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const logLength = async (folder: string) => {
  const store = openSqliteEventStore(logIn(folder))
  const { length } = await store.readAll({ after: null, limit: 100_000 })
  await store.close()
  return length
}

test(`two processes race ${races} times on one file: each time one wins`, async (t) => {
  const file = join(folderFor(t), 'log.sqlite')
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
async function killOnce(folder: string, writer: number): Promise<{ faults: string[]; answered: number }> {
  const process = new CrashProcess(['load', folder, `${writer}`, '10000'])
  await process.line(1)
  // Mostly among registrations, and now and then after several approvals of each lane.
  await sleep(Math.random() ** 2 * 120)
  process.child.kill('SIGKILL')
  await process.ended
  const acknowledged = process.acknowledged()
  const faults = await commandFaultsAfterCrash(folder, `${writer}`, acknowledged)
  return { faults, answered: acknowledged.length }
}

test(`kill -9 at ${kills} moments under load loses nothing that was answered`, async (t) => {
  const folder = folderFor(t)
  let answered = 0
  for (let kill = 0; kill < kills; kill += 2) {
    // Two at once: each also starts, and recovers, while the other is killed.
    const pair = await Promise.all([killOnce(folder, kill), killOnce(folder, kill + 1)])
    for (const { faults, answered: count } of pair) {
      answered += count
      if (faults.length > 0) t.fail(`kill ${kill}: ${faults.slice(0, 3)}`)
    }
    if (kill % 40 === 0) t.same(await fsckFaults(folder), [], `fsck after kill ${kill}`)
  }
  t.comment(`${answered} commands were answered`)
  t.ok(answered > kills, 'there was load')
  t.same(await fsckFaults(folder), [], 'and the whole ledger is sound after all of it')
})

test('what was in flight when the process died is settled by doing it again', async (t) => {
  const folder = folderFor(t)
  const process = new CrashProcess(['load', folder, '0', '10000'])
  await process.line(200)
  process.child.kill('SIGKILL')
  await process.ended
  const through = Math.max(...process.acknowledged()) + 40

  const all = Array.from({ length: through + 1 }, (_, n) => n)
  const again = async () => {
    const commands = await openCommands(folder, '0')
    for (const n of all) await commands.write(n)
    await commands.close()
    return logLength(folder)
  }
  const events = await again()
  t.same(await commandFaultsAfterCrash(folder, '0', all), [])
  t.same(await fsckFaults(folder), [], 'no command is there twice')
  t.equal(await again(), events, 'once more adds nothing')
})
