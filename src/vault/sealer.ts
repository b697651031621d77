import type { BlindIndex } from './blind-index.ts'
import type { FoundKey, PersonKeys } from './person-keys.ts'
import type { SealedValues } from './sealed-values.ts'
import { commitmentOf, type Fresh, freshIn, seal, unseal } from './sealing.ts'
import {
  type BlindField,
  blindFields,
  type Commitments,
  type FieldName,
  VaultIntegrityFailure,
} from './vault.ts'
import type { FieldEntry } from './vault-input.ts'
import type { VaultWrites } from './vault-writes.ts'

/** One put, checked. */
export interface SealRequest {
  readonly pid: string
  readonly entries: readonly FieldEntry[]
  /** For the person's key, should it be their first, and for every entry. */
  readonly random: Uint8Array
}

export type SealAnswer = { readonly commitments: Commitments } | { readonly error: Error }

export interface SealerParts {
  readonly values: SealedValues
  readonly index: BlindIndex
  readonly keys: PersonKeys
  readonly writes: VaultWrites
}

/** Seals what is put, over one pair of connections to the vault's databases. */
export class Sealer {
  readonly #parts: SealerParts

  constructor(parts: SealerParts) {
    this.#parts = parts
  }

  /**
   * In one commit, which is on disk when this returns.
   *
   * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
   */
  seal(requests: readonly SealRequest[]): readonly SealAnswer[] {
    const { writes } = this.#parts
    const answers = writes.run(() => this.#record(requests))
    writes.checkpointWhenDue()
    return answers
  }

  #record(requests: readonly SealRequest[]): readonly SealAnswer[] {
    const { values, keys } = this.#parts
    const fresh = requests.map(({ random }) => freshIn(random))
    const people = requests.map(({ pid }, index) => ({ pid, fresh: fresh[index]?.[0] as Fresh }))
    const hasValues = (pid: string) => values.hasAny(pid)
    const found = values.inOneSnapshot(() => keys.findOrCreate(people, hasValues))
    return values.inOneCommit(() =>
      requests.map((request, index) =>
        this.#answer(
          request,
          found.get(request.pid) as FoundKey,
          (fresh[index] as readonly Fresh[]).slice(1),
        ),
      ),
    )
  }

  /** What is wrong with one person must not keep the others of this commit waiting. */
  #answer(request: SealRequest, found: FoundKey, fresh: readonly Fresh[]): SealAnswer {
    if ('error' in found) return found
    try {
      return { commitments: this.#sealAll(request, found.key, fresh) }
    } catch (error) {
      if (error instanceof VaultIntegrityFailure) return { error }
      throw error
    }
  }

  #sealAll({ pid, entries }: SealRequest, key: Uint8Array, fresh: readonly Fresh[]): Commitments {
    const { values, index: blind } = this.#parts
    const rows = values.currentByField(pid)
    // All are opened before any is added: a put that fails here leaves nothing behind.
    const current = entries.map(([field]) => {
      const row = rows.get(field)
      return row && { version: row.version, ...unseal(key, row) }
    })
    const commitments = entries.map(([field, value], index) => {
      const old = current[index]
      // Also where it stays: it may have been taken out of the count since.
      if (isBlind(field)) blind.note(pid, field, value)
      if (old?.value === value) return [field, commitmentOf(old.salt, { field, version: old.version }, value)]
      const place = { pid, field, version: (old?.version ?? 0) + 1 }
      const ownFresh = fresh[index] as Fresh
      values.add(place, seal(key, place, { value, fresh: ownFresh }))
      return [field, commitmentOf(ownFresh.secret, place, value)]
    })
    return Object.fromEntries(commitments)
  }
}

const isBlind = (field: FieldName): field is BlindField =>
  (blindFields as readonly FieldName[]).includes(field)
