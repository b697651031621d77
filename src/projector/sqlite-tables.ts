import type { HostedProjection } from '../../projections/projection.ts'
import * as sql from './read-model-sql.ts'
import type {
  Checkpoint,
  Filter,
  Group,
  GroupRequest,
  PageRequest,
  PrefixRequest,
  ReadModelReader,
  Seen,
  StateRow,
} from './read-model-store.ts'
import { layoutOf } from './read-model-store.ts'
import type { Connection, Statement } from './sqlite-read-models.ts'

interface CheckpointRow {
  readonly version: bigint
  readonly layout: string
  readonly epoch: bigint
  readonly position: bigint | null
  readonly at: string | null
  readonly stream: string
  readonly revision: bigint
  readonly event_id: string
}

type Raw = readonly [string, bigint, bigint, string, ...(string | number | bigint | null)[]]

const afterEverything = 9_223_372_036_854_775_807n
/** Sorts after every character of a name. */
const lastCharacter = '\u{10ffff}'

const toRow = ([partition, seq, position, state, ...columns]: Raw): StateRow => ({
  partition,
  seq,
  position,
  state,
  columns: columns.map((value) => (typeof value === 'bigint' ? Number(value) : value)),
})

/** Reads and writes the tables over one connection; transactions are the caller's. */
export class SqliteTables implements ReadModelReader {
  readonly #connection: Connection
  readonly #statements = new Map<string, Statement>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  #prepared(text: string): Statement {
    const known = this.#statements.get(text)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(text).safeIntegers(true)
    this.#statements.set(text, statement)
    return statement
  }

  #rows(text: string, ...values: unknown[]): readonly StateRow[] {
    const rows = this.#prepared(text)
      .raw(true)
      .all(...values) as Raw[]
    return rows.map(toRow)
  }

  checkpoint({ name }: HostedProjection): Checkpoint | undefined {
    const row = this.#prepared(sql.readCheckpoint).get(name) as CheckpointRow | undefined
    if (row === undefined) return undefined
    const { position, at, stream, revision, event_id: eventId } = row
    const seen = position === null ? null : { position, at, stream, revision, eventId }
    return { version: Number(row.version), layout: row.layout, epoch: Number(row.epoch), seen }
  }

  get(projection: HostedProjection, partition: string): StateRow | undefined {
    return this.#rows(sql.selectRow(projection), partition)[0]
  }

  page({ projection, filter, after, limit }: PageRequest): readonly StateRow[] {
    const text = sql.selectPage(projection, Object.keys(filter))
    return this.#rows(text, ...Object.values(filter), after ?? afterEverything, limit)
  }

  pageByPrefix({ projection, filter, prefix, after, limit }: PrefixRequest): readonly StateRow[] {
    const text = sql.selectPrefix(projection, Object.keys(filter), after !== null)
    const begin = after !== null && after > prefix ? after : prefix
    return this.#rows(text, ...Object.values(filter), begin, prefix + lastCharacter, limit)
  }

  group(request: GroupRequest): readonly Group[] {
    const { by, filter, through } = request
    const values = [...Object.values(filter).flat(), ...Object.values(through?.filter ?? {})]
    const rows = this.#prepared(sql.selectGroups(request))
      .raw(true)
      .all(...values) as (string | bigint | null)[][]
    return rows.map((row) => ({
      keys: row.slice(0, by.length) as (string | null)[],
      rows: Number(row[by.length]),
      distinct: Number(row[by.length + 1]),
      sums: row.slice(by.length + 2).map(Number),
    }))
  }

  countUpTo(projection: HostedProjection, filter: Filter, atMost: number): number {
    const statement = this.#prepared(sql.countSome(projection, Object.keys(filter))).pluck(true)
    return Number(statement.get(...Object.values(filter), atMost))
  }

  rowsAfter(projection: HostedProjection, seq: bigint, limit: number): readonly StateRow[] {
    return this.#rows(sql.selectRowsAfter(projection), seq, limit)
  }

  put(projection: HostedProjection, rows: readonly StateRow[]): void {
    const statement = this.#prepared(sql.upsertRow(projection))
    for (const { partition, seq, position, state, columns } of rows) {
      statement.run(partition, seq, position, state, ...columns)
    }
  }

  writeCheckpoint(projection: HostedProjection, epoch: number, seen: Seen | null): void {
    const { name, version } = projection
    const place = seen ?? { position: null, at: null, stream: null, revision: null, eventId: null }
    const { position, at, stream, revision, eventId } = place
    const statement = this.#prepared(sql.writeCheckpoint)
    statement.run(name, version, layoutOf(projection), epoch, position, at, stream, revision, eventId)
  }
}
