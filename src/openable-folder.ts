import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, Failure } from './cli/failure.ts'

/** Where the databases of a data folder can be opened. */
export interface OpenableFolder {
  readonly folder: string
  /** What is written there goes nowhere. */
  readonly copied: boolean
  close(): void
}

/**
 * The data folder itself; where it may not be written to, a copy of its databases, which SQLite
 * cannot open without a folder for its own files. Keys are not copied.
 *
 * @throws {Failure} a file cannot be read, or there is no room for the copy.
 */
export const openableFolder = (data: string): OpenableFolder => {
  const databases = existsSync(data) ? readdirSync(data).filter((file) => /\.db(?:-wal)?$/.test(file)) : []
  if ([data, ...databases.map((file) => join(data, file))].every(isWritable)) {
    return { folder: data, copied: false, close: () => {} }
  }
  let folder = ''
  const close = (): void => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  }
  try {
    folder = mkdtempSync(join(tmpdir(), 'jinlan-copy-'))
    for (const file of databases)
      copyFileSync(join(data, file), join(folder, file), constants.COPYFILE_FICLONE)
    return { folder, copied: true, close }
  } catch (error) {
    close()
    const { code = '' } = error as NodeJS.ErrnoException
    const what = `${data} 不能写入,也不能复制到临时文件夹(${code})`
    const next = '检查权限,或用 TMPDIR 指定空间足够的文件夹'
    throw new Failure('data-not-writable', exitCodes.unavailable, what, next)
  }
}

export const copyNotice = (data: string): string => `${data} 不能写入,以下按其临时副本得出`

/** For what would be lost with the copy. */
export const notWritable = (data: string): Failure =>
  new Failure('data-not-writable', exitCodes.unavailable, `${data} 不能写入`, '检查磁盘和权限后重试')

/** Also true for what is not there. */
const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch (error) {
    return !['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}
