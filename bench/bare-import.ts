import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** One database that an import writes, and in which order its rows came. */
interface Written {
  readonly file: string
  readonly synchronous: 'FULL' | 'NORMAL'
  readonly order: (table: string) => string
}

const bySeat = 'ORDER BY (SELECT seat FROM keys.person_key WHERE person_key.pid = rows.pid)'

const written: readonly Written[] = [
  { file: 'ledger.db', synchronous: 'FULL', order: () => 'ORDER BY position' },
  { file: 'vault-keys.db', synchronous: 'FULL', order: () => '' },
  {
    file: 'vault.db',
    synchronous: 'FULL',
    order: (table) => (['sealed', 'blind_index'].includes(table) ? bySeat : ''),
  },
  {
    file: 'figures.db',
    synchronous: 'NORMAL',
    order: (table) => (table === 'checkpoints' ? '' : 'ORDER BY seq'),
  },
]

type Row = readonly (string | number | Buffer | null)[]

const commitsOf = 128

/**
 * Processor time of what no program can spare that keeps the same promises: the rows that an import left in
 * the databases of a node, ready made, written once more with their indexes, as many in a commit as then;
 * and every value enciphered, every commitment and leaf digested once. Nothing is read, decided or folded.
 *
 * @param place where the node kept them; it is closed
 * @param imported how many rows the sheet had
 * @returns seconds
 */
export const bareCpuSeconds = (place: string, imported: number): number => {
  const begun = process.cpuUsage()
  let spared = 0
  for (const { file, synchronous, order } of written) {
    const from = new Database(join(place, file), { readonly: true })
    if (file === 'vault.db') from.exec(`ATTACH '${join(place, 'vault-keys.db')}' AS keys`)
    const to = emptyCopyOf(from, join(place, `bare-${file}`), synchronous)
    for (const table of tablesOf(from)) {
      const before = process.cpuUsage()
      const rows = from
        .prepare(`SELECT * FROM "${table}" AS rows ${order(table)}`)
        .raw()
        .all() as Row[]
      spared += secondsSince(before)
      if (table === 'sealed') for (const row of rows) sealLike(row)
      if (table === 'events') for (const row of rows) digestLike(row)
      insertAll(to, table, rows, Math.ceil((rows.length * commitsOf) / imported))
    }
    to.close()
    from.close()
  }
  return Number((secondsSince(begun) - spared).toFixed(1))
}

const secondsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000
}

const tablesOf = (db: Database.Database): readonly string[] =>
  db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]

const emptyCopyOf = (from: Database.Database, file: string, synchronous: string): Database.Database => {
  const to = new Database(file)
  to.pragma('journal_mode = WAL')
  to.pragma(`synchronous = ${synchronous}`)
  to.pragma('cache_size = -32768')
  const parts = "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
  for (const sql of from.prepare(parts).pluck().all()) to.exec(sql as string)
  return to
}

const insertAll = (to: Database.Database, table: string, rows: readonly Row[], perCommit: number): void => {
  const [first] = rows
  if (first === undefined) return
  const insert = to.prepare(`INSERT INTO "${table}" VALUES (${first.map(() => '?').join()})`)
  const some = to.transaction((part: readonly Row[]) => {
    for (const row of part) insert.run(...row)
  })
  for (let at = 0; at < rows.length; at += perCommit) some.immediate(rows.slice(at, at + perCommit))
}

const key = randomBytes(32)
const iv = randomBytes(12)

/** One value: its cipher and its commitment. */
const sealLike = (row: Row): void => {
  const value = row.find((cell) => Buffer.isBuffer(cell) && cell.length > iv.length) as Buffer
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.update(value)
  cipher.final()
  cipher.getAuthTag()
  createHmac('sha256', key).update(value).digest()
}

const digestLike = (row: Row): void => {
  const hash = createHash('sha256')
  for (const cell of row) if (typeof cell === 'string') hash.update(cell)
  hash.digest()
}
