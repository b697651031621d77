import { closeSync, fsyncSync, openSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { isBusy, whileBusy } from '../while-busy.ts'
import { IntegrityFailure, StoreUnavailable } from './event-store.ts'
import { codeOf } from './sqlite-failures.ts'
import { applicationId, logSchema, schemaVersion } from './sqlite-schema.ts'

export type Connection = Database.Database
export type Prepared = Database.Statement

/** What a connection that writes is opened with. NORMAL is for one control run alone. */
export interface LogSettings {
  readonly file: string
  readonly synchronous: 'FULL' | 'NORMAL'
  /** What the connection keeps of the file in memory. */
  readonly cacheKib?: number | undefined
}

const busyMs = 5_000
const usualCacheKib = 32_768
/** A reader that stays for long makes the write-ahead log grow; afterwards it is cut back to this. */
const walBytesKept = 67_108_864

/**
 * Opens the log for writing and reads every setting back, because a setting that did not take
 * loses acknowledged events at the next power cut and nothing else would show it.
 *
 * @throws {StoreUnavailable} no such folder, not allowed, a network disk, locked for 5 s, too new.
 * @throws {IntegrityFailure} not a log, or not with the tables, indexes and triggers of one.
 */
export function openLog({ file, synchronous, cacheKib }: LogSettings): Connection {
  return translated(file, () => {
    refuseNetworkDisk(file)
    const db = new Database(resolve(file), { timeout: busyMs })
    try {
      configure(db, synchronous, cacheKib ?? usualCacheKib)
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
  // An absolute path, because SQLite takes names such as ":memory:" for something else.
  const db = new Database(resolve(file), { readonly: true, fileMustExist: true, timeout: busyMs })
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  return db
}

/** Whether another connection, here or in another process, has the log open at this moment. */
export function isLogInUse(file: string): boolean {
  // With write-ahead logging every open connection holds a shared lock, so none can be exclusive.
  const db = new Database(resolve(file), { timeout: 0 })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE; ROLLBACK')
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    db.close()
  }
}

/** Where the tables, indexes and triggers are not those of a log: one short sentence for each. */
export function schemaFaults(db: Connection): string[] {
  const faults: string[] = []
  const rows = db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all()
  const found = new Map((rows as typeof logSchema).map((row) => [`${row.type} ${row.name}`, row.sql]))
  for (const { type, name, sql } of logSchema) {
    const present = found.get(`${type} ${name}`)
    if (present === undefined) faults.push(`${type} ${name} is missing`)
    else if (present !== sql) faults.push(`${type} ${name} was changed`)
    found.delete(`${type} ${name}`)
  }
  for (const other of found.keys()) faults.push(`${other} does not belong in a log`)
  return faults
}

/** Application id and schema version, as `${applicationId}/${schemaVersion}`; `0/0` in a new file. */
export function identity(db: Connection): string {
  return `${db.pragma('application_id', { simple: true })}/${db.pragma('user_version', { simple: true })}`
}

export const ownIdentity = `${applicationId}/${schemaVersion}`

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
  if (nfsOrSmb.has(statfsSync(dirname(resolve(file))).type)) {
    throw new StoreUnavailable(`${file} is on a network disk; the log needs a local one`)
  }
}

function configure(db: Connection, synchronous: 'FULL' | 'NORMAL', cacheKib: number): void {
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
  mustSync(db, synchronous)
}

/**
 * @throws {StoreUnavailable} when the connection is not the one asked for. Below FULL, a commit
 *   returns before it is on disk.
 */
export function mustSync(db: Connection, synchronous: 'FULL' | 'NORMAL'): void {
  const found = [db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true })]
  const wanted = ['wal', synchronous === 'FULL' ? 2 : 1]
  if (found.join() !== wanted.join()) {
    throw new StoreUnavailable(`the log needs journal_mode and synchronous ${wanted}, found ${found}`)
  }
}

function prepareSchema(db: Connection, file: string): void {
  if (identity(db) === '0/0' && isEmpty(db)) createSchema(db, file)
  const found = identity(db)
  if (found !== ownIdentity) {
    if (!found.startsWith(`${applicationId}/`)) {
      throw new IntegrityFailure('the file is a database, but not a log')
    }
    throw new StoreUnavailable('the log was written by another version of this program')
  }
  const faults = schemaFaults(db)
  if (faults.length > 0) throw new IntegrityFailure(`the log is not as it was made: ${faults.join('; ')}`)
}

function isEmpty(db: Connection): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
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
