import type { HostedProjection } from '../../projections/projection.ts'
import * as sql from './read-model-sql.ts'
import type { Rebuild, Seen, StateRow } from './read-model-store.ts'
import type { Connection } from './sqlite-read-models.ts'
import { SqliteTables } from './sqlite-tables.ts'

/**
 * One transaction on a connection of its own, from the empty tables to the last index: until it is
 * committed readers see the figures as they were, and a crash leaves them so.
 */
export class SqliteRebuild implements Rebuild {
  readonly #connection: Connection
  readonly #tables: SqliteTables
  readonly #projections: readonly HostedProjection[]
  /** An index filled at the end costs a fraction of one kept up to date row by row. */
  readonly #leftToIndex: string[]
  readonly #searchable = new Set<string>()

  /** @param connection in a transaction that holds the write lock; closed by this class. */
  constructor(connection: Connection, projections: readonly HostedProjection[]) {
    this.#connection = connection
    this.#tables = new SqliteTables(connection)
    this.#projections = projections
    for (const projection of projections) {
      connection.exec(sql.dropTable(projection))
      connection.exec(sql.makeTable(projection))
    }
    this.#leftToIndex = projections.flatMap((projection) => [
      sql.makePartitionIndex(projection),
      ...sql.makeListIndexes(projection),
    ])
  }

  get(projection: HostedProjection, partition: string): StateRow | undefined {
    if (!this.#searchable.has(projection.name)) {
      this.#connection.exec(sql.makePartitionIndex(projection))
      this.#searchable.add(projection.name)
    }
    return this.#tables.get(projection, partition)
  }

  put(projection: HostedProjection, rows: readonly StateRow[]): void {
    this.#tables.put(projection, rows)
  }

  index(): boolean {
    const statement = this.#leftToIndex.shift()
    if (statement === undefined) return false
    this.#connection.exec(statement)
    return true
  }

  finish(seen: Seen | null): void {
    while (this.index());
    for (const projection of this.#projections) {
      const epoch = (this.#tables.checkpoint(projection)?.epoch ?? 0) + 1
      this.#tables.writeCheckpoint(projection, epoch, seen)
    }
    this.#connection.exec('COMMIT')
    this.#connection.pragma('wal_checkpoint(TRUNCATE)')
    this.#connection.close()
  }

  abandon(): void {
    if (!this.#connection.open) return
    if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK')
    this.#connection.close()
  }
}
