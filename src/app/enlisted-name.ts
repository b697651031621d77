import { evolveTrainer } from '../domain/trainer/evolve.ts'
import { initialTrainer } from '../domain/trainer/state.ts'
import type { EventStore } from '../event-store/event-store.ts'
import { type Vault, VaultErased } from '../vault/vault.ts'
import { decodeTrainerEvent } from './codecs/trainer-events.ts'

export interface EnlistedNameParts {
  readonly store: Pick<EventStore, 'readStream'>
  readonly vault: Pick<Vault, 'open' | 'read'>
}

/** The name that the vault has last, perhaps of a request that came to nothing. */
const sealedName = ({ vault }: EnlistedNameParts, personId: string): string | undefined => {
  try {
    return vault.read(personId, ['name']).name
  } catch (error) {
    // Whoever goes on to seal is told so.
    if (error instanceof VaultErased) return undefined
    throw error
  }
}

/**
 * Whether the id number is in the trainers' pool under another name. Few people are trainers, so the pool
 * is read only where the vault has another name.
 */
export const isEnlistedOtherwise = async (
  parts: EnlistedNameParts,
  personId: string,
  name: string,
): Promise<boolean> => {
  const sealed = sealedName(parts, personId)
  if (sealed === undefined || sealed === name) return false
  const events = await parts.store.readStream(`trainer-${personId}`)
  const { commitments } = events.map(decodeTrainerEvent).reduce(evolveTrainer, initialTrainer)
  if (commitments.name === undefined) return false
  return parts.vault.open(personId, { name: commitments.name }).name !== name
}
