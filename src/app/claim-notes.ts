import { can } from '../domain/can.ts'
import type { PersonEventType } from '../domain/person/events.ts'
import type { Principal } from '../domain/scope.ts'
import { type FieldName, type Vault, VaultErased } from '../vault/vault.ts'
import type { HistoryEvent } from './claim-history.ts'

/** Steps whose reasons are for whoever the claim concerns. */
const noted: readonly PersonEventType[] = [
  'ClaimReturned',
  'ClaimRejected',
  'ClaimWithdrawn',
  'RecoveryProposed',
  'RecoveryDismissed',
]

/** Who filed for somebody must know what to correct, and no more. */
const notedFor = (principal: Principal): readonly PersonEventType[] => {
  if (!can(principal, 'claims.read-notes')) return []
  return principal.role === 'provider' ? ['ClaimReturned'] : noted
}

/**
 * The reasons that the claim's steps were given, from the vault. Without those of an erased person.
 *
 * @returns event id → the reason, in clear
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
 */
export const claimNotes = (
  vault: Pick<Vault, 'open'>,
  principal: Principal,
  personId: string,
  events: readonly HistoryEvent[],
): ReadonlyMap<string, string> => {
  const types = notedFor(principal)
  const sealed = events.flatMap(({ event, foreign }) => {
    const { type, data, metadata, id } = event
    const commitment = 'noteCommitment' in data ? data.noteCommitment : null
    if (foreign || commitment === null || !types.includes(type)) return []
    return [{ id, commitment, field: `note:${metadata.commandId}` as FieldName }]
  })
  if (sealed.length === 0) return new Map()
  try {
    const commitments = Object.fromEntries(sealed.map(({ field, commitment }) => [field, commitment]))
    const clear = vault.open(personId, commitments)
    return new Map(
      sealed.flatMap(({ id, field }) => (clear[field] === undefined ? [] : [[id, clear[field]]])),
    )
  } catch (error) {
    if (error instanceof VaultErased) return new Map()
    throw error
  }
}
