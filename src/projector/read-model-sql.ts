import type { HostedProjection } from '../../projections/projection.ts'
import type { GroupRequest } from './read-model-store.ts'

/**
 * The SQL of the stored figures. One table per projection; `seq` is the row id, so every index ends
 * in it and a list filtered by equality comes out in order without sorting. Names are constants of
 * the program, never input.
 */

export const makeCheckpoints = `CREATE TABLE IF NOT EXISTS checkpoints (
  projection TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  layout TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  position INTEGER,
  at TEXT,
  stream TEXT,
  revision INTEGER,
  event_id TEXT
) STRICT, WITHOUT ROWID`

export const readCheckpoint = 'SELECT * FROM checkpoints WHERE projection = ?'

export const writeCheckpoint = `INSERT OR REPLACE INTO checkpoints
  (projection, version, layout, epoch, position, at, stream, revision, event_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

const quoted = (name: string): string => `"${name}"`
const columnsOf = (projection: HostedProjection): readonly string[] =>
  Object.keys(projection.index).map(quoted)
const rowColumns = (projection: HostedProjection): string =>
  ['partition', 'seq', 'position', 'state', ...columnsOf(projection)].join(', ')

export const dropTable = ({ name }: HostedProjection): string => `DROP TABLE IF EXISTS ${quoted(name)}`

/** The state comes last: what a filter looks at is then found without reading over it. */
export const makeTable = (projection: HostedProjection): string => {
  const columns = columnsOf(projection).map((column) => `${column} ANY, `)
  return `CREATE TABLE ${quoted(projection.name)} (
    seq INTEGER PRIMARY KEY,
    partition TEXT NOT NULL,
    position INTEGER NOT NULL,
    ${columns.join('')}state TEXT NOT NULL
  ) STRICT`
}

export const makePartitionIndex = ({ name }: HostedProjection): string =>
  `CREATE UNIQUE INDEX IF NOT EXISTS ${quoted(`${name}/partition`)} ON ${quoted(name)} (partition)`

export const makeListIndexes = ({ name, lists }: HostedProjection): readonly string[] =>
  lists.map((list) => {
    const index = quoted(`${name}/${list.join(',')}`)
    return `CREATE INDEX ${index} ON ${quoted(name)} (${list.map(quoted).join(', ')})`
  })

export const upsertRow = (projection: HostedProjection): string => {
  const columns = columnsOf(projection)
  const values = ['?', '?', '?', '?', ...columns.map(() => '?')].join(', ')
  const changes = ['position', 'state', ...columns].map((column) => `${column} = excluded.${column}`)
  return `INSERT INTO ${quoted(projection.name)} (${rowColumns(projection)}) VALUES (${values})
    ON CONFLICT (seq) DO UPDATE SET ${changes.join(', ')}`
}

const select = (projection: HostedProjection): string =>
  `SELECT ${rowColumns(projection)} FROM ${quoted(projection.name)}`

export const selectRow = (projection: HostedProjection): string => `${select(projection)} WHERE partition = ?`

export const selectRowsAfter = (projection: HostedProjection): string =>
  `${select(projection)} WHERE seq > ? ORDER BY seq LIMIT ?`

/**
 * Bound: the values of `filter`, the `seq` to stay below, the limit. A plus keeps SQLite from using
 * an index on that column: without figures on the data it might take one that tells little.
 */
export const selectPage = (projection: HostedProjection, filter: readonly string[]): string => {
  const along = projection.lists.find((list) => list.every((column) => filter.includes(column))) ?? []
  const wanted = filter.map((column) => `${along.includes(column) ? '' : '+'}${quoted(column)} = ? AND `)
  return `${select(projection)} WHERE ${wanted.join('')}seq < ? ORDER BY seq DESC LIMIT ?`
}

/**
 * Bound: the values of `filter`, where to begin, where the prefix ends, the limit. Read along the
 * names: a prefix leaves few rows to look through.
 */
export const selectPrefix = (
  projection: HostedProjection,
  filter: readonly string[],
  follows: boolean,
): string => {
  const wanted = filter.map((column) => `+${quoted(column)} = ? AND `)
  const begins = follows ? '>' : '>='
  return `${select(projection)} WHERE ${wanted.join('')}partition ${begins} ? AND partition < ?
    ORDER BY partition LIMIT ?`
}

/** Bound: the values of the groups' filter in its order, then those of the rows they go through. */
export const selectGroups = ({ projection, by, filter, distinct, sums, through }: GroupRequest): string => {
  const own = (column: string): string => `own.${quoted(column)}`
  const counted = (column: string): string =>
    through === undefined ? own(column) : `their.${quoted(column)}`
  const shown = [
    ...by.map(own),
    'count(*)',
    distinct === undefined ? '0' : `count(DISTINCT ${own(distinct)})`,
    ...sums.map((column) => `coalesce(sum(${counted(column)}), 0)`),
  ]
  const joined =
    through === undefined
      ? ''
      : `JOIN ${quoted(through.projection.name)} their ON their.${quoted(through.on)} = own.partition`
  const wanted = [
    ...Object.entries(filter).map(
      ([column, values]) => `${own(column)} IN (${values.map(() => '?').join(', ')})`,
    ),
    ...Object.keys(through?.filter ?? {}).map((column) => `+their.${quoted(column)} = ?`),
  ]
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`
  const grouped = by.length === 0 ? '' : `GROUP BY ${by.map(own).join(', ')}`
  return `SELECT ${shown.join(', ')} FROM ${quoted(projection.name)} own ${joined} ${where} ${grouped}`
}

/** Bound: the values of `filter`, the most to count. */
export const countSome = ({ name }: HostedProjection, filter: readonly string[]): string => {
  const wanted = filter.map((column) => `${quoted(column)} = ?`).join(' AND ')
  return `SELECT count(*) FROM (SELECT 1 FROM ${quoted(name)} WHERE ${wanted} LIMIT ?)`
}
