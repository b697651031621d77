import type { Test } from 'tap'
import type { Projection } from '../../projections/projection.ts'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import type { PersonEvent, PersonEventData, PersonEventType } from '../../src/domain/person/events.ts'
import type { Assessment, BucketUse, Step } from '../../src/domain/policy/assessment.ts'

/** Specifications of figures: given these events, this is the state. */

export const personId = 'abcdefghijklmnopqrstuvwxyz'
export const claimId = `${personId}-c1`
export const secondClaimId = `${personId}-c2`

/** An event of the person's stream; its id is `e` and its place, its day the same place in June. */
type Given = (place: number) => PersonEvent

export const event =
  <T extends PersonEventType>(type: T, data: PersonEventData<T>, account = 'officer-1'): Given =>
  (place) =>
    ({
      id: `e${place}`,
      type,
      data,
      metadata: {
        commandId: `k${place}`,
        digest: 'd',
        at: `2025-06-${String(place).padStart(2, '0')}T08:00:00.000Z`,
        actor: { account, role: 'officer', pid: 'pid' },
      },
    }) as unknown as PersonEvent

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

/**
 * The states by partition. Between two events each state passes through JSON, as on a server, and is
 * frozen, so that a fold that changes what it was given fails.
 */
export const statesOf = <State, Event extends PersonEvent>(
  projection: Projection<State, Event>,
  given: readonly Given[],
): Readonly<Record<string, State>> => {
  const states: Record<string, State> = {}
  const handlers = projection.when as Readonly<Record<string, (state: State, event: unknown) => State>>
  for (const [index, make] of given.entries()) {
    const folded = frozen({ ...make(index + 1), streamId: `person-${personId}` }) as unknown as Event & {
      streamId: string
    }
    const handler = handlers[folded.type]
    if (handler === undefined) continue
    const partition = projection.partitionBy(folded)
    const state = states[partition] ?? projection.init()
    states[partition] = frozen(JSON.parse(canonicalJson(handler(frozen(state), folded))) as State)
  }
  return states
}

/** Says what of the state of one partition is expected; the rest may be as it is. */
export const specify =
  <State, Event extends PersonEvent>(t: Test, projection: Projection<State, Event>, partition: string) =>
  (name: string, given: readonly Given[], expected: Partial<State>): void => {
    const state = statesOf(projection, given)[partition]
    const found = Object.fromEntries(Object.keys(expected).map((key) => [key, state?.[key as keyof State]]))
    t.strictSame(found, expected, name)
  }

export const registered = event('PersonRegistered', {
  personId,
  district: '330602',
  provider: 'p-1',
  commitments: {},
})

export const submitted = (id = claimId, district = '330602') =>
  event(
    'ClaimSubmitted',
    {
      claimId: id,
      instrument: 'workshop-in-province',
      basis: `${personId}-t1`,
      requestedFen: null,
      filedOn: '2025-06-01',
      district,
      provider: 'p-1',
    },
    'provider-1',
  )

export const bucketUse = (change: Partial<BucketUse> = {}): BucketUse => ({
  bucket: 'workshop-in-province',
  window: 'term',
  capFen: 1_000_000,
  usedFen: 0,
  awards: [],
  clause: '二(三)4',
  interpretation: 'I3',
  ...change,
})

export const step = (change: Partial<Step> = {}): Step => ({
  rule: 'eligible-cost',
  clause: '二(三)4',
  interpretation: null,
  inFen: 800_000,
  outFen: 800_000,
  reason: null,
  bucket: null,
  becauseOf: ['fact'],
  ...change,
})

export const assessment = (change: Partial<Assessment> = {}): Assessment => ({
  policy: { id: 'plan', version: 1, digest: 'f'.repeat(64) },
  instrument: 'workshop-in-province',
  basis: `${personId}-t1`,
  relevantOn: '2025-05-31',
  requestedFen: null,
  filedOn: '2025-06-01',
  interpretations: [{ id: 'I3', chosen: 'two-buckets' }],
  steps: [step(), step({ rule: 'cap', bucket: 'workshop-in-province', becauseOf: [] })],
  outcome: 'approved',
  amountFen: 800_000,
  reasons: [],
  buckets: [bucketUse()],
  ...change,
})

export const assessed = (
  change: Partial<Assessment> = {},
  stage: PersonEventData<'ClaimAssessed'>['stage'] = 'submission',
  id = claimId,
) => event('ClaimAssessed', { claimId: id, stage, assessment: assessment(change) })

export const approved = (amountFen: number, id = claimId) =>
  event(
    'ClaimApproved',
    {
      claimId: id,
      instrument: 'workshop-in-province',
      basis: `${personId}-t1`,
      amountFen,
      buckets: [{ bucket: 'workshop-in-province', window: 'term', capFen: 1_000_000 }],
    },
    'reviewer-1',
  )
