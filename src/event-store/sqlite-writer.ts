import { leafHex } from '../evidence/leaf.ts'
import type { AppendOutcome } from './event-store.ts'
import type { PreparedAppend, PreparedEvent } from './prepare-append.ts'
import { codeOf } from './sqlite-failures.ts'
import type { Connection } from './sqlite-log.ts'

/** A commit that failed: whether its events are on disk is not known. */
export class CommitFailed extends Error {
  override readonly name = 'CommitFailed'
}

/** Several events of one append were in when a later one had a taken id. */
class HalfWritten extends Error {
  override readonly name = 'HalfWritten'
}

type Row = [position: number, id: string, type: string, data: string, metadata: string]

/**
 * Writes many appends in one transaction, and answers each. Nothing read before the transaction
 * is relied on, since another process may have written meanwhile.
 */
export class SqliteWriter {
  readonly #db: Connection
  readonly #begin
  readonly #commit
  readonly #rollback
  readonly #lastPosition
  readonly #tip
  readonly #insert
  readonly #rowsFrom
  readonly #placeOf
  readonly #checkpoint

  constructor(db: Connection) {
    this.#db = db
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#rollback = db.prepare('ROLLBACK')
    this.#lastPosition = db.prepare('SELECT max(position) FROM events').pluck()
    this.#tip = db.prepare('SELECT max(revision) FROM events WHERE stream = ?').pluck()
    this.#insert = db.prepare(
      `INSERT INTO events (position, stream, revision, event_id, leaf, type, data, metadata)
       VALUES (?, ?, ?, unhex(?, '-'), unhex(?), ?, ?, ?)`,
    )
    this.#rowsFrom = db
      .prepare(
        `SELECT position, lower(hex(event_id)), type, data, metadata FROM events
         WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
      )
      .raw()
    this.#placeOf = db.prepare("SELECT position FROM events WHERE event_id = unhex(?, '-')").pluck()
    this.#checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /**
   * @throws {CommitFailed} when the transaction may or may not be on disk; its cause is SQLite's error.
   * @throws SQLite's own error when nothing was written.
   */
  write(appends: readonly PreparedAppend[]): AppendOutcome[] {
    try {
      return this.#transaction(appends, false)
    } catch (error) {
      if (!(error instanceof HalfWritten)) throw error
      // Rare, so the whole turn is done again with every id looked up before anything is inserted.
      return this.#transaction(appends, true)
    }
  }

  /** Copies what is committed into the main file. */
  checkpoint(): void {
    this.#checkpoint.all()
  }

  #transaction(appends: readonly PreparedAppend[], lookFirst: boolean): AppendOutcome[] {
    this.#begin.run()
    try {
      let last = (this.#lastPosition.get() as number | null) ?? 0
      const outcomes: AppendOutcome[] = []
      for (const append of appends) {
        const outcome = this.#answer(append, last, lookFirst)
        if (outcome.outcome === 'ok' && Number(outcome.position) > last) last = Number(outcome.position)
        outcomes.push(outcome)
      }
      this.#tryCommit()
      return outcomes
    } finally {
      if (this.#db.inTransaction) this.#rollback.run()
    }
  }

  #tryCommit(): void {
    try {
      this.#commit.run()
    } catch (cause) {
      throw new CommitFailed('the commit failed', { cause })
    }
  }

  #answer(append: PreparedAppend, last: number, lookFirst: boolean): AppendOutcome {
    const tip = (this.#tip.get(append.stream) as number | null) ?? -1
    if (append.expected !== tip) return this.#repeatOrConflict(append, tip)
    if (lookFirst && this.#someIdTaken(append.events)) return conflict('event-id', tip)
    return this.#insertAll(append, tip, last)
  }

  #insertAll(append: PreparedAppend, tip: number, last: number): AppendOutcome {
    const { stream, events } = append
    let revision = tip
    let position = last
    for (const { id, type, data, metadata } of events) {
      revision += 1
      const leaf = leafHex({ index: position, stream, revision, eventId: id, type, data, metadata })
      position += 1
      try {
        this.#insert.run(position, stream, revision, id, leaf, type, data, metadata)
      } catch (error) {
        if (codeOf(error) !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
        if (revision > tip + 1) throw new HalfWritten()
        return conflict('event-id', tip)
      }
    }
    return { outcome: 'ok', revision: BigInt(revision), position: BigInt(position) }
  }

  #repeatOrConflict(append: PreparedAppend, tip: number): AppendOutcome {
    const { stream, expected, events } = append
    if (expected + events.length <= tip) {
      const rows = this.#rowsFrom.all(stream, expected + 1, events.length) as Row[]
      const lastRow = rows.at(-1)
      if (lastRow !== undefined && events.every((event, i) => isRecordedAs(event, rows[i]))) {
        return {
          outcome: 'ok',
          revision: BigInt(expected + events.length),
          position: BigInt(lastRow[0]),
        }
      }
    }
    return conflict(this.#someIdTaken(events) ? 'event-id' : 'revision', tip)
  }

  #someIdTaken(events: readonly PreparedEvent[]): boolean {
    return events.some(({ id }) => this.#placeOf.get(id) !== undefined)
  }
}

function isRecordedAs(event: PreparedEvent, row: Row | undefined): boolean {
  if (row === undefined) return false
  const [, id, type, data, metadata] = row
  return (
    id === event.id.replaceAll('-', '') &&
    type === event.type &&
    data === event.data &&
    metadata === event.metadata
  )
}

function conflict(reason: 'revision' | 'event-id', tip: number): AppendOutcome {
  return { outcome: 'conflict', reason, actual: tip < 0 ? 'no_stream' : BigInt(tip) }
}
