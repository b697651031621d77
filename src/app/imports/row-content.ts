import { createHmac } from 'node:crypto'
import { canonicalJson } from '../../domain/canonical-json.ts'
import type { PersonFact, PersonState } from '../../domain/person/state.ts'
import type { CompletionRow } from '../../sheets/completion-row.ts'
import { nameUuid } from '../name-uuid.ts'

const rows = '6a7d1f2e-93a1-5c0b-8f4e-2b1f5d7c9a10'
const corrections = '0f2f7c54-5f0e-5f1c-9a53-6f8f1f0a7b21'

/** Keyed, because the content holds an id number, which could be found by trying. */
export const rowDigest = (digestKey: Uint8Array, provider: string, row: CompletionRow): string =>
  createHmac('sha256', digestKey)
    .update(`row|v1|${canonicalJson([provider, row])}`)
    .digest('base64url')

/** @param before how many records of the same training were withdrawn: another one is another command */
export const recordId = (digest: string, before: number): string => nameUuid(rows, `${digest}|${before}`)

/** A correction back to what was recorded once is another command than the record. */
export const correctionId = (
  digest: string,
  { eventId, certificates, certificatesVoided }: PersonFact,
): string => nameUuid(corrections, `${digest}|${eventId}|${certificates.length + certificatesVoided}`)

/** What the provider recorded of this person in this class, oldest first, withdrawn records too. */
export const ownRecords = (state: PersonState, provider: string, trainingId: string): readonly PersonFact[] =>
  [...state.facts.values()].filter(
    (fact) => fact.kind === 'completion' && fact.provider === provider && fact.trainingId === trainingId,
  )

/** The one that stands. */
export const standingRecord = (
  state: PersonState,
  provider: string,
  trainingId: string,
): PersonFact | undefined => ownRecords(state, provider, trainingId).find(({ revoked }) => !revoked)
