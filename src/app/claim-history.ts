import type { PersonEvent } from '../domain/person/events.ts'
import type { Assessment } from '../domain/policy/assessment.ts'
import type { EventStore, RecordedEvent } from '../event-store/event-store.ts'
import { decodePersonEvent } from './event-codec.ts'
import { personStream } from './ledger.ts'

export interface HistoryEvent {
  readonly recorded: RecordedEvent
  readonly event: PersonEvent
}

export interface ClaimHistory {
  /** The newest. */
  readonly assessment: Assessment | null
  /** The claim's own events and those of every fact and award it rests on, oldest first. */
  readonly events: readonly HistoryEvent[]
}

/**
 * Why a claim came to what it came to, from the log.
 *
 * @param until position up to which the log is looked at, so that it fits a figure read before
 * @throws {IntegrityFailure}
 */
export const claimHistory = async (
  store: Pick<EventStore, 'readStream'>,
  claim: { readonly personId: string; readonly claimId: string; readonly basis: string },
  until: bigint,
): Promise<ClaimHistory> => {
  const all: HistoryEvent[] = []
  for (const recorded of await store.readStream(personStream(claim.personId))) {
    if (recorded.position <= until) all.push({ recorded, event: decodePersonEvent(recorded) })
  }
  const own = all.map(({ event }) => event).filter((event) => subjectOf(event) === claim.claimId)
  const assessments = own.flatMap((event) => (event.type === 'ClaimAssessed' ? [event.data.assessment] : []))
  const grounds = new Set(assessments.flatMap(({ steps }) => steps.flatMap(({ becauseOf }) => becauseOf)))
  const events = all.filter(({ event }) => {
    const subject = subjectOf(event)
    return subject === claim.claimId || subject === claim.basis || grounds.has(event.id)
  })
  return { assessment: assessments.at(-1) ?? null, events }
}

const subjectOf = ({ data }: PersonEvent): string | undefined => {
  if ('claimId' in data) return data.claimId
  if ('completionId' in data) return data.completionId
  return 'recognitionId' in data ? data.recognitionId : undefined
}
