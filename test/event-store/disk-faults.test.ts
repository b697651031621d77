import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { faultsAfterCrash, faultsInLog } from '../support/acknowledged-writes.ts'
import { CrashProcess } from '../support/crash-process.ts'
import { whyNoTrace } from '../support/power-cut.ts'

const skip = whyNoTrace() ?? false
const writes = 24

interface Run {
  readonly lines: readonly string[]
  /** Whether the log could be opened before the fault struck. */
  readonly opened: boolean
  /** What is wrong with the log afterwards. */
  readonly faults: readonly string[]
}

/** Writes one after another while the kernel answers one call, or each from there on, with an error. */
async function runWith(t: Test, call: string, error: string, when: string): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'jinlan-fault-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'log.sqlite')
  const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`]
  const under = ['strace', '-f', '-o', '/dev/null', ...inject]
  const process = new CrashProcess(['faults', file, 'w', `${writes}`], under, 'ignore')
  await process.ended
  const faults = await faultsAfterCrash(file, 'w', process.acknowledged())
  faults.push(...faultsInLog(file))
  return { lines: process.lines, opened: process.lines[0] === 'ready', faults }
}

const firstFailure = ({ lines }: Run) => lines.findIndex((line) => !/^(ready|ACK \d+)$/.test(line))
const acksAfterFailure = (run: Run) =>
  firstFailure(run) < 0 ? [] : run.lines.slice(firstFailure(run)).filter((line) => line.startsWith('ACK '))

/** Every call up to this many is made to fail once, in a run of its own. */
async function eachCall(upTo: number, step: number, check: (k: number) => Promise<void>) {
  for (let k = 1; k <= upTo; k += 2 * step) {
    await Promise.all([check(k), check(k + step)])
  }
}

test('a failed sync ends the writing: nothing is acknowledged after it', { skip }, async (t) => {
  let unknown = 0
  await eachCall(44, 1, async (k) => {
    const run = await runWith(t, 'fsync,fdatasync', 'EIO', `${k}`)
    t.same(run.faults, [], `sync ${k}: what was acknowledged is there, and the log is sound`)
    t.same(acksAfterFailure(run), [], `sync ${k}: no acknowledgement after the failure`)
    const failed = run.lines[firstFailure(run)] ?? ''
    if (run.opened && failed !== '') t.match(failed, /unknown|the disk failed/, `sync ${k}`)
    if (failed.includes('unknown')) unknown += 1
  })
  t.ok(unknown > 5, `${unknown} commits were answered unknown`)
})

test('a failed write ends the writing too', { skip }, async (t) => {
  await eachCall(176, 12, async (k) => {
    const run = await runWith(t, 'pwrite64', 'EIO', `${k}`)
    t.same(run.faults, [], `write ${k}`)
    t.same(acksAfterFailure(run), [], `write ${k}: no acknowledgement after the failure`)
  })
})

test('a full disk refuses, and once there is room the log goes on', { skip }, async (t) => {
  let refused = 0
  await eachCall(140, 8, async (k) => {
    const run = await runWith(t, 'pwrite64', 'ENOSPC', `${k}..${k + 2}`)
    t.same(run.faults, [], `write ${k}`)
    const failed = run.lines[firstFailure(run)] ?? ''
    if (!run.opened || failed === '') return
    refused += 1
    t.match(failed, /^StoreUnavailable .*nothing was written \(SQLITE_FULL\)/, `write ${k}`)
    t.ok(acksAfterFailure(run).length > 0, `write ${k}: later appends are acknowledged`)
  })
  t.ok(refused > 5, `${refused} appends were refused`)
})
