import { maskAccount, maskIdNumber, maskName, maskPhone } from '../domain/masks.ts'
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
export const maskedPerson = (vault: Pick<Vault, 'read'>, personId: string): MaskedPerson => {
  try {
    const clear = vault.read(personId, ['name', 'idNumber', 'phone', 'bankAccount'])
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
