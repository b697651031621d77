import { spawnSync } from 'node:child_process'
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** What reached the kernel, in order: changes to files, their syncs, and lines on standard output. */
export type DiskEvent =
  /** It may have been there before. */
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  | { readonly kind: 'unlink'; readonly file: string }
  /** What is written between the two may or may not be part of the sync. */
  | { readonly kind: 'sync-begins'; readonly file: string }
  | { readonly kind: 'sync'; readonly file: string }
  /** From here on the names of the files in it are on disk. */
  | { readonly kind: 'sync-folder'; readonly folder: string }
  | { readonly kind: 'line'; readonly text: string }

/** Why processes cannot be traced here; undefined if they can. */
export function whyNoTrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (error !== undefined) return 'strace is not installed'
  return status === 0 ? undefined : `strace is not allowed to trace: ${stderr.trim()}`
}

/** Runs a command so that `readTrace` can tell what it did to its files. */
export const traceTo = (trace: string): string[] => {
  const calls = 'openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink'
  return [
    'strace',
    '-f',
    '-y',
    '-xx',
    '-s',
    '2000000',
    '-e',
    `trace=${calls}`,
    '-e',
    'signal=none',
    '-o',
    trace,
  ]
}

/** The disk events of the files in a folder, and the lines of standard output. */
export async function readTrace(trace: string, folder: string): Promise<DiskEvent[]> {
  const events: DiskEvent[] = []
  const unfinished = new Map<string, string>()
  for await (const line of createInterface(createReadStream(trace, 'latin1'))) {
    const [, thread = '', call = ''] = /^(\d+) +(.*)$/s.exec(line) ?? []
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(call)
    if (call.endsWith('<unfinished ...>')) {
      const begun = call.slice(0, -'<unfinished ...>'.length)
      unfinished.set(thread, begun)
      const sync = toEvent(`${begun}) = 0`, folder)
      if (sync?.kind === 'sync') events.push({ ...sync, kind: 'sync-begins' })
      continue
    }
    const whole = resumed === null ? call : `${unfinished.get(thread)}${resumed[1]}`
    const event = toEvent(whole, folder)
    if (event !== undefined) events.push(event)
  }
  return events
}

/** A call counts when it has returned, and only if it did what it was asked. */
function toEvent(call: string, folder: string): DiskEvent | undefined {
  const [, name, argument = '', result] = /^(\w+)\((.*)\) += (-?\d+)/s.exec(call) ?? []
  if (name === undefined || Number(result) < 0) return undefined
  if (name === 'openat') return argument.includes('O_CREAT') ? creation(argument, folder) : undefined
  if (name === 'unlink') {
    const file = unescaped(argument).toString()
    return dirname(file) === folder ? { kind: 'unlink', file } : undefined
  }
  const [, descriptor, escapedPath = '', rest = ''] = /^(\d+)<([^>]*)>(.*)$/s.exec(argument) ?? []
  const file = unescaped(`"${escapedPath}"`).toString()
  if (name === 'write') {
    return descriptor === '1' ? { kind: 'line', text: unescaped(rest).toString().trim() } : undefined
  }
  if (name === 'fsync' && file === folder) return { kind: 'sync-folder', folder }
  // The index of the write-ahead log is made anew from the log, so it never counts.
  if (dirname(file) !== folder || file.endsWith('-shm')) return undefined
  if (name === 'fsync' || name === 'fdatasync') return { kind: 'sync', file }
  if (name === 'ftruncate') return { kind: 'truncate', file, length: Number(rest.slice(2)) }
  const offset = Number(rest.slice(rest.lastIndexOf(',') + 1))
  return { kind: 'write', file, offset, bytes: unescaped(rest).subarray(0, Number(result)) }
}

function creation(argument: string, folder: string): DiskEvent | undefined {
  const file = unescaped(argument).toString()
  return dirname(file) === folder && !file.endsWith('-shm') ? { kind: 'create', file } : undefined
}

/** The first text in quotes, written by strace as `\x41\x42`. */
function unescaped(text: string): Buffer {
  const start = text.indexOf('"')
  const hex = text.slice(start + 1, text.indexOf('"', start + 1)).replaceAll('\\x', '')
  return /^[0-9a-f]*$/.test(hex) ? Buffer.from(hex, 'hex') : Buffer.from(hex)
}

/** What the cut leaves of writes that were never synced. */
export type Remains = 'nothing' | 'some sectors' | 'a torn sector'

const sector = 512

/**
 * A disk that keeps what was synced, and of the rest what it likes. `random` gives numbers in
 * [0, 1).
 */
export class CuttableDisk {
  readonly #live = new Map<string, Buffer>()
  readonly #syncing = new Map<string, Buffer>()
  readonly #synced = new Map<string, Buffer>()
  readonly #named = new Set<string>()
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  apply(event: DiskEvent): void {
    switch (event.kind) {
      case 'line':
        return
      case 'sync-folder':
        for (const file of this.#live.keys()) this.#named.add(file)
        return
      case 'unlink':
        for (const part of [this.#live, this.#syncing, this.#synced, this.#named]) part.delete(event.file)
        return
      default:
        this.#change(event)
    }
  }

  #change(
    event: Extract<DiskEvent, { kind: 'create' | 'write' | 'truncate' | 'sync-begins' | 'sync' }>,
  ): void {
    const { file, kind } = event
    const live = this.#live.get(file) ?? Buffer.alloc(0)
    if (kind === 'create') this.#live.set(file, live)
    if (kind === 'write') this.#live.set(file, written(live, event.offset, event.bytes))
    if (kind === 'truncate') this.#live.set(file, resized(live, event.length))
    if (kind === 'sync-begins') this.#syncing.set(file, Buffer.from(live))
    if (kind === 'sync') {
      this.#synced.set(file, this.#syncing.get(file) ?? Buffer.from(live))
      this.#syncing.delete(file)
    }
  }

  /** Writes what a computer would find on its disk after the cut to `folder`, made for it. */
  cut(folder: string, remains: Remains): void {
    mkdirSync(folder)
    for (const [file, live] of this.#live) {
      if (!this.#named.has(file) && (remains === 'nothing' || this.#random() < 0.5)) continue
      const synced = this.#synced.get(file) ?? Buffer.alloc(0)
      const left = remains === 'nothing' ? synced : this.#partly(synced, live, remains)
      writeFileSync(join(folder, basename(file)), left)
    }
  }

  #partly(synced: Buffer, live: Buffer, remains: Remains): Buffer {
    const left = resized(synced, this.#random() < 0.5 ? synced.length : Math.max(synced.length, live.length))
    const torn: number[] = []
    for (let at = 0; at < Math.min(left.length, live.length); at += sector) {
      const differs = !live.subarray(at, at + sector).equals(left.subarray(at, at + sector))
      if (differs && this.#random() < 0.5) live.copy(left, at, at, at + sector)
      else if (differs) torn.push(at)
    }
    const at = torn[Math.floor(this.#random() * torn.length)]
    if (remains === 'a torn sector' && at !== undefined) {
      live.copy(left, at, at, at + Math.floor(this.#random() * sector))
    }
    return left
  }
}

function written(live: Buffer, offset: number, bytes: Buffer): Buffer {
  const target = offset + bytes.length > live.length ? resized(live, offset + bytes.length) : live
  bytes.copy(target, offset)
  return target
}

function resized(bytes: Buffer, length: number): Buffer {
  const result = Buffer.alloc(length)
  bytes.copy(result)
  return result
}
