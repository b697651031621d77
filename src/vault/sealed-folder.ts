import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileSeal, sealBytes } from './file-seal.ts'
import { type SealedFiles, sealedNameForm } from './sealed-files.ts'
import { type Random, VaultIntegrityFailure, VaultUnavailable } from './vault.ts'

/** `JLSF1`, a line feed, the number of parts, and the length of each, as 32-bit numbers. */
const magic = Buffer.from('JLSF1\n')
const numberBytes = 4
const partsAtMost = 100_000
const unfinished = '.partial'
/** Between two writes to a file that somebody still writes there is never an hour. */
const leftOverMs = 3_600_000

export interface SealedFolderOptions {
  /** Made on first use, for its owner only. */
  readonly folder: string
  readonly vaultKey: Uint8Array
  readonly random: Random
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

const unavailable = (cause: unknown): VaultUnavailable =>
  new VaultUnavailable(`a sealed file: ${(cause as NodeJS.ErrnoException).code ?? 'unknown'}`, { cause })

/**
 * Sealed files in a folder that several processes may use. What a crash left unfinished is removed by
 * the first write an hour after.
 */
export const openSealedFolder = (options: SealedFolderOptions): SealedFiles => new SealedFolder(options)

class SealedFolder implements SealedFiles {
  readonly #folder: string
  readonly #seal: FileSeal
  readonly #random: Random
  #isMade = false
  /** In the time of the file system. */
  #sweptAtMs = 0

  constructor({ folder, vaultKey, random }: SealedFolderOptions) {
    this.#folder = folder
    this.#seal = new FileSeal(vaultKey, random)
    this.#random = random
  }

  async write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const file = this.#pathOf(name)
    // Another process may be writing a file of this name as well.
    const partial = `${file}.${Buffer.from(this.#random(8)).toString('hex')}${unfinished}`
    try {
      await this.#make()
      const written = await open(partial, 'wx', 0o600)
      try {
        await this.#sweep((await written.stat()).mtimeMs)
        await written.appendFile(headOf(parts))
        // One after another: all of them sealed would be the whole file once more in memory.
        for (const [part, plain] of parts.entries()) {
          await written.appendFile(this.#seal.seal({ name, part, parts: parts.length }, plain))
        }
        await written.sync()
      } finally {
        await written.close()
      }
      await rename(partial, file)
      await this.#syncFolder()
    } catch (cause) {
      // What went wrong is told, not that it could not be cleared away either.
      await rm(partial, { force: true }).catch(() => undefined)
      throw unavailable(cause)
    }
  }

  async read(name: string, part: number): Promise<Uint8Array | undefined> {
    return this.#opened(name, async (file) => {
      const lengths = await lengthsIn(file)
      const length = lengths[part]
      if (length === undefined) return undefined
      const start = magic.length + numberBytes * (1 + lengths.length)
      const before = lengths.slice(0, part).reduce((sum, one) => sum + one, start)
      const sealed = await bytesAt(file, before, length)
      return this.#seal.open({ name, part, parts: lengths.length }, sealed)
    })
  }

  async parts(name: string): Promise<number> {
    return (await this.#opened(name, async (file) => (await lengthsIn(file)).length)) ?? 0
  }

  async remove(name: string): Promise<void> {
    try {
      await rm(this.#pathOf(name), { force: true })
      if (this.#isMade) await this.#syncFolder()
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  #pathOf(name: string): string {
    if (!sealedNameForm.test(name)) throw new TypeError('not a name of a sealed file')
    return join(this.#folder, name)
  }

  async #make(): Promise<void> {
    if (this.#isMade) return
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    this.#isMade = true
  }

  /** A young unfinished file may be one that another process is writing. */
  async #sweep(nowMs: number): Promise<void> {
    if (nowMs - this.#sweptAtMs < leftOverMs) return
    this.#sweptAtMs = nowMs
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith(unfinished)) continue
      const path = join(this.#folder, name)
      const mtimeMs = await changedAtMs(path)
      if (mtimeMs !== undefined && nowMs - mtimeMs >= leftOverMs) await rm(path, { force: true })
    }
  }

  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return
    const folder = await open(this.#folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }

  async #opened<Result>(
    name: string,
    work: (file: FileHandle) => Promise<Result>,
  ): Promise<Result | undefined> {
    let file: FileHandle
    try {
      file = await open(this.#pathOf(name), 'r')
    } catch (cause) {
      if (isMissing(cause)) return undefined
      throw unavailable(cause)
    }
    try {
      return await work(file)
    } catch (cause) {
      throw cause instanceof VaultIntegrityFailure ? cause : unavailable(cause)
    } finally {
      await file.close()
    }
  }
}

/** Undefined for a file that its writer has renamed or removed meanwhile. */
const changedAtMs = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).mtimeMs
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

const headOf = (parts: readonly Uint8Array[]): Buffer => {
  const head = Buffer.alloc(magic.length + numberBytes * (1 + parts.length))
  magic.copy(head)
  const lengths = parts.map(({ length }) => length + sealBytes)
  for (const [at, value] of [parts.length, ...lengths].entries()) {
    head.writeUInt32BE(value, magic.length + numberBytes * at)
  }
  return head
}

const bytesAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  if (bytesRead !== length) throw new VaultIntegrityFailure('a sealed file is cut off')
  return bytes
}

const lengthsIn = async (file: FileHandle): Promise<readonly number[]> => {
  const head = await bytesAt(file, 0, magic.length + numberBytes)
  const count = head.readUInt32BE(magic.length)
  if (!head.subarray(0, magic.length).equals(magic) || count > partsAtMost) {
    throw new VaultIntegrityFailure('not a sealed file')
  }
  const table = await bytesAt(file, head.length, numberBytes * count)
  return Array.from({ length: count }, (_, at) => table.readUInt32BE(numberBytes * at))
}
