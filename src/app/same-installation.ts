import type { PersonEventData } from '../domain/person/events.ts'
import type { EventStore } from '../event-store/event-store.ts'
import { derivePid } from '../vault/keys.ts'
import { type Vault, VaultErased } from '../vault/vault.ts'

/** People are registered early; whoever looks further finds nobody either. */
const eventsLookedAt = 500

/**
 * Whether keys and vault are those under which the log was begun, seen by its first person. Others
 * would give everybody a second id, and with it a second set of caps.
 */
export const isSameInstallation = async (
  store: EventStore,
  vault: Pick<Vault, 'open'>,
  pidKey: Uint8Array,
): Promise<boolean> => {
  const begun = await store.readAll({ after: null, limit: eventsLookedAt })
  const first = begun.find(({ type }) => type === 'PersonRegistered')
  if (first === undefined) return true
  const { personId, commitments } = first.data as unknown as PersonEventData<'PersonRegistered'>
  const { idNumber: commitment } = commitments
  if (commitment === undefined) return true
  try {
    const { idNumber } = vault.open(personId, { idNumber: commitment })
    return idNumber !== undefined && derivePid(pidKey, idNumber) === personId
  } catch (error) {
    if (error instanceof VaultErased) return true
    throw error
  }
}
