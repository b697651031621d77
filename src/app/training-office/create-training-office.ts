import type { EventStore } from '../../event-store/event-store.ts'
import type { LedgerKeys } from '../../vault/keys.ts'
import type { Vault } from '../../vault/vault.ts'
import { type Directory, departmentIds, districtCodes } from '../directory.ts'
import type { Rulebook } from '../rulebook.ts'
import type { FindElsewhere } from './around-class.ts'
import { Providers } from './providers.ts'
import { Trainers } from './trainers.ts'
import { Trainings } from './trainings.ts'

export interface TrainingOfficeParts {
  readonly store: EventStore
  readonly vault: Vault
  readonly keys: LedgerKeys
  readonly rulebook: Rulebook
  readonly directory: Directory
  readonly findElsewhere: FindElsewhere
}

/** Everything that the training office works with. */
export interface TrainingOffice {
  readonly providers: Providers
  readonly trainers: Trainers
  readonly trainings: Trainings
}

export const createTrainingOffice = (parts: TrainingOfficeParts): TrainingOffice => {
  const { store, vault, keys, rulebook, directory, findElsewhere } = parts
  const districts = districtCodes(directory)
  const departments = departmentIds(directory)
  const providers = new Providers({ store, districts })
  const trainers = new Trainers({ store, vault, keys })
  const shared = { store, vault, rulebook, districts, departments }
  const trainings = new Trainings({ ...shared, providers, trainers, findElsewhere })
  return { providers, trainers, trainings }
}
