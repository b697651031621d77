import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { openSqliteVault } from '../../src/vault/sqlite-vault.ts'
import type { Commitments, Vault } from '../../src/vault/vault.ts'
import { whyNoTrace } from '../support/power-cut.ts'
import { newFolder, pidOf, seededRandom, testKeys } from '../support/vault-fixtures.ts'

const skip = whyNoTrace() ?? false
const compiled = fileURLToPath(new URL('../../dist/test/support/vault-process.js', import.meta.url))
/** The checkpoint comes after the 40th, and two puts follow it. */
const people = 42

const openIn = (folder: string): Vault =>
  openSqliteVault({ folder, keys: testKeys, random: seededRandom('vault') })

/** What each put was answered while the kernel failed the `k`th call; `undefined` if it never opened. */
const runWith = async (call: string, fault: string, where = 'here') => {
  const folder = newFolder()
  const options = ['-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:${fault}`]
  // The test runner puts its own modules into every child of Node; `env` takes them out again.
  const child = spawn(
    'strace',
    [
      ...options,
      'env',
      '-u',
      'NODE_OPTIONS',
      process.execPath,
      compiled,
      'faults',
      folder,
      'f',
      `${people}`,
      where,
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  )
  child.stdin.end('go\n')
  const printed = (await text(child.stdout)).replace(/^ready\n/, '')
  return { folder, answers: printed === '' ? undefined : (JSON.parse(printed) as (Commitments | string)[]) }
}

const lostOf = (folder: string, answers: readonly (Commitments | string)[]): number[] => {
  const vault = openIn(folder)
  const lost = [...answers.entries()].flatMap(([n, answer]) => {
    const held = typeof answer === 'string' || vault.open(pidOf(n), answer)['note:99'] === String(n)
    return held ? [] : [n]
  })
  vault.close()
  return lost
}

test('a failed sync ends the writing, also that of a checkpoint', { skip }, async (t) => {
  const failures = { put: 0, checkpoint: 0, none: 0 }
  const check = async (k: number) => {
    const { folder, answers } = await runWith('fsync,fdatasync', `error=EIO:when=${k}`)
    if (answers === undefined) return
    t.same(lostOf(folder, answers), [], `sync ${k}: what was answered is there`)
    const first = answers.findIndex((answer) => typeof answer === 'string')
    const after = first < 0 ? [] : answers.slice(first)
    t.ok(
      after.every((answer) => typeof answer === 'string'),
      `sync ${k}: nothing is taken after it`,
    )
    for (const answer of after.slice(1)) t.match(answer, /^VaultUnavailable: the disk failed \(SQLITE_IOERR/)
    if (first < 0) failures.none += 1
    else if (String(after[0]).includes('the disk failed')) failures.checkpoint += 1
    else failures.put += 1
  }
  // The first puts after the vault was opened, then all that is near the checkpoint.
  const calls = [9, 13, 14, 15, 94, 95, 96, 97, 98, 99, 100, 101]
  for (let at = 0; at < calls.length; at += 2) await Promise.all(calls.slice(at, at + 2).map(check))
  t.ok(failures.put >= 3 && failures.checkpoint >= 2, JSON.stringify(failures))
})

test('a full disk refuses, and once there is room the vault goes on', { skip }, async (t) => {
  let refused = 0
  for (const k of [60, 150, 401]) {
    const { folder, answers = [] } = await runWith('pwrite64', `error=ENOSPC:when=${k}..${k + 2}`)
    t.same(lostOf(folder, answers), [], `write ${k}`)
    const first = answers.findIndex((answer) => typeof answer === 'string')
    if (first < 0) continue
    refused += 1
    t.match(answers[first], /^VaultUnavailable: .*SQLITE_FULL/, `write ${k}`)
    t.type(answers.at(-1), 'object', `write ${k}: later puts are taken`)
  }
  t.ok(refused >= 2, `${refused} puts were refused`)
})

test('a full disk under the thread that seals refuses alike, and is gone on from', { skip }, async (t) => {
  let refused = 0
  for (const k of [40, 60, 90, 150, 300]) {
    // Calls are counted thread by thread, and only the one that seals writes so many.
    const fault = `error=ENOSPC:when=${k}..${k + 2}`
    const { folder, answers = [] } = await runWith('pwrite64', fault, 'thread')
    t.same(lostOf(folder, answers), [], `write ${k}: what was answered is there`)
    const failed = answers.filter((answer) => typeof answer === 'string')
    if (failed.length === 0) continue
    refused += 1
    t.match(failed[0], /^VaultUnavailable: .*SQLITE_FULL/, `write ${k}`)
    t.type(answers.at(-1), 'object', `write ${k}: later puts are taken`)
  }
  t.ok(refused >= 2, `${refused} puts were refused`)
})

test('the write-ahead log is copied to the main file while the vault is open', async (t) => {
  const folder = newFolder()
  const vault = openIn(folder)
  t.teardown(() => vault.close())
  const notes = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`note:${index}`, 'x']))
  const size = () => statSync(`${folder}/vault.db`).size
  await Promise.all(Array.from({ length: 39 }, (_, n) => vault.put(pidOf(n), notes)))
  await new Promise((resolve) => setTimeout(resolve, 20))
  const before = size()
  await vault.put(pidOf(39), notes)
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.ok(before < 100_000, `${before} bytes before 4,000 rows`)
  t.ok(size() > 400_000, `${size()} bytes after`)
})
