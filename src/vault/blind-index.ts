import { createHmac } from 'node:crypto'
import type { SealedRow } from './sealed-values.ts'
import { unseal } from './sealing.ts'
import type { SqliteFile } from './sqlite-file.ts'
import { type BlindField, VaultErased, VaultIntegrityFailure, VaultUnavailable } from './vault.ts'

/** What people have now, as keyed digests. It is written with the value it is made of, and can be made anew. */
export const blindIndexSchema = `
  CREATE TABLE IF NOT EXISTS blind_index (
    pid TEXT NOT NULL,
    field TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (pid, field)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS blind_index_of_value ON blind_index (field, digest);
  CREATE TABLE IF NOT EXISTS blind_index_built (field TEXT PRIMARY KEY) STRICT;
`

const peoplePerLook = 1_000

/** The parts of a vault that an index is built from. */
interface Sources {
  readonly keyOf: (pid: string) => Uint8Array | undefined
  readonly current: (pid: string, field: BlindField) => SealedRow | undefined
}

/** Tells who has the same, and nothing of what it is to whoever has not the key. */
export class BlindIndex {
  readonly #db: SqliteFile
  readonly #key: Buffer
  #statements: ReturnType<typeof statementsOn> | undefined

  constructor(db: SqliteFile, vaultKey: Uint8Array) {
    this.#db = db
    // A key of its own: a digest here must not be one that is made with the vault's key elsewhere.
    this.#key = createHmac('sha256', vaultKey).update('blind-index|v1').digest()
  }

  /** When first needed: a vault that is only looked at may have no index yet. */
  get #prepared(): ReturnType<typeof statementsOn> {
    this.#statements ??= statementsOn(this.#db)
    return this.#statements
  }

  /** In the commit that seals the value. */
  note(pid: string, field: BlindField, value: string): void {
    const digest = createHmac('sha256', this.#key).update(`${field}|${value}`).digest()
    this.#prepared.note.run(pid, field, digest)
  }

  /** The person has nothing in this field that counts. */
  leaveOut(pid: string, field: BlindField): void {
    this.#prepared.leaveOut.run(pid, field)
  }

  /** How many other people have what this one has; 0 when they have nothing. */
  others(pid: string, field: BlindField): number {
    return Math.max(0, (this.#prepared.sharing.get(pid, field) ?? 0) - 1)
  }

  /** In the database and in its write-ahead log. @throws {VaultUnavailable} */
  erase(pid: string): void {
    if (this.#prepared.forget.run(pid).changes === 0) return
    const [checkpoint] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }]
    if (checkpoint.busy !== 0) throw new VaultUnavailable('somebody reads the vault; erase again')
  }

  /** For a vault from before there was one, once. What cannot be opened is left out, and told elsewhere. */
  build(field: BlindField, sources: Sources): void {
    const { built, setBuilt, people } = this.#prepared
    this.#db
      .transaction(() => {
        if (built.get(field) !== undefined) return
        for (let after = ''; ; ) {
          const some = people.all(after, field, peoplePerLook)
          for (const pid of some) this.#noteCurrent(pid, field, sources)
          after = some.at(-1) ?? ''
          if (some.length < peoplePerLook) break
        }
        setBuilt.run(field)
      })
      .immediate()
  }

  #noteCurrent(pid: string, field: BlindField, { keyOf, current }: Sources): void {
    try {
      const key = keyOf(pid)
      const row = current(pid, field)
      if (key !== undefined && row !== undefined) this.note(pid, field, unseal(key, row).value)
    } catch (error) {
      if (!(error instanceof VaultErased || error instanceof VaultIntegrityFailure)) throw error
    }
  }
}

const statementsOn = (db: SqliteFile) => ({
  note: db.prepare<[string, string, Uint8Array]>(
    `INSERT INTO blind_index VALUES (?, ?, ?)
     ON CONFLICT (pid, field) DO UPDATE SET digest = excluded.digest WHERE digest <> excluded.digest`,
  ),
  sharing: db
    .prepare<[string, string], number>(
      `SELECT count(*) FROM blind_index own JOIN blind_index same
       ON same.field = own.field AND same.digest = own.digest WHERE own.pid = ? AND own.field = ?`,
    )
    .pluck(),
  leaveOut: db.prepare<[string, string]>('DELETE FROM blind_index WHERE pid = ? AND field = ?'),
  forget: db.prepare<[string]>('DELETE FROM blind_index WHERE pid = ?'),
  built: db.prepare<[string], number>('SELECT 1 FROM blind_index_built WHERE field = ?').pluck(),
  setBuilt: db.prepare<[string]>('INSERT INTO blind_index_built VALUES (?)'),
  people: db
    .prepare<[string, string, number], string>(
      'SELECT DISTINCT pid FROM sealed WHERE pid > ? AND field = ? ORDER BY pid LIMIT ?',
    )
    .pluck(),
})
