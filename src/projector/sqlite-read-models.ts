import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { HostedProjection } from '../../projections/projection.ts'
import { isBusy, whileBusy } from '../while-busy.ts'
import { makeCheckpoints } from './read-model-sql.ts'
import type { Advance, Checkpoint, ReadModelStore } from './read-model-store.ts'
import { ReadModelsBusy, ReadModelsUnfit } from './read-model-store.ts'
import { SqliteRebuild } from './sqlite-rebuild.ts'
import { SqliteTables } from './sqlite-tables.ts'

export type Connection = Database.Database
export type Statement = Database.Statement<unknown[]>

/** 'JLFG', so that a mistaken path is not written over. */
const applicationId = 0x4a4c4647
/** States are about 1 KB; larger pages halve the writing of a rebuild. */
const pageBytes = 16_384
/** Longer waits would hold up the event loop; callers try again instead. */
const busyMs = 50
const rebuildCacheKiB = 65_536
/** The indexes of tens of thousands of people: an import touches all of their pages again and again. */
const usualCacheKiB = 32_768
/** Before they are copied to the main file; each is copied once, however often it was written. */
const walPages = 3_000
const walKeptBytes = 67_108_864

/**
 * The figures in one SQLite file, beside the log. Several processes may have it open.
 *
 * @param cacheKiB what this connection keeps of them in memory; it is dropped whenever another one writes
 * @throws {ReadModelsUnfit} the file holds something else.
 */
export const openSqliteReadModels = (file: string, cacheKiB = usualCacheKiB): ReadModelStore =>
  new SqliteReadModels(file, () => {}, cacheKiB)

/** An empty store in a folder of its own, which goes when the store is closed. */
export const createTemporaryReadModels = (parent: string = tmpdir()): ReadModelStore => {
  const folder = mkdtempSync(join(parent, 'figures-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  return new SqliteReadModels(join(folder, 'figures.sqlite'), remove)
}

/** @throws {ReadModelsUnfit} before anything is written to the file. */
const connect = (file: string, cacheKiB = usualCacheKiB): Connection => {
  const connection = new Database(file, { timeout: busyMs })
  try {
    const isNew = whileBusy(() => needFigures(connection, file)) === 'new'
    connection.pragma(`page_size = ${pageBytes}`)
    whileBusy(() => connection.pragma('journal_mode = WAL'))
    // A power cut may take the last commits, never the order of them: state and checkpoint go back
    // together, and the log, which does wait for the disk, brings them forward again.
    connection.pragma('synchronous = NORMAL')
    connection.pragma(`journal_size_limit = ${walKeptBytes}`)
    connection.pragma(`cache_size = -${cacheKiB}`)
    connection.pragma(`wal_autocheckpoint = ${walPages}`)
    if (isNew) whileBusy(() => connection.transaction(prepare).immediate(connection, file))
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

const needFigures = (connection: Connection, file: string): 'own' | 'new' => {
  try {
    if (connection.pragma('application_id', { simple: true }) === applicationId) return 'own'
    if (connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0) return 'new'
  } catch (error) {
    if (!(error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB')) throw error
  }
  throw new ReadModelsUnfit(`${file} holds something other than figures`)
}

const prepare = (connection: Connection, file: string): void => {
  // Another process may have been quicker, with a file of its own kind.
  needFigures(connection, file)
  connection.pragma(`application_id = ${applicationId}`)
  connection.exec(makeCheckpoints)
}

/** Begins a transaction that no other writer can come between. */
const begin = (connection: Connection): void => {
  try {
    connection.exec('BEGIN IMMEDIATE')
  } catch (error) {
    throw isBusy(error) ? new ReadModelsBusy('another process is writing the figures') : error
  }
}

const sameCheckpoint = (a: Checkpoint | undefined, b: Checkpoint): boolean =>
  a?.epoch === b.epoch && a.version === b.version && a.seen?.position === b.seen?.position

class SqliteReadModels extends SqliteTables implements ReadModelStore {
  readonly #file: string
  readonly #connection: Connection
  readonly #remove: () => void

  constructor(file: string, remove: () => void, cacheKiB = usualCacheKiB) {
    const connection = connect(file, cacheKiB)
    super(connection)
    this.#file = file
    this.#connection = connection
    this.#remove = remove
  }

  together<T>(read: () => T): T {
    return this.#connection.transaction(read)()
  }

  advance(advances: readonly Advance[]): 'ok' | 'moved' {
    begin(this.#connection)
    try {
      for (const { projection, expected } of advances) {
        if (!sameCheckpoint(this.checkpoint(projection), expected)) return 'moved'
      }
      for (const { projection, rows, expected, seen } of advances) {
        this.put(projection, rows)
        this.writeCheckpoint(projection, expected.epoch, seen)
      }
      this.#connection.exec('COMMIT')
      return 'ok'
    } finally {
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK')
    }
  }

  rebuild(projections: readonly HostedProjection[]): SqliteRebuild {
    const connection = connect(this.#file)
    try {
      connection.pragma(`cache_size = -${rebuildCacheKiB}`)
      // Finishing checkpoints once, and truncates; the automatic one would do the same work before it.
      connection.pragma('wal_autocheckpoint = 0')
      begin(connection)
      return new SqliteRebuild(connection, projections)
    } catch (error) {
      connection.close()
      throw error
    }
  }

  freeze(): SqliteTables & { close(): void } {
    const connection = connect(this.#file)
    connection.exec('BEGIN')
    connection.prepare('SELECT count(*) FROM checkpoints').get()
    return Object.assign(new SqliteTables(connection), { close: () => void connection.close() })
  }

  scratch(): ReadModelStore {
    return createTemporaryReadModels(join(this.#file, '..'))
  }

  close(): void {
    this.#connection.close()
    this.#remove()
  }
}
