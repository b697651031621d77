import { join } from 'node:path'
import { BlindIndex, blindIndexSchema } from './blind-index.ts'
import { checkFingerprints, keyFingerprintsSchema } from './key-fingerprints.ts'
import type { LedgerKeys } from './keys.ts'
import { PersonKeys, personKeysSchema } from './person-keys.ts'
import { SealedValues, sealedValuesSchema } from './sealed-values.ts'
import { SqliteVault } from './sealed-vault.ts'
import { openSqliteFile, type SqliteFile, withVaultErrors } from './sqlite-file.ts'
import { type BlindField, blindFields, type Random, type Vault } from './vault.ts'
import { VaultWrites } from './vault-writes.ts'

export interface SqliteVaultOptions {
  /** Exists already; `vault.db` and `vault-keys.db` are made in it on first use. */
  readonly folder: string
  /** Only `vaultKey` seals; the others must be those the vault was begun with. */
  readonly keys: LedgerKeys
  readonly random: Random
  /** For checks: both files exist, and nothing is written. */
  readonly readOnly?: boolean
}

/**
 * The vault on two SQLite files: `vault.db`, to which is only ever added, and `vault-keys.db` with
 * the wrapped key of each person. Several processes may use one folder.
 *
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure} the keys belong to another vault
 */
export const openSqliteVault = (options: SqliteVaultOptions): Vault => {
  const { folder, keys, readOnly = false } = options
  const schema = personKeysSchema + keyFingerprintsSchema
  const keyFile = openSqliteFile(join(folder, 'vault-keys.db'), { schema, readOnly })
  try {
    const personKeys = withVaultErrors(() => new PersonKeys(keyFile, keys.vaultKey))
    withVaultErrors(() => checkFingerprints(keyFile, keys))
    const db = openSqliteFile(join(folder, 'vault.db'), {
      schema: sealedValuesSchema + blindIndexSchema,
      readOnly,
    })
    try {
      return vaultOn(db, personKeys, { keyFile, options })
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    keyFile.close()
    throw error
  }
}

const vaultOn = (
  db: SqliteFile,
  keys: PersonKeys,
  { keyFile, options }: { readonly keyFile: SqliteFile; readonly options: SqliteVaultOptions },
): Vault => {
  const { random, readOnly = false } = options
  const values = new SealedValues(db)
  const index = new BlindIndex(db, options.keys.vaultKey)
  const sources = {
    keyOf: (pid: string) => keys.find(pid),
    current: (pid: string, field: BlindField) => values.current(pid, field),
  }
  if (!readOnly) withVaultErrors(() => blindFields.forEach((field) => void index.build(field, sources)))
  return new SqliteVault({ db, values, index, keys, writes: new VaultWrites([keyFile, db]), random })
}
