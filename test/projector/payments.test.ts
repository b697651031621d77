import { test } from 'tap'
import type { FundPosition } from '../../projections/fund-position.ts'
import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { EventStore, JsonObject, StreamName } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { verifyReadModels } from '../../src/projector/verify.ts'
import * as story from '../support/batch-story.ts'
import { openFigures } from '../support/figures.ts'
import { batchEvents, fundEvents, fundId, type Given } from '../support/payment-events.ts'

/** Funds and batches run through the same host as people. */

const append = async (store: EventStore, given: readonly Given[]): Promise<void> => {
  const stream = given[0]?.streamId as StreamName
  const events = given.map(({ type, data, metadata }, place) => ({
    id: `00000000-0000-4000-8000-${stream.slice(0, 1) === 'f' ? '1' : '2'}${String(place).padStart(11, '0')}`,
    type,
    data: data as JsonObject,
    metadata: metadata as unknown as JsonObject,
  }))
  await store.append(stream, events, { expectedRevision: 'no_stream' })
}
const hosted = (name: string) => projections.find((listed) => listed.name === name) as HostedProjection

test('figures of funds and batches follow the log and can be verified', async (t) => {
  const store = createMemoryEventStore()
  const readModels = openFigures(t)
  const funded = fundEvents([
    { type: 'OpenFund', data: { district: '330602', source: 'local-talent', year: 2025 } },
    { type: 'AllotFund', data: { amountFen: 1_000, document: '1 号' } },
  ])
  await append(store, funded)
  await append(store, batchEvents(story.into.closed))
  await createProjector({ store, readModels }).catchUp()
  const fund = readModels.get(hosted('fund-position'), fundId)
  t.match(JSON.parse(fund?.state ?? '{}') as FundPosition, { allottedFen: 1_000, availableFen: 1_000 })
  t.strictSame(fund?.columns, ['330602', '2025', 'local-talent'])
  const filter = { district: '330602', status: 'closed', year: '2025' }
  const page = readModels.page({ projection: hosted('batch-register'), filter, after: null, limit: 10 })
  t.strictSame(
    page.map(({ partition }) => partition),
    [story.batchId],
  )
  t.strictSame(await verifyReadModels({ store, readModels }), [])
})

test('an event of a fund or a batch that nobody knows stops the projector', async (t) => {
  for (const streamId of ['fund-x', 'batch-x']) {
    const store = createMemoryEventStore()
    const [first] = fundEvents([
      { type: 'OpenFund', data: { district: '330602', source: 'local-talent', year: 2025 } },
    ])
    await append(store, [{ ...(first as Given), streamId, type: 'MoneyVanished' }])
    await t.rejects(createProjector({ store, readModels: openFigures(t) }).catchUp(), {
      name: 'IntegrityFailure',
      message: /schema-unsupported.*MoneyVanished/,
    })
  }
})
