import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../vault/vault.ts'

const marker = 'demo.json'
const mark = '演示数据'

/** Everything that a ledger makes in its folder. */
const madeByLedger =
  /^(?:ledger|vault|vault-keys|figures)\.db(?:-wal|-shm|-journal)?$|^keys\.json$|^demo\.json$|^imports$/

/** The folder holds something that is no demo. */
export class NotADemoFolder extends Error {
  override readonly name = 'NotADemoFolder'
}

interface Made {
  readonly kind?: unknown
  readonly clock?: unknown
}

/** What is written of the demo in the folder; undefined in a folder that is none. */
const madeIn = (folder: string): Made | undefined => {
  try {
    const made = JSON.parse(readFileSync(join(folder, marker), 'utf8')) as Made
    return made.kind === mark ? made : undefined
  } catch {
    return undefined
  }
}

const isDemo = (folder: string): boolean => madeIn(folder) !== undefined

const written = (made: object): string => `${JSON.stringify({ kind: mark, ...made }, null, 2)}\n`

/**
 * An empty folder, marked as a demo before anything is in it. What a demo before it left is
 * removed; anything else stops it.
 *
 * @throws {NotADemoFolder}
 */
export const freshDemoFolder = (folder: string, facts: Readonly<Record<string, string | number>>): void => {
  const found = existsSync(folder) ? readdirSync(folder) : []
  if (found.length > 0 && !isDemo(folder)) throw new NotADemoFolder(folder)
  for (const name of found) if (madeByLedger.test(name)) rmSync(join(folder, name), { recursive: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, marker), written(facts))
}

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value))

/** Where the clock of the demo in the folder stands, an instant with offset; undefined where there is none. */
export const demoClockIn = (folder: string): string | undefined => {
  const clock = madeIn(folder)?.clock
  return isInstant(clock) ? clock : undefined
}

/**
 * Notes where the clock of the demo stands, for whoever opens it next. It never goes back, and a folder
 * that is no demo is left alone.
 *
 * @param now instant
 */
export const keepDemoClock = (folder: string, now: string): void => {
  const made = madeIn(folder)
  if (!isInstant(made?.clock) || Date.parse(now) <= Date.parse(made.clock)) return
  const temporary = join(folder, `${marker}.${process.pid}.part`)
  writeFileSync(temporary, written({ ...made, clock: now }))
  renameSync(temporary, join(folder, marker))
}

/** Keys that anybody can compute: never for anything but demo data, and they say so. */
export const writeDemoKeys = (file: string, random: Random): void => {
  const names = ['pidKey', 'vaultKey', 'digestKey', 'certificateKey'] as const
  const keys = names.map((name) => [name, Buffer.from(random(32)).toString('base64url')])
  const text = JSON.stringify(
    { version: 1, note: `${mark}:密钥公开,不得用于真实数据`, ...Object.fromEntries(keys) },
    null,
    2,
  )
  writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' })
}
