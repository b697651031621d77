import { mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Test, test } from 'tap'
import { openCommands } from '../support/acknowledged-commands.ts'
import { lanes } from '../support/acknowledged-writes.ts'
import { commandFaultsAfterCrash, fsckFaults } from '../support/command-faults.ts'
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
/** Each but the last ends in good order, with all copied to the main files. */
const starts = 4
const databases = ['ledger.db', 'vault.db', 'vault-keys.db']
const files = databases.flatMap((name) => [name, `${name}-wal`])
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

/** So many commands of one process, from its first start, as what they did to the disk. */
async function traced(t: Test, synchronous: 'FULL' | 'NORMAL', commands: number) {
  const scratch = mkdtempSync(join(tmpdir(), 'jinlan-power-'))
  t.teardown(() => rm(scratch, { recursive: true, force: true }))
  const [folder, trace] = [join(scratch, 'data'), join(scratch, 'trace')]
  const load = ['load', folder, '0', `${commands}`, synchronous, `${starts}`]
  const process = new CrashProcess(load, traceTo(trace))
  await process.ended
  t.equal(process.acknowledged().length, commands, 'all commands were answered')
  const events = await readTrace(trace, folder)
  rmSync(trace)
  return { scratch, events }
}

/** Places to cut at: half of them right after an answer, a tenth in the first start, others anywhere. */
function placesToCut(events: readonly DiskEvent[], count: number, random: () => number): Set<number> {
  const afterAck = events.flatMap((event, i) => (isAck(event) ? [i] : []))
  const upTo = (bound: number) => Math.floor(random() * bound)
  const places = new Set<number>()
  while (places.size < Math.min(count / 2, afterAck.length)) {
    places.add(afterAck[upTo(afterAck.length)] as number)
  }
  while (places.size < 0.6 * count) places.add(upTo(afterAck[0] as number))
  while (places.size < count) places.add(upTo(events.length))
  return places
}

const isAck = (event: DiskEvent) => event.kind === 'line' && event.text.startsWith('ACK ')

/** Cuts the power at each place, and says at how many of them something was wrong afterwards. */
async function losses(scratch: string, events: readonly DiskEvent[], count: number, seed: number) {
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
    const folder = join(scratch, `cut-${cut}`)
    disk.cut(folder, remains[cut % 3] as Remains)
    const faults = await faultsAt(folder, acknowledged, cut % 10 === 0)
    if (faults.length > 0) lost.push(`cut ${cut}, ${remains[cut % 3]} left of the rest: ${faults[0]}`)
    rmSync(folder, { recursive: true })
    cut += 1
  }
  return { cut, lost }
}

/** A ledger that does not open has lost everything; `whole`: looks at all of it, and goes on with it. */
async function faultsAt(folder: string, acknowledged: readonly number[], whole: boolean): Promise<string[]> {
  try {
    const faults = await commandFaultsAfterCrash(folder, '0', acknowledged)
    if (!whole) return faults
    faults.push(...(await fsckFaults(folder)))
    const commands = await openCommands(folder, '0')
    const next = Array.from({ length: lanes }, (_, lane) => nextOf(lane, acknowledged))
    await Promise.all(next.map((n) => commands.write(n)))
    await commands.close()
    return [...faults, ...(await commandFaultsAfterCrash(folder, '0', next)), ...(await fsckFaults(folder))]
  } catch (error) {
    return [String(error)]
  }
}

const nextOf = (lane: number, acknowledged: readonly number[]) =>
  Math.max(lane - lanes, ...acknowledged.filter((n) => n % lanes === lane)) + lanes

const isSync = (event: DiskEvent, name: string) => event.kind === 'sync' && basename(event.file) === name

test(`${cuts} power cuts lose nothing that was acknowledged`, { skip }, async (t) => {
  const seed = Date.now() % 1_000_000
  const commands = 704
  const { scratch, events } = await traced(t, 'FULL', commands)
  const syncs = (name: string) => events.filter((event) => isSync(event, name)).length
  t.comment(`seed ${seed}; syncs: ${files.map((name) => `${syncs(name)} of ${name}`).join(', ')}`)
  t.ok(syncs('ledger.db-wal') < commands, 'commands of one turn share a sync')
  for (const name of databases) t.ok(syncs(name) >= starts, `checkpoints of ${name} are among what is cut`)
  const { cut, lost } = await losses(scratch, events, cuts, seed)
  t.equal(cut, cuts)
  t.same(lost, [])
})

test('with less than a full sync of the log, the same cuts lose commands', { skip }, async (t) => {
  const { scratch, events } = await traced(t, 'NORMAL', 264)
  const { cut, lost } = await losses(scratch, events, 60, 7)
  t.comment(`${lost.length} of ${cut} cuts lost something`)
  t.ok(lost.length > cut / 2)
})

test('a vault that is not synced before the log is seen to lose what the log names', { skip }, async (t) => {
  const { scratch, events } = await traced(t, 'FULL', 264)
  for (const name of ['vault.db-wal', 'vault-keys.db-wal']) {
    const { cut, lost } = await losses(
      scratch,
      events.filter((event) => !isSync(event, name)),
      30,
      7,
    )
    t.comment(`${lost.length} of ${cut} cuts lost something without syncs of ${name}`)
    t.ok(lost.length > cut / 3, name)
  }
})
