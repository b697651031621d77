/**
 * The log on disk. One table; a row is an event, its place and its leaf hash. `position` is dense
 * from 1, so the leaf index is `position - 1`. `data` and `metadata` are canonical JSON texts.
 * The triggers keep slips out; what they cannot stop (a program that drops them, an edited file)
 * the leaves and the signed checkpoints show.
 */
export const logSchema: readonly { readonly type: string; readonly name: string; readonly sql: string }[] = [
  {
    type: 'table',
    name: 'events',
    sql: `CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  event_id BLOB NOT NULL CHECK (length(event_id) = 16),
  leaf BLOB NOT NULL CHECK (length(leaf) = 32),
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  metadata TEXT NOT NULL
) STRICT`,
  },
  {
    type: 'index',
    name: 'events_by_stream',
    sql: 'CREATE UNIQUE INDEX events_by_stream ON events (stream, revision)',
  },
  { type: 'index', name: 'events_by_id', sql: 'CREATE UNIQUE INDEX events_by_id ON events (event_id)' },
  {
    type: 'trigger',
    name: 'events_no_update',
    sql: `CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`,
  },
  {
    type: 'trigger',
    name: 'events_no_delete',
    sql: `CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`,
  },
]

/** "JLL1" in the file header, so that another program's database is never taken for a log. */
export const applicationId = 0x4a4c4c31
export const schemaVersion = 1
