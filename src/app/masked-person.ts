import { maskAccount, maskIdNumber, maskName, maskPhone } from '../domain/masks.ts'
import type { PersonState } from '../domain/person/state.ts'
import { type Vault, VaultErased } from '../vault/vault.ts'

/** What everybody in scope may see of personal data. Null: never given, or erased. */
export interface MaskedPerson {
  readonly name: string | null
  readonly idNumber: string | null
  readonly phone: string | null
  readonly bankAccount: string | null
}

const nothing: MaskedPerson = { name: null, idNumber: null, phone: null, bankAccount: null }

const masked = (value: string | undefined, mask: (text: string) => string): string | null =>
  value === undefined ? null : mask(value)

/** @throws {VaultUnavailable} @throws {VaultIntegrityFailure} */
export const maskedPerson = (
  vault: Pick<Vault, 'open'>,
  { personId, commitments }: Pick<PersonState, 'personId' | 'commitments'>,
): MaskedPerson => {
  try {
    // By the log's commitments: a value that was sealed but never recorded is none of theirs.
    const clear = vault.open(personId ?? '', commitments)
    return {
      name: masked(clear.name, maskName),
      idNumber: masked(clear.idNumber, maskIdNumber),
      phone: masked(clear.phone, maskPhone),
      bankAccount: masked(clear.bankAccount, maskAccount),
    }
  } catch (error) {
    if (error instanceof VaultErased) return nothing
    throw error
  }
}
