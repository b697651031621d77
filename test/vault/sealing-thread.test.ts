import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { type Test, test } from 'tap'
import type * as Sqlite from '../../src/vault/sqlite-vault.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { newFolder, pidOf, seededRandom, testKeys } from '../support/vault-fixtures.ts'

/** The thread that seals may end at any moment: no put hangs, none is lost, and another thread takes its place. */

/** Compiled, since a thread begins twenty times quicker there. */
const compiled = new URL('../../dist/src/vault/sqlite-vault.js', import.meta.url)
const { openSqliteVault }: typeof Sqlite = await import(compiled.href)

const opened = (t: Test, onThread: 'always' | 'handfuls') => {
  const threads: Worker[] = []
  const note = (worker: Worker) => void threads.push(worker)
  process.on('worker', note)
  const vault = openSqliteVault({
    folder: newFolder(),
    keys: testKeys,
    random: seededRandom('thread'),
    onThread,
  })
  t.teardown(async () => {
    await vault.close()
    process.off('worker', note)
  })
  return { vault, threads }
}

const ready = async (next: Promise<Worker>): Promise<void> => {
  const worker = await next
  worker.ref()
  await once(worker, 'message')
  worker.unref()
}
const putAll = (vault: Vault, word: string) =>
  Promise.all(Array.from({ length: 40 }, (_, n) => vault.put(pidOf(n), { name: `${word}${n}` })))
const namesIn = (vault: Vault) => Array.from({ length: 40 }, (_, n) => vault.read(pidOf(n), ['name']).name)
const names = (word: string) => Array.from({ length: 40 }, (_, n) => `${word}${n}`)
/** Held alive meanwhile: what begins a thread again keeps no process alive. */
const nextThread = async (): Promise<Worker> => {
  const hold = setInterval(() => {}, 1_000)
  const [worker] = (await once(process, 'worker')) as [Worker]
  clearInterval(hold)
  return worker
}

test('whatever is put goes to the thread: one that ended hangs nothing and loses nothing', async (t) => {
  const { vault, threads } = opened(t, 'always')
  await vault.put(pidOf(0), { phone: '13800000000' })
  t.equal(threads.length, 1)
  const another = nextThread()
  // Sent while it ends, and while nobody has noticed.
  const early = putAll(vault, '早')
  await new Promise((resolve) => setImmediate(resolve))
  const ended = threads[0]?.terminate()
  const late = putAll(vault, '晚')
  const [first, second] = await Promise.all([early, late])
  t.not(first[0]?.name, second[0]?.name)
  t.strictSame(namesIn(vault), names('晚'), 'the later put of a person is the later one')
  await ended
  t.strictSame(await putAll(vault, '晚'), second, 'again, between two threads, adds nothing')
  await ready(another)
  t.equal(threads.length, 2, 'it was begun again')
  t.strictSame(await putAll(vault, '晚'), second)
})

test('a handful goes to the next thread once there is one, and closing ends it for good', async (t) => {
  const { vault, threads } = opened(t, 'handfuls')
  const begins = nextThread()
  await putAll(vault, '甲')
  await ready(begins)
  const another = nextThread()
  await threads[0]?.terminate()
  await putAll(vault, '乙')
  t.strictSame(namesIn(vault), names('乙'))
  await ready(another)
  await putAll(vault, '丙')
  t.strictSame(namesIn(vault), names('丙'))
  const killed = threads[1]?.terminate()
  await vault.close()
  await killed
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  t.equal(threads.length, 2, 'a closed vault begins none')
})
