import { canonicalJson } from '../domain/canonical-json.ts'
import type { PersonEvent, PersonEventData } from '../domain/person/events.ts'
import { evolvePerson } from '../domain/person/evolve.ts'
import { lateFinding } from '../domain/person/late-facts.ts'
import { type Claim, initialPerson, type PersonState } from '../domain/person/state.ts'
import { assess } from '../domain/policy/assess.ts'
import type { Assessment } from '../domain/policy/assessment.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { EventStore, RecordedEvent } from '../event-store/event-store.ts'
import { decodePersonEvent } from './event-codec.ts'
import { streamsOf } from './log-walk.ts'
import type { Rulebook } from './rulebook.ts'

/** A recorded decision is not what its recorded policy version makes of the facts. */
export class ReplayDifference extends Error {
  override readonly name = 'ReplayDifference'
  readonly event: Pick<RecordedEvent, 'id' | 'stream' | 'revision'>
  /** Where in the event's data, as a JSON pointer. */
  readonly place: string

  constructor({ id, stream, revision }: RecordedEvent, place: string) {
    super(`event ${id} (${stream} ${revision}) differs at ${place}`)
    this.event = { id, stream, revision }
    this.place = place
  }
}

export interface ReplayResult {
  readonly streams: number
  readonly decisions: number
}

/**
 * Runs every recorded assessment again, over the person as they stood at that revision, through
 * the policy version it names; approvals and refusals must say what their assessment says, and what
 * late facts propose to recover must be the difference they make.
 *
 * @param onPassed called with the events of the log passed so far.
 * @throws {ReplayDifference} for the first difference.
 * @throws {IntegrityFailure} for an event that cannot be read.
 */
export const replay = async (
  store: EventStore,
  rulebook: Pick<Rulebook, 'recorded'>,
  onPassed: (events: number) => void,
): Promise<ReplayResult> => {
  let streams = 0
  let decisions = 0
  for await (const { stream, events, passed } of streamsOf(store)) {
    onPassed(passed)
    if (!stream.startsWith('person-')) continue
    streams++
    decisions += replayPerson(events, (policy) => rulebook.recorded(policy))
  }
  return { streams, decisions }
}

type Recorded = PersonEventData<'ClaimAssessed'>['assessment']['policy']

const replayPerson = (
  events: readonly RecordedEvent[],
  policyOf: (recorded: Recorded) => Policy | undefined,
): number => {
  let state = initialPerson
  let decisions = 0
  const newest = new Map<string, Assessment>()
  for (const recorded of events) {
    const event = decodePersonEvent(recorded)
    const place = differenceIn(event, { state, newest }, policyOf)
    if (place !== undefined) throw new ReplayDifference(recorded, place)
    if ('assessment' in event.data && event.data.assessment !== null) decisions++
    if (event.type === 'ClaimAssessed') newest.set(event.data.claimId, event.data.assessment)
    state = evolvePerson(state, event)
  }
  return decisions
}

type Judged = 'ClaimAssessed' | 'ClaimApproved' | 'ClaimRejected' | 'RecoveryProposed'
const isJudged = (event: PersonEvent): event is Extract<PersonEvent, { type: Judged }> =>
  ['ClaimAssessed', 'ClaimApproved', 'ClaimRejected', 'RecoveryProposed'].includes(event.type)

interface Before {
  readonly state: PersonState
  /** By claim. */
  readonly newest: ReadonlyMap<string, Assessment>
}

/** The place where the event does not follow from what was before it; undefined when it does. */
const differenceIn = (
  event: PersonEvent,
  { state, newest }: Before,
  policyOf: (recorded: Recorded) => Policy | undefined,
): string | undefined => {
  if (!isJudged(event)) return undefined
  const claim = state.claims.get(event.data.claimId)
  if (claim === undefined) return '/claimId'
  if (event.type === 'ClaimApproved' || event.type === 'ClaimRejected') {
    return decisionDiffers(event, claim, newest.get(claim.claimId))
  }
  const { assessment } = event.data
  if (assessment === null) return undefined
  const policy = policyOf(assessment.policy)
  if (policy === undefined) return '/assessment/policy'
  if (event.type === 'ClaimAssessed') {
    return firstDifference(assessment, assess(policy, state, claim), '/assessment')
  }
  const found = lateFinding(policy, state, claim)
  if (found === undefined) return '/claimId'
  const { lessFen } = found
  return (
    firstDifference(assessment, found.assessment, '/assessment') ??
    firstDifference(event.data.amountFen, lessFen, '/amountFen')
  )
}

/** What was decided is what the assessment just before it says. */
const decisionDiffers = (
  { type, data }: Extract<PersonEvent, { type: 'ClaimApproved' | 'ClaimRejected' }>,
  claim: Claim,
  assessment: Assessment | undefined,
): string | undefined => {
  if (assessment === undefined) return '/claimId'
  if (type === 'ClaimApproved') {
    const { claimId, amountFen, instrument, basis } = data
    const buckets = assessment.buckets.map(({ bucket, window, capFen }) => ({ bucket, window, capFen }))
    if (assessment.outcome !== 'approved') return '/amountFen'
    const due = { claimId, amountFen: assessment.amountFen, instrument: claim.instrument, basis: claim.basis }
    return firstDifference(
      { claimId, amountFen, instrument, basis, buckets: data.buckets },
      { ...due, buckets },
    )
  }
  const reasons = assessment.outcome === 'refused' ? assessment.reasons : []
  return firstDifference(data.reasons, reasons, '/reasons')
}

const isParent = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A JSON pointer to where two values first part; undefined when their canonical texts are equal. */
const firstDifference = (recorded: unknown, due: unknown, place = ''): string | undefined => {
  if (canonicalJson(recorded) === canonicalJson(due)) return undefined
  if (!isParent(recorded) || !isParent(due)) return place
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(due)])) {
    if (!(key in recorded) || !(key in due)) return `${place}/${key}`
    const found = firstDifference(recorded[key], due[key], `${place}/${key}`)
    if (found !== undefined) return found
  }
  return place
}
