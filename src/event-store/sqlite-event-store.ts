import { type EventStore, IntegrityFailure, type RecordedEvent, StoreUnavailable } from './event-store.ts'
import { prepareAppend } from './prepare-append.ts'
import { AppendQueue } from './sqlite-append-queue.ts'
import { codeOf } from './sqlite-failures.ts'
import { type Connection, openLog, type Prepared } from './sqlite-log.ts'
import { StoredEvent } from './stored-event.ts'

export interface SqliteOptions {
  /** Appends that may wait for the next commit; one more is refused with StoreOverloaded. */
  readonly maxQueuedAppends?: number
  /**
   * Pages of 4 KiB written, by estimate, before they are copied to the main file and the write-ahead
   * log is used again from its start. More makes that rarer, longer and cheaper in all.
   */
  readonly checkpointPages?: number
  /**
   * Commits every append on the writer's thread, also one that is alone: slower for who waits for
   * it, but the event loop never waits for the disk.
   */
  readonly alwaysOnThread?: boolean
  /** What each connection keeps of the file in memory; who reads it from end to end needs next to none. */
  readonly cacheKib?: number
  /**
   * For the control run of the power-cut test alone, which must lose events to show that the test
   * can see it. Everything else runs with FULL, and no setting leads here.
   */
  readonly synchronous?: 'FULL' | 'NORMAL'
}

type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
]

const columns = 'position, stream, revision, lower(hex(event_id)), type, data, metadata'

/**
 * The embedded log: one SQLite file, safe for several processes. Positions are dense from 1.
 *
 * @throws {StoreUnavailable} the file cannot be opened for writing as safely as it must be.
 * @throws {IntegrityFailure} the file is no log, or its tables, indexes or triggers were changed.
 */
export function openSqliteEventStore(file: string, options: SqliteOptions = {}): EventStore {
  const { synchronous = 'FULL', cacheKib } = options
  const settings = { file, synchronous, cacheKib }
  const db = openLog(settings)
  const queue = new AppendQueue(db, settings, {
    maxQueuedAppends: options.maxQueuedAppends ?? 10_000,
    checkpointPages: options.checkpointPages ?? 4_000,
    alwaysOnThread: options.alwaysOnThread ?? false,
  })
  const readStream = db.prepare(
    `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision`,
  )
  const readAll = db.prepare(`SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`)
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await queue.close()
    db.close()
  }
  return {
    append(stream, events, { expectedRevision }) {
      try {
        if (closing !== undefined) throw new StoreUnavailable('the store is closed')
        return queue.push(prepareAppend(stream, events, expectedRevision))
      } catch (error) {
        return Promise.reject(error)
      }
    },
    async readStream(stream, { fromRevision = 0n } = {}) {
      const first = Math.max(0, Number(fromRevision))
      return read(db, readStream, [stream, first], (row, i) => row[2] === first + i)
    },
    async readAll({ after, limit }) {
      const first = Math.max(0, Number(after ?? 0n)) + 1
      return read(db, readAll, [first - 1, limit], (row, i) => row[0] === first + i)
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}

function mustBeOpen(db: Connection): void {
  if (!db.open) throw new StoreUnavailable('the store is closed')
}

function read(
  db: Connection,
  statement: Prepared,
  parameters: readonly unknown[],
  inPlace: (row: Row, i: number) => boolean,
): RecordedEvent[] {
  mustBeOpen(db)
  const rows = rowsOf(statement, parameters)
  return rows.map((row, i) => {
    if (!inPlace(row, i)) throw new IntegrityFailure(`events are missing before position ${row[0]}`)
    return toEvent(row)
  })
}

function rowsOf(statement: Prepared, parameters: readonly unknown[]): Row[] {
  try {
    return statement.raw().all(...parameters) as Row[]
  } catch (cause) {
    const code = codeOf(cause)
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
      throw new IntegrityFailure(`the log cannot be read (${code})`, { cause })
    }
    throw new StoreUnavailable(`the log cannot be read (${code})`, { cause })
  }
}

function toEvent([position, stream, revision, hex, type, data, metadata]: Row): StoredEvent {
  // Joined, because a template keeps the pieces, which weigh five times as much and live as long.
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
  const id = groups.join('-')
  // An edited file may hold bytes or numbers where a text belongs.
  if (typeof data !== 'string' || typeof metadata !== 'string') {
    throw new IntegrityFailure(`event ${id} at position ${position}: its content is no text`)
  }
  return new StoredEvent({ position, stream, revision, id, type, data, metadata })
}
