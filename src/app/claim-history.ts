import type { PersonEvent } from '../domain/person/events.ts'
import { evolvePerson } from '../domain/person/evolve.ts'
import { initialPerson, type PersonFact, type PersonState } from '../domain/person/state.ts'
import type { Assessment } from '../domain/policy/assessment.ts'
import { claimInScope, type Scope } from '../domain/scope.ts'
import type { EventStore, RecordedEvent } from '../event-store/event-store.ts'
import { readAfterwards } from './append-repeating.ts'
import { decodePersonEvent } from './event-codec.ts'
import { personOfClaim } from './ledger.ts'
import { personStream } from './people.ts'

export interface HistoryEvent {
  readonly recorded: RecordedEvent
  readonly event: PersonEvent
  /** Of another claim, which the asker may not see: that there is one and its amount is all they learn. */
  readonly foreign: boolean
}

export interface ClaimHistory {
  /** The newest that led to a decision; late facts leave it as it was. */
  readonly assessment: Assessment | null
  /** What the claim rests on, as it stood then. */
  readonly basis: PersonFact | undefined
  /** The claim's own events and those of every fact and award it rests on, oldest first. */
  readonly events: readonly HistoryEvent[]
}

/**
 * Why a claim came to what it came to, from the log.
 *
 * @param scope whose records the asker may see
 * @param until position up to which the log is looked at, so that it fits a figure read before
 * @throws {IntegrityFailure}
 */
export const claimHistory = async (
  store: Pick<EventStore, 'readStream'>,
  scope: Scope,
  claim: { readonly personId: string; readonly claimId: string; readonly basis: string },
  until: bigint,
): Promise<ClaimHistory> => {
  const all: HistoryEvent[] = []
  let person = initialPerson
  let basis: PersonFact | undefined
  for (const recorded of await store.readStream(personStream(claim.personId))) {
    if (recorded.position > until) break
    const event = decodePersonEvent(recorded)
    person = evolvePerson(person, event)
    const isAssessed = event.type === 'ClaimAssessed' && event.data.claimId === claim.claimId
    if (isAssessed) basis = person.facts.get(claim.basis)
    all.push({ recorded, event, foreign: isForeign(scope, event, person) })
  }
  const own = all.map(({ event }) => event).filter((event) => subjectOf(event) === claim.claimId)
  const assessments = own.flatMap((event) => (event.type === 'ClaimAssessed' ? [event.data.assessment] : []))
  const late = own.flatMap(({ type, data }) =>
    type === 'RecoveryProposed' && data.assessment !== null ? [data.assessment] : [],
  )
  const grounds = new Set(
    [...assessments, ...late].flatMap(({ steps }) => steps.flatMap(({ becauseOf }) => becauseOf)),
  )
  const events = all.filter(({ event }) => {
    const subject = subjectOf(event)
    return subject === claim.claimId || subject === claim.basis || grounds.has(event.id)
  })
  return { assessment: assessments.at(-1) ?? null, basis, events }
}

/**
 * What a claim came to right after a command on it, which is recorded at `until` or before.
 *
 * @returns undefined for a claim that was never assessed.
 * @throws {IntegrityFailure}
 * @throws {OutcomeUnknown}
 */
export const newestAssessment = async (
  store: Pick<EventStore, 'readStream'>,
  claimId: string,
  until: bigint,
): Promise<Assessment | undefined> => {
  const read = store.readStream(personStream(personOfClaim(claimId) ?? ''))
  const events = await readAfterwards(read, 'it is recorded')
  const newest = events.findLast(
    ({ type, position, data }) => type === 'ClaimAssessed' && position <= until && data.claimId === claimId,
  )
  const event = newest && decodePersonEvent(newest)
  return event?.type === 'ClaimAssessed' ? event.data.assessment : undefined
}

const isForeign = (scope: Scope, { data }: PersonEvent, person: PersonState): boolean => {
  const claim = 'claimId' in data ? person.claims.get(data.claimId) : undefined
  return claim !== undefined && !claimInScope(scope, claim, person.personId)
}

const subjectOf = ({ data }: PersonEvent): string | undefined => {
  if ('claimId' in data) return data.claimId
  if ('completionId' in data) return data.completionId
  return 'recognitionId' in data ? data.recognitionId : undefined
}
