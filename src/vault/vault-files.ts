import { join } from 'node:path'
import { BlindIndex, blindIndexSchema } from './blind-index.ts'
import { checkFingerprints, keyFingerprintsSchema } from './key-fingerprints.ts'
import type { LedgerKeys } from './keys.ts'
import { PersonKeys, personKeysSchema } from './person-keys.ts'
import { SealedValues, sealedValuesSchema } from './sealed-values.ts'
import { openSqliteFile, type SqliteFile, withVaultErrors } from './sqlite-file.ts'
import { type BlindField, blindFields } from './vault.ts'
import { VaultWrites } from './vault-writes.ts'

export interface VaultFilesOptions {
  /** Exists already; `vault.db` and `vault-keys.db` are made in it on first use. */
  readonly folder: string
  /** Only `vaultKey` seals; the others must be those the vault was begun with. */
  readonly keys: LedgerKeys
  /** For checks: both files exist, and nothing is written. */
  readonly readOnly?: boolean
}

/** Connections to both databases of one vault, and what lies in them. */
export interface VaultFiles {
  readonly db: SqliteFile
  readonly values: SealedValues
  readonly index: BlindIndex
  readonly keys: PersonKeys
  readonly writes: VaultWrites
}

/** @throws {VaultUnavailable} @throws {VaultIntegrityFailure} the keys belong to another vault */
export const openVaultFiles = ({ folder, keys, readOnly = false }: VaultFilesOptions): VaultFiles => {
  const schema = personKeysSchema + keyFingerprintsSchema
  const keyFile = openSqliteFile(join(folder, 'vault-keys.db'), { schema, readOnly })
  try {
    const personKeys = withVaultErrors(() => new PersonKeys(keyFile, keys.vaultKey))
    withVaultErrors(() => checkFingerprints(keyFile, keys))
    const values = { schema: sealedValuesSchema + blindIndexSchema, readOnly }
    const db = openSqliteFile(join(folder, 'vault.db'), values)
    try {
      return filesOn(db, personKeys, { keyFile, vaultKey: keys.vaultKey, readOnly })
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    keyFile.close()
    throw error
  }
}

const filesOn = (
  db: SqliteFile,
  keys: PersonKeys,
  { keyFile, vaultKey, readOnly }: { keyFile: SqliteFile; vaultKey: Uint8Array; readOnly: boolean },
): VaultFiles => {
  const values = new SealedValues(db)
  const index = new BlindIndex(db, vaultKey)
  const sources = {
    keyOf: (pid: string) => keys.find(pid),
    current: (pid: string, field: BlindField) => values.current(pid, field),
  }
  if (!readOnly) withVaultErrors(() => blindFields.forEach((field) => void index.build(field, sources)))
  return { db, values, index, keys, writes: new VaultWrites([keyFile, db]) }
}
