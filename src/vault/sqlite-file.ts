import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { whileBusy } from '../while-busy.ts'
import { VaultIntegrityFailure, VaultUnavailable } from './vault.ts'

export type SqliteFile = Database.Database

const busyMs = 5_000

const settings = [
  'synchronous = FULL',
  'fullfsync = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'secure_delete = ON',
  // The vault checkpoints itself: the automatic one swallows the error of a failed fsync.
  'wal_autocheckpoint = 0',
]

/** SQLite's extended result code by name, such as `SQLITE_IOERR_FSYNC`; '' for any other error. */
export const sqliteCodeOf = (error: unknown): string =>
  error instanceof Database.SqliteError ? error.code : ''

/** SQLite names no values in its messages, but the schema; the code is enough. */
const translated = (error: unknown): unknown => {
  if (!(error instanceof Database.SqliteError)) return error
  const damaged = error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB'
  const Failure = damaged ? VaultIntegrityFailure : VaultUnavailable
  return new Failure(`the vault's database answers ${error.code}`, { cause: error })
}

/** Runs `work` with SQLite's errors as the vault's. */
export const withVaultErrors = <Result>(work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    throw translated(error)
  }
}

const prepare = (db: SqliteFile, schema: string): void => {
  whileBusy(() => db.pragma('journal_mode = WAL'))
  db.transaction(() => db.exec(schema)).immediate()
}

/** In WAL mode anything less than FULL forgets acknowledged commits when the power fails. */
const assertDurable = (db: SqliteFile): void => {
  const mode = db.pragma('journal_mode', { simple: true })
  const level = db.pragma('synchronous', { simple: true })
  if (mode !== 'wal' || level !== 2) throw new VaultUnavailable('the vault must run on WAL and FULL')
}

const open = (file: string, readOnly: boolean): SqliteFile => {
  try {
    if (!readOnly) closeSync(openSync(file, 'a', 0o600))
    return new Database(file, { readonly: readOnly, fileMustExist: true, timeout: busyMs })
  } catch (error) {
    throw new VaultUnavailable('a database of the vault cannot be opened', { cause: error })
  }
}

/**
 * Opens a database of the vault, made on first use and readable by its owner only.
 *
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
 */
export const openSqliteFile = (
  file: string,
  { schema, readOnly }: { readonly schema: string; readonly readOnly: boolean },
): SqliteFile => {
  const db = open(file, readOnly)
  try {
    return withVaultErrors(() => {
      for (const setting of settings) db.pragma(setting)
      if (!readOnly) prepare(db, schema)
      assertDurable(db)
      return db
    })
  } catch (error) {
    db.close()
    throw error
  }
}
