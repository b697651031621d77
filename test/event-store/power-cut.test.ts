import { mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { faultsAfterCrash, faultsInLog } from '../support/acknowledged-writes.ts'
import { CrashProcess } from '../support/crash-process.ts'
import {
  CuttableDisk,
  type DiskEvent,
  type Remains,
  readTrace,
  traceTo,
  whyNoTrace,
} from '../support/power-cut.ts'

const cuts = 500
const skip = whyNoTrace() ?? false
const remains: readonly Remains[] = ['nothing', 'some sectors', 'a torn sector']

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** So many writes of one process, as what they did to the disk. */
async function traced(t: Test, synchronous: 'FULL' | 'NORMAL', writes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-power-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const [file, trace] = [join(folder, 'log.sqlite'), join(folder, 'trace')]
  const process = new CrashProcess(['load', file, 'w', `${writes}`, synchronous], traceTo(trace))
  await process.ended
  t.equal(process.acknowledged().length, writes, 'all writes were acknowledged')
  const events = await readTrace(trace, file)
  rmSync(trace)
  return { folder, events }
}

/** Places in the trace to cut at: half of them right after an acknowledgement, half anywhere. */
function placesToCut(events: readonly DiskEvent[], count: number, random: () => number): Set<number> {
  const afterAck = events.flatMap((event, i) => (isAck(event) ? [i] : []))
  const first = afterAck[0] ?? 0
  const places = new Set<number>()
  while (places.size < Math.min(count / 2, afterAck.length)) {
    places.add(afterAck[Math.floor(random() * afterAck.length)] as number)
  }
  while (places.size < count) places.add(first + Math.floor(random() * (events.length - first)))
  return places
}

const isAck = (event: DiskEvent) => event.kind === 'line' && event.text.startsWith('ACK ')

/** Cuts the power at each place, and says at how many of them an acknowledged write was lost. */
async function losses(folder: string, events: readonly DiskEvent[], count: number, seed: number) {
  const random = randomFrom(seed)
  const places = placesToCut(events, count, random)
  const disk = new CuttableDisk(random)
  const acknowledged: number[] = []
  const lost: string[] = []
  let cut = 0
  for (const [i, event] of events.entries()) {
    disk.apply(event)
    if (isAck(event)) acknowledged.push(Number((event as { text: string }).text.slice(4)))
    if (!places.has(i)) continue
    const after = join(folder, `cut-${cut}`)
    disk.cut(after, remains[cut % 3] as Remains)
    const file = join(after, 'log.sqlite')
    const faults = await faultsAfterCrash(file, 'w', acknowledged)
    if (cut % 10 === 0) faults.push(...faultsInLog(file))
    if (faults.length > 0) lost.push(`cut ${cut}, ${remains[cut % 3]} left of the rest: ${faults[0]}`)
    rmSync(after, { recursive: true })
    cut += 1
  }
  return { cut, lost }
}

test(`${cuts} power cuts lose nothing that was acknowledged`, { skip }, async (t) => {
  const seed = Date.now() % 1_000_000
  const { folder, events } = await traced(t, 'FULL', 1_600)
  const synced = (name: string) => events.filter((e) => e.kind === 'sync' && e.file.endsWith(name)).length
  t.comment(
    `seed ${seed}; ${synced('-wal')} syncs of the write-ahead log, ${synced('.sqlite')} of the main file`,
  )
  t.ok(synced('-wal') < 1_600 / 4, 'appends of one turn share a sync')
  t.ok(synced('.sqlite') > 10, 'checkpoints are among what is cut')
  const { cut, lost } = await losses(folder, events, cuts, seed)
  t.equal(cut, cuts)
  t.same(lost, [])
})

test('the same cuts do lose events with less than a full sync, so losses are seen', { skip }, async (t) => {
  const { folder, events } = await traced(t, 'NORMAL', 400)
  const { cut, lost } = await losses(folder, events, 60, 7)
  t.comment(`${lost.length} of ${cut} cuts lost acknowledged events`)
  t.ok(lost.length > cut / 2)
})
