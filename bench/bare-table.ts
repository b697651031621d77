import Database from 'better-sqlite3'
import { canonicalJson } from '../src/domain/canonical-json.ts'
import type { NewEvent } from '../src/event-store/event-store.ts'
import { logSchema } from '../src/event-store/sqlite-schema.ts'
import { leafHash } from '../src/evidence/leaf.ts'

type Row = [number, string, number, Buffer, Buffer, string, string, string]

/**
 * What SQLite does with the rows of the log when nothing else is asked of it: rows ready made, no
 * expectation, no answers, and the automatic checkpoint.
 */
export class BareTable {
  readonly #db: Database.Database
  readonly #insert: Database.Statement
  readonly #revisions: Int32Array
  readonly #event: (revision: number) => NewEvent
  #position = 0

  constructor(file: string, streams: number, event: (revision: number) => NewEvent) {
    this.#db = new Database(file)
    this.#db.pragma('journal_mode = WAL')
    this.#db.pragma('synchronous = FULL')
    this.#db.pragma('cache_size = -65536')
    for (const { sql } of logSchema) this.#db.exec(sql)
    this.#insert = this.#db.prepare(
      `INSERT INTO events (position, stream, revision, event_id, leaf, type, data, metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#revisions = new Int32Array(streams)
    this.#event = event
    for (let pass = 0; pass < 3; pass++) {
      for (let from = 0; from < streams; from += 1_000) {
        this.#commit(Array.from({ length: 1_000 }, (_, i) => this.#row(from + i)))
      }
    }
  }

  /** Microseconds for so many commits of so many rows in streams picked at random. */
  insert(commits: number, rowsEach: number): number {
    const pick = () => Math.floor(Math.random() * this.#revisions.length)
    const batches = Array.from({ length: commits }, () =>
      Array.from({ length: rowsEach }, () => this.#row(pick())),
    )
    const start = process.hrtime.bigint()
    for (const rows of batches) this.#commit(rows)
    return Number(process.hrtime.bigint() - start) / 1_000
  }

  close(): void {
    this.#db.close()
  }

  #commit(rows: readonly Row[]): void {
    this.#db.exec('BEGIN IMMEDIATE')
    for (const row of rows) this.#insert.run(...row)
    this.#db.exec('COMMIT')
  }

  #row(which: number): Row {
    const revision = (this.#revisions[which] as number)++
    const { id, type, ...event } = this.#event(revision)
    const stream = `person-${which.toString(32).padStart(6, '0')}n5xq2v7h4k6m3w9e8c1z`
    const [data, metadata] = [canonicalJson(event.data), canonicalJson(event.metadata)]
    const leaf = leafHash({ index: this.#position, stream, revision, eventId: id, type, data, metadata })
    this.#position += 1
    const idBytes = Buffer.from(id.replaceAll('-', ''), 'hex')
    return [this.#position, stream, revision, idBytes, leaf, type, data, metadata]
  }
}
