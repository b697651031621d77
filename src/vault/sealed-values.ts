import type { Place, Sealed } from './sealing.ts'
import type { SqliteFile } from './sqlite-file.ts'
import type { FieldName } from './vault.ts'

export const sealedValuesSchema = `
  CREATE TABLE IF NOT EXISTS sealed (
    pid TEXT NOT NULL,
    field TEXT NOT NULL,
    version INTEGER NOT NULL,
    alg TEXT NOT NULL,
    iv BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    tag BLOB NOT NULL,
    PRIMARY KEY (pid, field, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS sealed_is_never_changed BEFORE UPDATE ON sealed
    BEGIN SELECT RAISE(ABORT, 'the vault only adds'); END;
  CREATE TRIGGER IF NOT EXISTS sealed_is_never_removed BEFORE DELETE ON sealed
    BEGIN SELECT RAISE(ABORT, 'the vault only adds'); END;
`

/** One version of one field, as it lies in the file. It opens only as `pid`, `field`, `version`. */
export type SealedRow = Sealed & Place

/** All versions of all fields of all persons. What was added stays. */
export class SealedValues {
  readonly #db: SqliteFile
  readonly #any
  readonly #ofField
  readonly #current
  readonly #ofPerson
  readonly #insert

  constructor(db: SqliteFile) {
    this.#db = db
    const select = 'SELECT pid, field, version, alg, iv, ciphertext, tag FROM sealed WHERE pid = ?'
    const ofField = `${select} AND field = ? ORDER BY version DESC`
    this.#any = db.prepare<[string], number>('SELECT 1 FROM sealed WHERE pid = ? LIMIT 1').pluck()
    this.#ofField = db.prepare<[string, string], SealedRow>(ofField)
    this.#current = db.prepare<[string, string], SealedRow>(`${ofField} LIMIT 1`)
    this.#ofPerson = db.prepare<[string], SealedRow>(`${select} ORDER BY field, version`)
    this.#insert = db.prepare('INSERT INTO sealed VALUES (?, ?, ?, ?, ?, ?, ?)')
  }

  hasAny(pid: string): boolean {
    return this.#any.get(pid) !== undefined
  }

  current(pid: string, field: FieldName): SealedRow | undefined {
    return this.#current.get(pid, field)
  }

  /** Newest first, and each fetched only when it is asked for. */
  versions(pid: string, field: FieldName): Iterable<SealedRow> {
    return this.#ofField.iterate(pid, field)
  }

  /** The current version of every field: one look is cheaper than one for each field of a put. */
  currentByField(pid: string): ReadonlyMap<FieldName, SealedRow> {
    return new Map(this.#ofPerson.all(pid).map((row) => [row.field, row]))
  }

  add({ pid, field, version }: Place, { alg, iv, ciphertext, tag }: Sealed): void {
    this.#insert.run(pid, field, version, alg, iv, ciphertext, tag)
  }

  /** One state of the file for all that `work` reads. */
  inOneSnapshot<Result>(work: () => Result): Result {
    return this.#db.transaction(work)()
  }

  /** On disk when this returns; nothing of it when it throws. */
  inOneCommit<Result>(work: () => Result): Result {
    return this.#db.transaction(work).immediate()
  }
}
