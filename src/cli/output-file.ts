import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { exitCodes, Failure, usageFailure } from './failure.ts'

/** People's money and accounts may be in it. */
const ownerOnly = 0o600

const exists = (file: string): Failure => usageFailure(`${file} 已经存在`, '换一个文件名,或加 --force 覆盖')

/**
 * Looked at before the work, so that nobody waits for a file that cannot be written.
 *
 * @throws {Failure}
 */
export const needFree = (file: string, force: boolean): void => {
  if (!force && existsSync(file)) throw exists(file)
}

/**
 * Writes a file that is there whole or not at all, and readable by its owner only.
 *
 * @param force replaces what is there; otherwise that stays and nothing is written.
 * @throws {Failure} there is such a file, or the place cannot be written to.
 */
export const writeWhole = (file: string, pieces: Iterable<string | Uint8Array>, force: boolean): void => {
  const temporary = `${file}.${process.pid}.part`
  try {
    const handle = openSync(temporary, 'wx', ownerOnly)
    try {
      for (const piece of pieces) writePiece(handle, typeof piece === 'string' ? Buffer.from(piece) : piece)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    // A link is refused where something came meanwhile; a rename would take its place.
    if (force) renameSync(temporary, file)
    else linkSync(temporary, file)
  } catch (error) {
    throw failureOf(file, error)
  } finally {
    rmSync(temporary, { force: true })
  }
}

const writePiece = (handle: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
}

const failureOf = (file: string, error: unknown): unknown => {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'EEXIST') return exists(file)
  if (error.code === 'ENOSPC' || error.code === 'EIO') {
    return new Failure('output-unwritable', exitCodes.unavailable, `${file} 没有写成`, '检查磁盘空间后重试')
  }
  return usageFailure(`${file} 不能写入`, '检查文件夹是否存在、有没有权限')
}
