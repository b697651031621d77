import type { WorkCalendar } from '../../domain/calendar.ts'
import type { EventStore } from '../../event-store/event-store.ts'
import type { Vault } from '../../vault/vault.ts'
import { type Directory, districtCodes } from '../directory.ts'
import type { Ledger } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import { BankFiles } from './bank-files.ts'
import { Batches } from './batches.ts'
import { Funds } from './funds.ts'
import { Treasury } from './treasury.ts'

export interface TreasuryParts {
  readonly store: EventStore
  readonly ledger: Ledger
  readonly rulebook: Rulebook
  readonly vault: Vault
  readonly directory: Directory
  readonly calendar: WorkCalendar
}

/** Everything that the finance office works with. */
export interface FinanceOffice {
  readonly funds: Funds
  readonly batches: Batches
  readonly treasury: Treasury
  readonly bankFiles: BankFiles
}

export const createTreasury = (parts: TreasuryParts): FinanceOffice => {
  const { store, ledger, rulebook, vault, directory, calendar } = parts
  const districts = districtCodes(directory)
  const funds = new Funds({ store, rulebook, districts })
  const batches = new Batches({ store, rulebook, districts, calendar })
  const treasury = new Treasury({ ledger, funds, batches, rulebook })
  const bankFiles = new BankFiles({ store, ledger, batches, rulebook, vault, directory })
  return { funds, batches, treasury, bankFiles }
}
