import { timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type Fresh, fingerprintOf, unwrap, wrap, wrappedBytes } from './sealing.ts'
import type { SqliteFile } from './sqlite-file.ts'
import { VaultErased, VaultIntegrityFailure, VaultUnavailable } from './vault.ts'

/**
 * Rows are only added at the end, and overwritten in place by as many bytes. So a key never moves
 * to another page, where a copy could stay behind, and erasing does not rest on `secure_delete` alone.
 */
export const personKeysSchema = `
  CREATE TABLE IF NOT EXISTS vault_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    fingerprint BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS person_key (
    seat INTEGER PRIMARY KEY,
    pid TEXT NOT NULL UNIQUE,
    erased INTEGER NOT NULL CHECK (erased IN (0, 1)),
    wrapped BLOB NOT NULL
  ) STRICT;
`

const cachedKeys = 10_000

interface KeyRow {
  readonly erased: 0 | 1
  readonly wrapped: Buffer
}

export interface FreshKey {
  readonly pid: string
  readonly fresh: Fresh
}

export type FoundKey = { readonly key: Uint8Array } | { readonly error: Error }

/** The wrapped key of each person, in a file of its own, so that backups of it can be short-lived. */
export class PersonKeys {
  readonly #db: SqliteFile
  readonly #vaultKey: Uint8Array
  readonly #row
  readonly #insert
  readonly #overwrite
  readonly #everybody
  readonly #foreignCommits
  readonly #cache = new LRUCache<string, Buffer>({ max: cachedKeys, dispose: (key) => key.fill(0) })
  #seenCommits: unknown

  constructor(db: SqliteFile, vaultKey: Uint8Array) {
    this.#db = db
    this.#vaultKey = vaultKey
    this.#row = db.prepare<[string], KeyRow>('SELECT erased, wrapped FROM person_key WHERE pid = ?')
    this.#insert = db.prepare<[string, Uint8Array]>(
      'INSERT INTO person_key (pid, erased, wrapped) VALUES (?, 0, ?)',
    )
    this.#overwrite = db.prepare<[string, number]>(
      `INSERT INTO person_key (pid, erased, wrapped) VALUES (?, 1, zeroblob(?))
       ON CONFLICT (pid) DO UPDATE SET erased = 1, wrapped = excluded.wrapped`,
    )
    this.#everybody = db.prepare<[], string>('SELECT pid FROM person_key').pluck()
    this.#foreignCommits = db.prepare<[], number>('PRAGMA data_version').pluck()
    this.#checkVaultKey()
  }

  /** Fresh keys beside an old vault would make second persons: better not to start at all. */
  #checkVaultKey(): void {
    const fingerprint = fingerprintOf(this.#vaultKey)
    if (!this.#db.readonly) {
      this.#db.prepare('INSERT INTO vault_key VALUES (1, ?) ON CONFLICT DO NOTHING').run(fingerprint)
    }
    const stored = this.#db.prepare<[], Buffer>('SELECT fingerprint FROM vault_key').pluck().get()
    if (stored?.length !== fingerprint.length || !timingSafeEqual(stored, fingerprint)) {
      throw new VaultIntegrityFailure('the key file belongs to another vault')
    }
  }

  /** `undefined` for a person without a key. @throws {VaultErased} @throws {VaultIntegrityFailure} */
  find(pid: string): Uint8Array | undefined {
    this.#forgetWhatOthersChanged()
    return this.#cache.get(pid) ?? this.#load(pid)
  }

  /** Also those who were erased. */
  people(): readonly string[] {
    return this.#everybody.all()
  }

  /**
   * The key of each of them, or what keeps it from being had; who has none gets one. All in one
   * commit, and on disk when this returns: no value is sealed before its key is safe. Who has
   * sealed values but no key gets none, because a new key would only hide the loss.
   */
  findOrCreate(
    people: readonly FreshKey[],
    hasValues: (pid: string) => boolean,
  ): ReadonlyMap<string, FoundKey> {
    const found = new Map<string, FoundKey>()
    const inOneCommit = this.#db.transaction(() => {
      this.#forgetWhatOthersChanged()
      for (const person of people) {
        if (!found.has(person.pid)) found.set(person.pid, this.#findOrCreateOne(person, hasValues))
      }
    })
    inOneCommit.immediate()
    return found
  }

  #findOrCreateOne({ pid, fresh }: FreshKey, hasValues: (pid: string) => boolean): FoundKey {
    try {
      const key = this.#cache.get(pid) ?? this.#load(pid)
      // A copy, because the cache blanks what it drops, maybe before this commit is done.
      if (key !== undefined) return { key: Buffer.from(key) }
      if (hasValues(pid)) throw new VaultIntegrityFailure('the key of sealed values is missing')
    } catch (error) {
      if (error instanceof VaultErased || error instanceof VaultIntegrityFailure) return { error }
      throw error
    }
    this.#insert.run(pid, wrap(this.#vaultKey, pid, fresh))
    return { key: fresh.secret }
  }

  #load(pid: string): Uint8Array | undefined {
    const row = this.#row.get(pid)
    if (row === undefined) return undefined
    if (row.erased === 1) throw new VaultErased('the person was erased')
    const key = unwrap(this.#vaultKey, pid, row.wrapped)
    this.#cache.set(pid, key)
    return key
  }

  /** Another process may have erased somebody whose key is still here. */
  #forgetWhatOthersChanged(): void {
    const commits = this.#foreignCommits.get()
    if (commits !== this.#seenCommits) this.#cache.clear()
    this.#seenCommits = commits
  }

  /** Overwrites the key, in the database and in its write-ahead log. */
  erase(pid: string): void {
    this.#overwrite.run(pid, wrappedBytes)
    this.#cache.delete(pid)
    const [checkpoint] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }]
    if (checkpoint.busy !== 0) throw new VaultUnavailable('somebody reads the keys; erase again')
  }

  close(): void {
    this.#cache.clear()
    this.#db.close()
  }
}
