import { closeSync, fsyncSync, openSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { IntegrityFailure, StoreUnavailable } from './event-store.ts'
import { codeOf } from './sqlite-failures.ts'
import { applicationId, logSchema, schemaVersion } from './sqlite-schema.ts'

export type Connection = Database.Database
export type Prepared = Database.Statement

const busyMs = 5_000
const cacheKib = 65_536
/** A reader that stays for long makes the write-ahead log grow; afterwards it is cut back to this. */
const walBytesKept = 67_108_864

/**
 * Opens the log for writing and reads every setting back, because a setting that did not take
 * loses acknowledged events at the next power cut and nothing else would show it.
 *
 * @throws {StoreUnavailable} no such folder, not allowed, a network disk, locked for 5 s, too new.
 * @throws {IntegrityFailure} not a log, or not with the tables, indexes and triggers of one.
 */
export function openLog(file: string, synchronous: 'FULL' | 'NORMAL'): Connection {
  return translated(file, () => {
    refuseNetworkDisk(file)
    const db = new Database(file, { timeout: busyMs })
    try {
      configure(db, synchronous)
      prepareSchema(db, file)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** Opens a log that will only be looked at. Checks nothing: that is what the caller is about to do. */
export function openLogReadOnly(file: string): Connection {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs })
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  return db
}

function translated<T>(file: string, open: () => T): T {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof IntegrityFailure || cause instanceof StoreUnavailable) throw cause
    const code = codeOf(cause)
    if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
      throw new IntegrityFailure(`${file} is no readable log (${code})`, { cause })
    }
    throw new StoreUnavailable(`${file} cannot be opened (${code})`, { cause })
  }
}

/** Locks and shared memory do not work over NFS and SMB, and both corrupt the file sooner or later. */
function refuseNetworkDisk(file: string): void {
  const nfsOrSmb = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42])
  if (nfsOrSmb.has(statfsSync(dirname(file)).type)) {
    throw new StoreUnavailable(`${file} is on a network disk; the log needs a local one`)
  }
}

function configure(db: Connection, synchronous: 'FULL' | 'NORMAL'): void {
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('fullfsync = ON')
  db.pragma('checkpoint_fullfsync = ON')
  db.pragma(`cache_size = -${cacheKib}`)
  db.pragma(`journal_size_limit = ${walBytesKept}`)
  // The store checkpoints itself: the automatic one swallows the error of a failed fsync.
  db.pragma('wal_autocheckpoint = 0')
  whileBusy(() => db.pragma('journal_mode = WAL'))
  db.pragma(`synchronous = ${synchronous}`)
  const found = [db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true })]
  const wanted = ['wal', synchronous === 'FULL' ? 2 : 1]
  if (found.join() !== wanted.join()) {
    throw new StoreUnavailable(`the log needs journal_mode and synchronous ${wanted}, found ${found}`)
  }
}

/** SQLite does not wait by itself while two processes turn one new file to write-ahead logging. */
function whileBusy(attempt: () => void): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; ; waited += 10) {
    try {
      attempt()
      return
    } catch (error) {
      if (!codeOf(error).startsWith('SQLITE_BUSY') || waited >= busyMs) throw error
      Atomics.wait(pause, 0, 0, 10)
    }
  }
}

function prepareSchema(db: Connection, file: string): void {
  if (identity(db) === '0/0' && objects(db) === '') createSchema(db, file)
  if (identity(db) !== `${applicationId}/${schemaVersion}`) {
    if (identity(db).startsWith(`${applicationId}/`)) {
      throw new StoreUnavailable('the log was written by a newer version of this program')
    }
    throw new IntegrityFailure('the file is a database, but not a log')
  }
  if (objects(db) !== expectedObjects) {
    throw new IntegrityFailure('the tables, indexes or triggers of the log are not as they were made')
  }
}

function createSchema(db: Connection, file: string): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have been quicker.
    if (identity(db) === '0/0') {
      for (const { sql } of logSchema) db.exec(sql)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${schemaVersion}`)
    }
    db.exec('COMMIT')
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
  }
  syncFolder(dirname(file))
}

/** SQLite syncs the files, but the name of a new file is on disk only with its folder. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function identity(db: Connection): string {
  return `${db.pragma('application_id', { simple: true })}/${db.pragma('user_version', { simple: true })}`
}

function objects(db: Connection): string {
  const rows = db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all()
  return listed(rows as typeof logSchema)
}

const listed = (rows: typeof logSchema) =>
  rows
    .map(({ type, name, sql }) => `${type} ${name}: ${sql}`)
    .sort()
    .join('\n')

const expectedObjects = listed(logSchema)
