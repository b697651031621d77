import t from 'tap'
import { IdempotencyKeyReused } from '../../src/app/errors.ts'
import { People } from '../../src/app/people.ts'
import { publishShipped } from '../../src/app/publish-shipped.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import type { SeriesStep } from '../../src/domain/person/decide-series.ts'
import { initialPerson } from '../../src/domain/person/state.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { shippedPolicies } from '../../src/seeds.ts'
import { personId, someone } from '../support/given.ts'
import { uuid } from '../support/interleavings.ts'

/** Several commands on one person as one append: each on what those before it lead to, all or nothing. */

const at = '2026-03-02T01:00:00.000Z'
const provider = { ...someone('provider'), districts: [], provider: 'provider-1' }

const open = async () => {
  const store = createMemoryEventStore()
  const [policy] = shippedPolicies()
  if (policy === undefined) throw new Error('no policy is shipped')
  const rulebook = new Rulebook(store, policy.id)
  await publishShipped(rulebook, policy, '2026-01-01T01:00:00.000Z')
  const people = new People({ store, rulebook, districts: new Set(['330602']) })
  const types = async () => (await store.readStream(`person-${personId}`)).map(({ type }) => type)
  return { people, types }
}

const caller = (key: number, digest = 'row') => ({ principal: provider, commandId: uuid(key), digest, at })

const always = (command: PersonCommand): SeriesStep => ({ command: () => command })

const register: SeriesStep = {
  command: (state) =>
    state.personId === null
      ? {
          type: 'RegisterPerson',
          data: { personId, district: '330602', provider: 'provider-1', commitments: { name: 'n' } },
        }
      : null,
}
const complete = (course: string): SeriesStep =>
  always({
    type: 'RecordCompletion',
    data: {
      course,
      trainingId: 'T-1',
      startsOn: '2026-01-05',
      endsOn: '2026-01-16',
      eligibleCostFen: 320_000,
      provider: 'provider-1',
      certificates: [],
    },
  })
/** On the completion that the step before it leads to. */
const claim: SeriesStep = {
  command: ({ factCount }) => ({
    type: 'SubmitClaim',
    data: { instrument: 'workshop-in-province', basis: `${personId}-t${factCount}`, requestedFen: null },
  }),
  wanted: (events) =>
    events.some(({ type, data }) => type === 'ClaimAssessed' && data.assessment.outcome === 'approved'),
}

t.test('all or nothing, once, and each step on those before it', async (t) => {
  const { people, types } = await open()
  const illegal = [register, complete('workshop-in-province'), claim, complete('no-such-course')]
  await t.rejects(people.executeSeries(caller(1), personId, illegal), new DomainError('course-unknown'))
  t.same(await types(), [], 'nothing of a series with an illegal step')

  const row = [register, complete('workshop-in-province'), claim]
  const rehearsed = people.rehearse(caller(1), initialPerson, row)
  t.same(await types(), [], 'a rehearsal records nothing')
  const first = await people.executeSeries(caller(1), personId, row)
  const recorded = ['PersonRegistered', 'TrainingCompleted', 'ClaimSubmitted', 'ClaimAssessed']
  t.same(await types(), recorded)
  t.same(
    rehearsed.events.map(({ type }) => type),
    recorded,
  )
  t.match(first, { replayed: false, created: true, state: { factCount: 1, claimCount: 1 } })

  const again = await people.executeSeries(caller(1), personId, row)
  t.match(again, { replayed: true, position: first.position })
  await t.rejects(people.executeSeries(caller(1, 'other'), personId, row), IdempotencyKeyReused)
  t.same(await types(), recorded, 'a repeat adds nothing')
})

t.test('what is not wanted does not happen, and leaves no gap in the ids', async (t) => {
  const { people, types } = await open()
  // The instrument rests on another course, so the first claim comes to nothing.
  const row = [register, complete('overseas'), claim, complete('workshop-in-province'), claim]
  const { state } = await people.executeSeries(caller(2), personId, row)
  t.same(await types(), [
    'PersonRegistered',
    'TrainingCompleted',
    'TrainingCompleted',
    'ClaimSubmitted',
    'ClaimAssessed',
  ])
  t.match(state.claims.get(`${personId}-c1`), { basis: `${personId}-t2` })
  const found = await people.load(personId)
  t.same(found?.state, state)
})
