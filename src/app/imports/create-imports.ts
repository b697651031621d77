import type { EventStore } from '../../event-store/event-store.ts'
import type { LedgerKeys } from '../../vault/keys.ts'
import type { SealedFiles } from '../../vault/sealed-files.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Directory } from '../directory.ts'
import type { Ledger } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import type { Trainings } from '../training-office/trainings.ts'
import { classBookOf } from './class-book.ts'
import { ImportDesk, type ImportDeskParts } from './import-desk.ts'
import { Imports } from './imports.ts'

export interface ImportParts {
  readonly store: EventStore
  readonly ledger: Ledger
  readonly vault: Vault
  readonly keys: LedgerKeys
  readonly rulebook: Rulebook
  readonly directory: Directory
  readonly files: SealedFiles
  readonly readSheet: ImportDeskParts['readSheet']
  readonly markSheet: ImportDeskParts['markSheet']
  readonly trainings: Pick<Trainings, 'factsFor' | 'recorder' | 'training' | 'enrolMany'>
}

/** Everything that uploaded sheets go through. */
export const createImports = ({ store, keys, trainings, ...parts }: ImportParts): ImportDesk => {
  const { digestKey } = keys
  const imports = new Imports({ store, digestKey })
  return new ImportDesk({ ...parts, digestKey, imports, classes: classBookOf(trainings), rosters: trainings })
}
