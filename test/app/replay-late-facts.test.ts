import t from 'tap'
import { replay } from '../../src/app/replay.ts'
import type { EventStore, JsonObject, RecordedEvent } from '../../src/event-store/event-store.ts'
import { cityStore } from '../support/figures.ts'
import { shippedPolicy } from '../support/policies.ts'

/** What late facts make of an award is recomputed from the log, byte for byte. */

const rulebook = { recorded: () => shippedPolicy }
const city = { seed: 11, people: 60, steps: 80, atOnce: 20 }

const lateOf = async (store: EventStore): Promise<RecordedEvent> => {
  const events = await store.readAll({ after: null, limit: 100_000 })
  const late = events.find(({ type, data }) => type === 'RecoveryProposed' && data.cause === 'late-fact')
  if (late === undefined) throw new Error('no late fact in this city')
  return late
}

t.test('a late finding that does not follow is named; what does follow is counted', async (t) => {
  const store = await cityStore(city)
  const late = await lateOf(store)
  const { id, type, stream, revision, position, metadata } = late
  const changed = (data: JsonObject): EventStore => ({
    ...store,
    readAll: (options) => store.readAll(options),
    readStream: async (...asked) =>
      (await store.readStream(...asked)).map((event) =>
        event.id === id ? { id, type, stream, revision, position, metadata, data } : event,
      ),
  })
  const assessment = late.data.assessment as JsonObject
  const cases: readonly [place: string, data: JsonObject][] = [
    ['/amountFen', { ...late.data, amountFen: Number(late.data.amountFen) + 1 }],
    ['/assessment/amountFen', { ...late.data, assessment: { ...assessment, amountFen: 1 } }],
    ['/assessment/steps', { ...late.data, assessment: { ...assessment, steps: [] } }],
    ['/claimId', { ...late.data, claimId: 'nobody' }],
  ]
  for (const [place, data] of cases) {
    const found = await replay(changed(data), rulebook, () => {}).catch((error: unknown) => error)
    t.match(found, { name: 'ReplayDifference', event: { id } }, place)
    t.match(found, { place: new RegExp(`^${place}`) })
  }
  const { streams, decisions } = await replay(store, rulebook, () => {})
  t.equal(streams, city.people)
  t.ok(decisions > 500, `${decisions} decisions`)
})
