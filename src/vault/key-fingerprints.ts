import { timingSafeEqual } from 'node:crypto'
import type { LedgerKeys } from './keys.ts'
import { fingerprintOf } from './sealing.ts'
import type { SqliteFile } from './sqlite-file.ts'
import { VaultIntegrityFailure } from './vault.ts'

/** Beside the people's keys, for it is what the key file must fit. */
export const keyFingerprintsSchema = `
  CREATE TABLE IF NOT EXISTS ledger_key (
    name TEXT PRIMARY KEY,
    fingerprint BLOB NOT NULL
  ) STRICT;
`

const names = ['pidKey', 'digestKey', 'certificateKey'] as const

/**
 * Holds the other keys against those the vault was begun with; `vaultKey` has its own place. Another
 * digest key would take repeated requests for new ones, another certificate key would not know a
 * certificate again. A vault from before they were noted takes what it is opened with.
 *
 * @throws {VaultIntegrityFailure} one of them was replaced
 */
export const checkFingerprints = (db: SqliteFile, keys: Pick<LedgerKeys, (typeof names)[number]>): void => {
  if (!db.readonly) {
    const note = db.prepare('INSERT INTO ledger_key VALUES (?, ?) ON CONFLICT DO NOTHING')
    const all = () => names.forEach((name) => void note.run(name, fingerprintOf(keys[name], name)))
    db.transaction(all).immediate()
  } else if (isOld(db)) return
  const stored = db.prepare<[string], Buffer>('SELECT fingerprint FROM ledger_key WHERE name = ?').pluck()
  for (const name of names) {
    const noted = stored.get(name)
    const fingerprint = fingerprintOf(keys[name], name)
    if (noted?.length !== fingerprint.length || !timingSafeEqual(noted, fingerprint)) {
      throw new VaultIntegrityFailure(`the key file belongs to another vault: ${name}`)
    }
  }
}

const isOld = (db: SqliteFile): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'ledger_key'").get() === undefined
