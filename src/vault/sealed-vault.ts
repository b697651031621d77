import { type SealAnswer, Sealer, type SealRequest } from './sealer.ts'
import { drawRandom, openedBy, unseal } from './sealing.ts'
import { type SealingThread, SealingThreadLost } from './sealing-thread-host.ts'
import { withVaultErrors } from './sqlite-file.ts'
import { TurnQueue } from './turn-queue.ts'
import {
  type BlindField,
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
import type { VaultFiles } from './vault-files.ts'
import { checkedCommitments, checkedEntries, checkField, checkPid } from './vault-input.ts'

interface Put extends SealRequest {
  readonly resolve: (commitments: Commitments) => void
  readonly reject: (error: unknown) => void
}

export interface SqliteVaultParts extends VaultFiles {
  readonly random: Random
  /** Begins the thread that seals; without it, all is sealed here. */
  readonly begin: (() => SealingThread) | undefined
  /** Whatever is put goes there, also what comes alone. */
  readonly always: boolean
}

/** Below so many puts at once, crossing to a thread and back takes longer than sealing here. */
const handful = 16

/** Seals, opens and erases over the two databases of one vault. */
export class SqliteVault implements Vault {
  readonly #parts: SqliteVaultParts
  readonly #sealer: Sealer
  readonly #puts = new TurnQueue<Put>(vaultLimits.putsPerCommit, (puts) => this.#commit(puts))
  #thread: SealingThread | undefined
  #isClosed = false

  constructor(parts: SqliteVaultParts) {
    this.#parts = parts
    this.#sealer = new Sealer(parts)
  }

  async put(pid: string, fields: FieldValues): Promise<Commitments> {
    const entries = checkedEntries(pid, fields)
    this.#assertPossible()
    const random = drawRandom(this.#parts.random, entries.length + 1)
    return new Promise((resolve, reject) => {
      this.#puts.add({ pid, entries, random, resolve, reject })
    })
  }

  read(pid: string, fields: readonly FieldName[]): FieldValues {
    checkPid(pid)
    fields.forEach(checkField)
    return this.#whileOpen(() => {
      const key = this.#keyOf(pid)
      if (key === undefined) return {}
      const values = fields.flatMap((field) => {
        const row = this.#parts.values.current(pid, field)
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
        const opened = openedBy(commitment, key, this.#parts.values.versions(pid, field))
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
        return openedBy(commitment, key, this.#parts.values.versions(pid, field)) === undefined ? 'no' : 'yes'
      } catch (error) {
        if (error instanceof VaultErased) return 'erased'
        throw error
      }
    })
  }

  othersWith(pid: string, field: BlindField): number {
    checkPid(pid)
    return this.#whileOpen(() => this.#parts.index.others(pid, field))
  }

  async countOnly(pid: string, field: BlindField, commitment: Commitment | null): Promise<void> {
    checkPid(pid)
    this.#assertPossible()
    this.#puts.drain()
    await this.#thread?.settled()
    const { index, writes } = this.#parts
    if (this.opens(pid, field, commitment ?? '') === 'erased') return
    const held = commitment === null ? {} : this.open(pid, { [field]: commitment })
    const value = held[field]
    if (value !== undefined) writes.run(() => index.note(pid, field, value))
    else if (commitment === null) writes.run(() => index.leaveOut(pid, field))
  }

  people(): Iterable<string> {
    return this.#whileOpen(() => this.#parts.keys.people())
  }

  async erase(pid: string): Promise<void> {
    checkPid(pid)
    this.#assertPossible()
    this.#puts.drain()
    await this.#thread?.settled()
    const { keys, index, writes } = this.#parts
    writes.run(() => keys.erase(pid))
    writes.run(() => index.erase(pid))
  }

  writable(): boolean {
    return !this.#isClosed && this.#parts.writes.possible
  }

  /** @throws {VaultUnavailable} */
  #assertPossible(): void {
    if (this.#isClosed) throw new VaultUnavailable('the vault is closed')
    this.#parts.writes.assertPossible()
  }

  close(): void | Promise<void> {
    if (this.#isClosed) return undefined
    this.#puts.drain()
    this.#isClosed = true
    if (this.#thread === undefined) return this.#closeFiles()
    return this.#thread.end().then(() => this.#closeFiles())
  }

  #closeFiles(): void {
    const { writes, keys, db } = this.#parts
    writes.checkpoint()
    keys.close()
    db.close()
  }

  #whileOpen<Result>(work: () => Result): Result {
    if (this.#isClosed) throw new VaultUnavailable('the vault is closed')
    return withVaultErrors(work)
  }

  /** `undefined` for a person nobody knows. @throws {VaultErased} @throws {VaultIntegrityFailure} */
  #keyOf(pid: string): Uint8Array | undefined {
    const key = this.#parts.keys.find(pid)
    if (key !== undefined || !this.#parts.values.hasAny(pid)) return key
    // Between the two looks another process may have put the person.
    const late = this.#parts.keys.find(pid)
    if (late === undefined) throw new VaultIntegrityFailure('the key of sealed values is missing')
    return late
  }

  #commit(puts: readonly Put[]): void {
    if (this.#belongOnThread(puts)) {
      // In one step, so that whoever waits for the thread goes on after what comes of this.
      this.#begun()
        ?.seal(puts)
        .then(
          (answers) => settle(puts, answers),
          (error: unknown) => {
            // The same bytes from the same random: what was on disk already is not there twice.
            if (error instanceof SealingThreadLost) this.#sealHere(puts)
            else rejectAll(puts, error)
          },
        )
      return
    }
    this.#sealHere(puts)
  }

  #sealHere(puts: readonly Put[]): void {
    try {
      settle(puts, this.#sealer.seal(puts))
    } catch (error) {
      rejectAll(puts, error)
    }
  }

  /** While it is busy all go there: of two puts of one person the later one must come later. */
  #belongOnThread({ length }: readonly Put[]): boolean {
    const { begin, always } = this.#parts
    if (begin === undefined) return false
    if (this.#thread?.isBusy === true) return true
    // Between a thread that ended and the next one, all is sealed here.
    if (always) return this.#begun()?.isThere === true
    return length >= handful && this.#begun()?.isReady === true
  }

  #begun(): SealingThread | undefined {
    this.#thread ??= this.#parts.begin?.()
    return this.#thread
  }
}

const settle = (puts: readonly Put[], answers: readonly SealAnswer[]): void => {
  for (const [index, put] of puts.entries()) {
    const answer = answers[index] as SealAnswer
    if ('error' in answer) put.reject(answer.error)
    else put.resolve(answer.commitments)
  }
}

const rejectAll = (puts: readonly Put[], error: unknown): void => {
  for (const put of puts) put.reject(error)
}
