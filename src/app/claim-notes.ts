import { can } from '../domain/can.ts'
import type { PersonEvent, PersonEventType } from '../domain/person/events.ts'
import type { Principal } from '../domain/scope.ts'
import { type FieldName, type Vault, VaultErased } from '../vault/vault.ts'
import type { HistoryEvent } from './claim-history.ts'
import type { Batches } from './treasury/batches.ts'

/** Steps whose reasons are for whoever the claim concerns. */
const noted: readonly PersonEventType[] = [
  'ClaimReturned',
  'ClaimRejected',
  'ClaimWithdrawn',
  'ClaimObjectionUpheld',
  'RecoveryProposed',
  'RecoveryDismissed',
]

/** Who filed for somebody must know what to correct, and no more. */
const notedFor = (principal: Principal): readonly PersonEventType[] => {
  if (!can(principal, 'claims.read-notes')) return []
  return principal.role === 'provider' ? ['ClaimReturned'] : noted
}

export interface ClaimNotesParts {
  readonly vault: Pick<Vault, 'open'>
  readonly batches: Pick<Batches, 'eventsAfter'>
}

interface Sealed {
  /** Of the step that it is the reason of. */
  readonly id: string
  readonly field: FieldName
  readonly commitment: string
}

/**
 * The reasons that the claim's steps were given, from the vault. Without those of an erased person.
 *
 * @returns event id → the reason, in clear
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
 */
export const claimNotes = async (
  { vault, batches }: ClaimNotesParts,
  principal: Principal,
  personId: string,
  events: readonly HistoryEvent[],
): Promise<ReadonlyMap<string, string>> => {
  const types = notedFor(principal)
  const sealed: Sealed[] = []
  for (const { event, foreign } of events) {
    const commitment = 'noteCommitment' in event.data ? (event.data.noteCommitment ?? null) : null
    if (foreign || commitment === null || !types.includes(event.type)) continue
    sealed.push({ id: event.id, commitment, field: `note:${await sealedBy(batches, event)}` })
  }
  return opened(vault, personId, sealed)
}

/** Whose words they are: an objection is resolved on the batch, and the claim learns of it by itself. */
const sealedBy = async (
  batches: ClaimNotesParts['batches'],
  { type, data, metadata }: PersonEvent,
): Promise<string> => {
  if (type !== 'ClaimObjectionUpheld') return metadata.commandId
  const resolved = (await batches.eventsAfter(data.batchId, -1)).find(
    ({ event }) => event.type === 'ObjectionResolved' && event.data.no === data.no,
  )
  return resolved?.event.metadata.commandId ?? metadata.commandId
}

const opened = (
  vault: Pick<Vault, 'open'>,
  personId: string,
  sealed: readonly Sealed[],
): ReadonlyMap<string, string> => {
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
