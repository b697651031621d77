import { type SqliteFile, sqliteCodeOf, withVaultErrors } from './sqlite-file.ts'
import { VaultUnavailable } from './vault.ts'

/** Each dirties about two pages of 4 KiB: some 32 MB. Rare, because an import hits the same pages again. */
const rowsPerCheckpoint = 4_000

/**
 * After these the files, or what the kernel holds of them, cannot be trusted: a failed fsync may
 * have dropped the pages and is reported once. Only opening them anew tells what is there.
 */
const mustStop = (code: string): boolean => /^SQLITE_(?:IOERR|CORRUPT|NOTADB)/.test(code)

/** All that is written to one database of a vault, and its checkpoints. */
interface Written {
  readonly file: SqliteFile
  readonly checkpoint: () => void
  /** Rows that this connection ever wrote. */
  readonly rows: () => number
  atCheckpoint: number
}

const watched = (file: SqliteFile): Written => {
  const checkpoint = file.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  const changes = file.prepare<[], number>('SELECT total_changes()').pluck()
  const rows = () => changes.get() as number
  return { file, checkpoint: () => checkpoint.all(), rows, atCheckpoint: rows() }
}

/**
 * The one way to write to the databases of a vault. When the disk fails under one of them, nothing
 * is written to any until the vault is opened again.
 */
export class VaultWrites {
  readonly #databases: readonly Written[]
  #stopped: VaultUnavailable | undefined

  constructor(files: readonly SqliteFile[]) {
    this.#databases = files.map(watched)
  }

  get possible(): boolean {
    return this.#stopped === undefined && this.#databases.every(({ file }) => file.open && !file.readonly)
  }

  /** @throws {VaultUnavailable} closed, open for reading only, or stopped after a failure */
  assertPossible(): void {
    if (this.#stopped !== undefined) throw this.#stopped
    for (const { file } of this.#databases) {
      if (!file.open) throw new VaultUnavailable('the vault is closed')
      if (file.readonly) throw new VaultUnavailable('the vault is open for reading only')
    }
  }

  /** @throws {VaultUnavailable} @throws {VaultIntegrityFailure} */
  run<Result>(work: () => Result): Result {
    this.assertPossible()
    try {
      return withVaultErrors(work)
    } catch (error) {
      const code = sqliteCodeOf((error as Error).cause)
      if (mustStop(code)) this.stop(code)
      throw error
    }
  }

  /** @param code what the disk failed with */
  stop(code: string): void {
    const reason = `the disk failed (${code}); nothing is written until the vault is opened again`
    this.#stopped = new VaultUnavailable(reason)
  }

  /** Once in a while, later: nobody waits for it. */
  checkpointWhenDue(): void {
    const due = this.#databases.filter(({ rows, atCheckpoint }) => rows() - atCheckpoint >= rowsPerCheckpoint)
    if (due.length > 0) setImmediate(() => this.#checkpoint(due))
  }

  /** Copies all that is committed into the main files. */
  checkpoint(): void {
    this.#checkpoint(this.#databases)
  }

  /** What it cannot copy now stays in the write-ahead log, but a failed disk stops the writing. */
  #checkpoint(databases: readonly Written[]): void {
    for (const database of databases) {
      const { file } = database
      if (this.#stopped !== undefined || !file.open || file.readonly) return
      try {
        database.checkpoint()
        database.atCheckpoint = database.rows()
      } catch (error) {
        const code = sqliteCodeOf(error)
        if (mustStop(code)) this.stop(code)
      }
    }
  }
}
