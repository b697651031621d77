import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../vault/vault.ts'

const marker = 'demo.json'
const mark = '演示数据'

/** Everything that a ledger makes in its folder. */
const madeByLedger =
  /^(?:ledger|vault|vault-keys|figures)\.db(?:-wal|-shm|-journal)?$|^keys\.json$|^demo\.json$/

/** The folder holds something that is no demo. */
export class NotADemoFolder extends Error {
  override readonly name = 'NotADemoFolder'
}

const isDemo = (folder: string): boolean => {
  try {
    const made = JSON.parse(readFileSync(join(folder, marker), 'utf8')) as { readonly kind?: unknown }
    return made.kind === mark
  } catch {
    return false
  }
}

/**
 * An empty folder, marked as a demo before anything is in it. What a demo before it left is
 * removed; anything else stops it.
 *
 * @throws {NotADemoFolder}
 */
export const freshDemoFolder = (folder: string, facts: Readonly<Record<string, string | number>>): void => {
  const found = existsSync(folder) ? readdirSync(folder) : []
  if (found.length > 0 && !isDemo(folder)) throw new NotADemoFolder(folder)
  for (const name of found) if (madeByLedger.test(name)) rmSync(join(folder, name))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, marker), `${JSON.stringify({ kind: mark, ...facts }, null, 2)}\n`)
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
