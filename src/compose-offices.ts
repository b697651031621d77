import { type Directory, districtCodes } from './app/directory.ts'
import type { ImportDesk } from './app/imports/import-desk.ts'
import { KnownRecords } from './app/known-records.ts'
import { Ledger } from './app/ledger.ts'
import type { Rulebook } from './app/rulebook.ts'
import { createTrainingOffice, type TrainingOffice } from './app/training-office/create-training-office.ts'
import { createTreasury, type FinanceOffice } from './app/treasury/create-treasury.ts'
import { openImports } from './compose-imports.ts'
import type { Settings } from './config.ts'
import type { EventStore } from './event-store/event-store.ts'
import type { NodeFigures } from './node-figures.ts'
import { shippedCalendar } from './seeds.ts'
import type { LedgerKeys } from './vault/keys.ts'
import type { Random, Vault } from './vault/vault.ts'

export interface OfficeParts {
  readonly settings: Settings
  readonly random: Random
  readonly store: EventStore
  readonly vault: Vault
  readonly keys: LedgerKeys
  readonly directory: Directory
  readonly rulebook: Rulebook
  readonly figures: NodeFigures
}

/** Whoever takes commands over one log. */
export interface Offices extends FinanceOffice, TrainingOffice {
  readonly ledger: Ledger
  readonly imports: ImportDesk
}

export const openOffices = ({ settings, random, figures, ...parts }: OfficeParts): Offices => {
  const training = createTrainingOffice({
    ...parts,
    findElsewhere: (asked) => figures.classesElsewhere(asked),
  })
  const { trainings } = training
  const { vault, rulebook, directory } = parts
  const known = new KnownRecords({
    vault,
    rulebook,
    registers: () => figures.lookUps(),
    catchUp: () => figures.open().catchUp(),
  })
  const ledger = new Ledger({ ...parts, districts: districtCodes(directory), trainings, known })
  const office = createTreasury({ ...parts, ledger, calendar: shippedCalendar() })
  const imports = openImports({ ...parts, ledger, trainings, settings, random })
  return { ...office, ...training, ledger, imports }
}
