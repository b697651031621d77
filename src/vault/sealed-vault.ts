import type { BlindIndex } from './blind-index.ts'
import type { FoundKey, PersonKeys } from './person-keys.ts'
import type { SealedValues } from './sealed-values.ts'
import { commitmentOf, drawFresh, type Fresh, openedBy, seal, unseal } from './sealing.ts'
import { type SqliteFile, withVaultErrors } from './sqlite-file.ts'
import { TurnQueue } from './turn-queue.ts'
import {
  type BlindField,
  blindFields,
  type Commitment,
  type Commitments,
  type FieldName,
  type FieldValues,
  type Random,
  type Vault,
  VaultErased,
  VaultIntegrityFailure,
  VaultUnavailable,
  vaultLimits,
} from './vault.ts'
import { checkedCommitments, checkedEntries, checkField, checkPid, type FieldEntry } from './vault-input.ts'
import type { VaultWrites } from './vault-writes.ts'

interface Put {
  readonly pid: string
  readonly entries: readonly FieldEntry[]
  readonly keyFresh: Fresh
  readonly fresh: readonly Fresh[]
  readonly resolve: (commitments: Commitments) => void
  readonly reject: (error: unknown) => void
}

type Answer = { readonly commitments: Commitments } | { readonly error: unknown }

export interface SqliteVaultParts {
  readonly db: SqliteFile
  readonly values: SealedValues
  readonly index: BlindIndex
  readonly keys: PersonKeys
  readonly writes: VaultWrites
  readonly random: Random
}

/** Seals, opens and erases over the two databases of one vault. */
export class SqliteVault implements Vault {
  readonly #db: SqliteFile
  readonly #values: SealedValues
  readonly #index: BlindIndex
  readonly #keys: PersonKeys
  readonly #writes: VaultWrites
  readonly #random: Random
  readonly #puts = new TurnQueue<Put>(vaultLimits.putsPerCommit, (puts) => this.#commit(puts))

  constructor({ db, values, index, keys, writes, random }: SqliteVaultParts) {
    this.#db = db
    this.#values = values
    this.#index = index
    this.#keys = keys
    this.#writes = writes
    this.#random = random
  }

  async put(pid: string, fields: FieldValues): Promise<Commitments> {
    const entries = checkedEntries(pid, fields)
    this.#writes.assertPossible()
    const [keyFresh, ...fresh] = drawFresh(this.#random, entries.length + 1)
    return new Promise((resolve, reject) => {
      this.#puts.add({ pid, entries, keyFresh: keyFresh as Fresh, fresh, resolve, reject })
    })
  }

  read(pid: string, fields: readonly FieldName[]): FieldValues {
    checkPid(pid)
    fields.forEach(checkField)
    return this.#whileOpen(() => {
      const key = this.#keyOf(pid)
      if (key === undefined) return {}
      const values = fields.flatMap((field) => {
        const row = this.#values.current(pid, field)
        return row === undefined ? [] : [[field, unseal(key, row).value] as const]
      })
      return Object.fromEntries(values)
    })
  }

  open(pid: string, commitments: Commitments): FieldValues {
    const entries = checkedCommitments(pid, commitments)
    return this.#whileOpen(() => {
      const key = this.#keyOf(pid)
      if (key === undefined) return {}
      const values = entries.flatMap(([field, commitment]) => {
        const opened = openedBy(commitment, key, this.#values.versions(pid, field))
        return opened === undefined ? [] : [[field, opened.value] as const]
      })
      return Object.fromEntries(values)
    })
  }

  opens(pid: string, field: FieldName, commitment: Commitment): 'yes' | 'no' | 'erased' {
    checkPid(pid)
    checkField(field)
    return this.#whileOpen(() => {
      try {
        const key = this.#keyOf(pid)
        if (key === undefined) return 'no'
        return openedBy(commitment, key, this.#values.versions(pid, field)) === undefined ? 'no' : 'yes'
      } catch (error) {
        if (error instanceof VaultErased) return 'erased'
        throw error
      }
    })
  }

  othersWith(pid: string, field: BlindField): number {
    checkPid(pid)
    return this.#whileOpen(() => this.#index.others(pid, field))
  }

  people(): Iterable<string> {
    return this.#whileOpen(() => this.#keys.people())
  }

  async erase(pid: string): Promise<void> {
    checkPid(pid)
    this.#writes.assertPossible()
    this.#puts.drain()
    this.#writes.run(() => this.#keys.erase(pid))
    this.#writes.run(() => this.#index.erase(pid))
  }

  writable(): boolean {
    return this.#writes.possible
  }

  close(): void {
    this.#puts.drain()
    this.#writes.checkpoint()
    this.#keys.close()
    this.#db.close()
  }

  #whileOpen<Result>(work: () => Result): Result {
    if (!this.#db.open) throw new VaultUnavailable('the vault is closed')
    return withVaultErrors(work)
  }

  /** `undefined` for a person nobody knows. @throws {VaultErased} @throws {VaultIntegrityFailure} */
  #keyOf(pid: string): Uint8Array | undefined {
    const key = this.#keys.find(pid)
    if (key !== undefined || !this.#values.hasAny(pid)) return key
    // Between the two looks another process may have put the person.
    const late = this.#keys.find(pid)
    if (late === undefined) throw new VaultIntegrityFailure('the key of sealed values is missing')
    return late
  }

  #commit(puts: readonly Put[]): void {
    try {
      const answers = this.#writes.run(() => this.#record(puts))
      puts.forEach((put, index) => {
        const answer = answers[index] as Answer
        if ('error' in answer) put.reject(answer.error)
        else put.resolve(answer.commitments)
      })
      this.#writes.checkpointWhenDue()
    } catch (error) {
      for (const put of puts) put.reject(error)
    }
  }

  #record(puts: readonly Put[]): readonly Answer[] {
    const people = puts.map(({ pid, keyFresh }) => ({ pid, fresh: keyFresh }))
    const hasValues = (pid: string) => this.#values.hasAny(pid)
    const keys = this.#values.inOneSnapshot(() => this.#keys.findOrCreate(people, hasValues))
    return this.#values.inOneCommit(() => puts.map((put) => this.#answer(put, keys.get(put.pid) as FoundKey)))
  }

  /** What is wrong with one person must not keep the others of this commit waiting. */
  #answer(put: Put, found: FoundKey): Answer {
    if ('error' in found) return found
    try {
      return { commitments: this.#sealAll(put, found.key) }
    } catch (error) {
      if (error instanceof VaultIntegrityFailure) return { error }
      throw error
    }
  }

  #sealAll({ pid, entries, fresh }: Put, key: Uint8Array): Commitments {
    const rows = this.#values.currentByField(pid)
    // All are opened before any is added: a put that fails here leaves nothing behind.
    const current = entries.map(([field]) => {
      const row = rows.get(field)
      return row && { version: row.version, ...unseal(key, row) }
    })
    const commitments = entries.map(([field, value], index) => {
      const old = current[index]
      if (old?.value === value) return [field, commitmentOf(old.salt, { field, version: old.version }, value)]
      const place = { pid, field, version: (old?.version ?? 0) + 1 }
      const ownFresh = fresh[index] as Fresh
      this.#values.add(place, seal(key, place, { value, fresh: ownFresh }))
      if (isBlind(field)) this.#index.note(pid, field, value)
      return [field, commitmentOf(ownFresh.secret, place, value)]
    })
    return Object.fromEntries(commitments)
  }
}

const isBlind = (field: FieldName): field is BlindField =>
  (blindFields as readonly FieldName[]).includes(field)
