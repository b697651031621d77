import { SqliteVault } from './sealed-vault.ts'
import { SealingThread } from './sealing-thread-host.ts'
import type { Random, Vault } from './vault.ts'
import { openVaultFiles, type VaultFilesOptions } from './vault-files.ts'

export interface SqliteVaultOptions extends VaultFilesOptions {
  readonly random: Random
  /** Seals on a thread what is put by the handful, or, `always`, whatever is put. Default: nothing. */
  readonly onThread?: 'handfuls' | 'always'
}

/**
 * The vault on two SQLite files: `vault.db`, to which is only ever added, and `vault-keys.db` with
 * the wrapped key of each person. Several processes may use one folder.
 *
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure} the keys belong to another vault
 */
export const openSqliteVault = ({ random, onThread, ...options }: SqliteVaultOptions): Vault => {
  const files = openVaultFiles(options)
  const begin =
    onThread === undefined
      ? undefined
      : () => new SealingThread(options, () => files.writes.stop('another connection'))
  return new SqliteVault({ ...files, random, begin, always: onThread === 'always' })
}
