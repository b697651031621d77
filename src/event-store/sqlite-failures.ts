import { StoreOverloaded, StoreUnavailable } from './event-store.ts'

/** SQLite's extended result code by name, such as `SQLITE_IOERR_FSYNC`; '' for any other error. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/**
 * After these the file or what the kernel holds of it cannot be trusted: a failed fsync may have
 * dropped the pages and reports it once. Only reading the file anew tells what is there.
 */
export function mustStopWriting(error: unknown): boolean {
  return /^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(codeOf(error))
}

/**
 * A commit that SQLite rolled back for sure: the disk was full, so the frame that completes the
 * transaction was not written whole, or the lock was not to be had.
 */
export function surelyRolledBack(error: unknown): boolean {
  return /^SQLITE_(FULL|BUSY|READONLY)/.test(codeOf(error))
}

/** What an append is told when nothing was written. */
export function nothingWritten(cause: unknown): Error {
  const code = codeOf(cause)
  if (code.startsWith('SQLITE_BUSY')) {
    return new StoreOverloaded('another process holds the log; nothing was written', { cause })
  }
  return new StoreUnavailable(`nothing was written (${code === '' ? 'internal error' : code})`, { cause })
}
