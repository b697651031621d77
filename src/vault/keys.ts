import { createHmac } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Random } from './vault.ts'

const keyNames = ['pidKey', 'vaultKey', 'digestKey', 'certificateKey'] as const
const keyBytes = 32

/**
 * 32 bytes each. They live in one file outside the databases and their backups: whoever has
 * `pidKey` can try out all id numbers, whoever has `vaultKey` and the vault can read it.
 */
export interface LedgerKeys {
  /** Makes person ids. Another key would make a second person of everybody. */
  readonly pidKey: Uint8Array
  /** Wraps the key of each person. */
  readonly vaultKey: Uint8Array
  /** Digests of request contents that may hold personal data. */
  readonly digestKey: Uint8Array
  /** Recognises one certificate again without storing its number. */
  readonly certificateKey: Uint8Array
}

export type KeyFileCode =
  | 'key-file-readable-by-others'
  | 'key-file-malformed'
  | 'key-file-unreadable'
  | 'key-file-not-created'

const advice: Record<KeyFileCode, string> = {
  'key-file-readable-by-others': '密钥文件可被其他用户读取,请执行 chmod 600 后再启动',
  'key-file-malformed':
    '密钥文件内容不完整或已损坏,请从备份恢复。切勿删除后重新生成,否则已登记的人员将无法识别',
  'key-file-unreadable': '密钥文件无法读取,请检查路径和权限',
  'key-file-not-created': '密钥文件无法创建,请检查所在文件夹是否存在、可写,并有剩余空间',
}

/** The server must not start. The message is for the person who starts it. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
  readonly code: KeyFileCode

  constructor(code: KeyFileCode, file: string, cause?: unknown) {
    super(`${advice[code]}:${file}`, { cause })
    this.code = code
  }
}

/** Windows has neither these mode bits nor folders that can be synced. */
const posix = process.platform !== 'win32'

const errorCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

const parseKeys = (file: string, text: string): LedgerKeys => {
  const malformed = (cause?: unknown) => new KeyFileError('key-file-malformed', file, cause)
  const keyIn = (fields: Record<string, unknown>, name: string): Uint8Array => {
    const encoded = fields[name]
    if (typeof encoded !== 'string') throw malformed()
    const key = Buffer.from(encoded, 'base64url')
    if (key.length !== keyBytes || key.toString('base64url') !== encoded) throw malformed()
    return key
  }
  let fields: Record<string, unknown>
  try {
    fields = Object(JSON.parse(text))
  } catch {
    // The cause is left out: the parser's message quotes the text.
    throw malformed()
  }
  if (fields.version !== 1) throw malformed()
  const [pidKey, vaultKey, digestKey, certificateKey] = keyNames.map((name) => keyIn(fields, name))
  return { pidKey, vaultKey, digestKey, certificateKey } as LedgerKeys
}

/** `undefined` when there is no such file. */
const readKeys = (file: string): LedgerKeys | undefined => {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new KeyFileError('key-file-unreadable', file, error)
  }
  try {
    const status = fstatSync(descriptor)
    if (!status.isFile()) throw new KeyFileError('key-file-unreadable', file)
    if (posix && (status.mode & 0o077) !== 0) throw new KeyFileError('key-file-readable-by-others', file)
    return parseKeys(file, readFileSync(descriptor, 'utf8'))
  } finally {
    closeSync(descriptor)
  }
}

const syncFolder = (folder: string): void => {
  if (!posix) return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * The file gets its name only when it is whole and on disk, and a link never replaces what is
 * there: of two processes, the first names the keys of both.
 */
const createKeys = (file: string, random: Random): void => {
  const keys = keyNames.map((name) => [name, Buffer.from(random(keyBytes)).toString('base64url')])
  const text = `${JSON.stringify({ version: 1, ...Object.fromEntries(keys) }, null, 2)}\n`
  // What could not be read back is never written: a broken random source must not end in weak keys.
  parseKeys(file, text)
  const scratch = mkdtempSync(join(dirname(file), '.keys-'))
  try {
    const written = join(scratch, 'keys.json')
    writeFileSync(written, text, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(written, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  syncFolder(dirname(file))
}

/**
 * The keys in the file; where there is none, it is made, readable by its owner only, in a folder
 * that exists. A file that is there is never overwritten.
 *
 * @throws {KeyFileError}
 */
export const loadOrCreateKeys = (file: string, random: Random): LedgerKeys => {
  const found = readKeys(file)
  if (found !== undefined) return found
  try {
    createKeys(file, random)
  } catch (error) {
    throw new KeyFileError('key-file-not-created', file, error)
  }
  const made = readKeys(file)
  if (made === undefined) throw new KeyFileError('key-file-not-created', file)
  return made
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'
const pidLength = 26

/**
 * The person id: the first 130 bits of HMAC-SHA256(pidKey, `pid|v1|` + id number), in lower-case
 * base32 (RFC 4648). Derived, never looked up: a restored older vault makes the same person.
 *
 * @param idNumber canonical, as `parseIdNumber` answers it
 */
export const derivePid = (pidKey: Uint8Array, idNumber: string): string => {
  if (!/^\d{17}[\dX]$/.test(idNumber)) throw new TypeError('not a canonical id number')
  const digest = createHmac('sha256', pidKey).update(`pid|v1|${idNumber}`).digest()
  let bits = BigInt(`0x${digest.toString('hex')}`) >> BigInt(digest.length * 8 - pidLength * 5)
  let pid = ''
  for (let place = 0; place < pidLength; place += 1) {
    pid = base32[Number(bits & 31n)] + pid
    bits >>= 5n
  }
  return pid
}
