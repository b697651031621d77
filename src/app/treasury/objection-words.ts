import type { BatchState } from '../../domain/batch/state.ts'
import { can } from '../../domain/can.ts'
import type { Principal } from '../../domain/scope.ts'
import { type FieldName, type Vault, VaultErased } from '../../vault/vault.ts'
import { personOfClaim } from '../ledger.ts'
import type { Batches } from './batches.ts'

/** What an objection says and what was answered to it, in clear; null for what the asker may not read. */
export interface ObjectionWords {
  readonly ground: string | null
  readonly answer: string | null
}

export interface ObjectionWordsParts {
  readonly batches: Batches
  readonly vault: Pick<Vault, 'open'>
}

/**
 * Whoever decides on an objection, and whoever audits that, must be able to read it.
 *
 * @returns by the objection's number
 * @throws {VaultUnavailable} @throws {VaultIntegrityFailure}
 */
export const objectionWords = async (
  { batches, vault }: ObjectionWordsParts,
  principal: Principal,
  { batchId, objections, lines }: BatchState,
): Promise<ReadonlyMap<number, ObjectionWords>> => {
  const words = new Map<number, ObjectionWords>()
  if (objections.length === 0 || !can(principal, 'claims.read-notes')) return words
  for (const { event } of await batches.eventsAfter(batchId ?? '', -1)) {
    if (event.type !== 'LineObjected' && event.type !== 'ObjectionResolved') continue
    const { no, noteCommitment } = event.data
    const claimId = objections.find((known) => known.no === no)?.claimId
    const personId = lines.find((line) => line.claimId === claimId)?.personId ?? ''
    const text = opened(vault, personId, `note:${event.metadata.commandId}`, noteCommitment)
    const known = words.get(no) ?? { ground: null, answer: null }
    words.set(no, event.type === 'LineObjected' ? { ...known, ground: text } : { ...known, answer: text })
  }
  return words
}

/** Why a batch was cancelled, in clear; null for who may not read it, and where nobody said. */
export const cancelReason = async (
  { batches, vault }: ObjectionWordsParts,
  principal: Principal,
  { batchId, status, claimIds }: BatchState,
): Promise<string | null> => {
  if (status !== 'cancelled' || !can(principal, 'claims.read-notes')) return null
  for (const { event } of await batches.eventsAfter(batchId ?? '', -1)) {
    if (event.type !== 'BatchCancelled' || event.data.noteCommitment === null) continue
    const personId = personOfClaim(claimIds[0] ?? '') ?? ''
    return opened(vault, personId, `note:${event.metadata.commandId}`, event.data.noteCommitment)
  }
  return null
}

const opened = (
  vault: Pick<Vault, 'open'>,
  personId: string,
  field: FieldName,
  commitment: string,
): string | null => {
  try {
    return vault.open(personId, { [field]: commitment })[field] ?? null
  } catch (error) {
    if (error instanceof VaultErased) return null
    throw error
  }
}
