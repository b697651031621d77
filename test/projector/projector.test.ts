import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'tap'
import { projections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import { StoreUnavailable } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { rebuildReadModels } from '../../src/projector/rebuild.ts'
import { appendOdd, cityStore, dumpOf, figuresFile, openFigures, readingThrough } from '../support/figures.ts'
import { cityLog, record } from '../support/person-log.ts'

const renamed = (change: (projection: HostedProjection) => Partial<HostedProjection>): HostedProjection[] =>
  projections.map((projection) => ({ ...projection, ...change(projection) }))

const odd = { personId: 'odd', district: '330602', provider: null, commitments: {} }

test('an event nobody knows stops the projector, loudly and for good', async (t) => {
  const store = await cityStore()
  const readModels = openFigures(t)
  const projector = createProjector({ store, readModels, pollMs: 5 })
  const before = await projector.catchUp()
  const odd = await appendOdd(store, 'PersonTeleported')
  await t.rejects(projector.catchUp(), {
    name: 'IntegrityFailure',
    message: /schema-unsupported.*PersonTeleported/,
  })
  t.match(projector.failure, { name: 'IntegrityFailure' }, 'readiness sees it')
  t.equal(projector.position, before, 'nothing behind it is shown')
  await t.rejects(projector.waitFor(odd, 10_000), { name: 'IntegrityFailure' }, 'who waits is told at once')
  projector.run()
  await projector.stop()
  t.match(projector.failure, { name: 'IntegrityFailure' }, 'a run does not step over it')
  await t.rejects(
    rebuildReadModels({ store, readModels }),
    { name: 'IntegrityFailure' },
    'nor does a rebuild',
  )
  t.equal(
    readModels.checkpoint(projections[0] as HostedProjection)?.seen?.position,
    before,
    'which leaves the figures',
  )
})

test('an event that a fold cannot use stops the projector without quoting it', async (t) => {
  const cases = {
    'no claim id': { type: 'ClaimReviewed', data: {}, says: /claim-register/ },
    'no assessment': {
      type: 'ClaimAssessed',
      data: { claimId: 'secret-c1', stage: 'review' },
      says: /ClaimAssessed/,
    },
    'an amount that is no whole number': {
      type: 'ClaimApproved',
      data: { claimId: 'secret-c1', buckets: [] },
      says: /not sound at \$\.amountFen|amountFen/,
    },
  }
  for (const [name, { type, data, says }] of Object.entries(cases)) {
    const store = createMemoryEventStore()
    await appendOdd(store, type, data)
    const projector = createProjector({ store, readModels: openFigures(t) })
    await t.rejects(projector.catchUp(), { name: 'IntegrityFailure', message: says }, name)
  }
})

test('events of other categories, and known types no fold handles, pass by', async (t) => {
  const store = createMemoryEventStore()
  const readModels = openFigures(t)
  const projector = createProjector({ store, readModels })
  t.equal(await projector.catchUp(), null, 'an empty log is no position')
  await appendOdd(store, 'Whatever', {}, 'weather-1')
  t.equal(await projector.catchUp(), 1n)
  t.match(readModels.checkpoint(projections[0] as HostedProjection)?.seen, {
    position: 1n,
    at: '2026-01-01T00:00:00.000Z',
    stream: 'weather-1',
  })
})

test('a raised version, or another layout, builds the figure anew', async (t) => {
  const store = await cityStore()
  const readModels = openFigures(t)
  await createProjector({ store, readModels }).catchUp()
  const marked = renamed(({ name, init }) =>
    name === 'claim-register' ? { version: 99, init: () => ({ ...(init() as object), mark: 1 }) } : {},
  )
  const later = [...cityLog({ seed: 8, people: 5, steps: 20, atOnce: 5 })]
  await record(store, later.splice(0, 30))
  const projector = createProjector({ store, readModels, projections: marked })
  await projector.catchUp()
  await record(store, later)
  await projector.catchUp()
  const rebuilt = openFigures(t)
  await rebuildReadModels({ store, readModels: rebuilt, projections: marked })
  t.strictSame(dumpOf(readModels, marked), dumpOf(rebuilt, marked), 'the others go on from where they were')
  for (const { state } of readModels.rowsAfter(marked[2] as HostedProjection, -1n, 1_000)) {
    if (!state.includes('"mark":1')) t.fail(state)
  }
  await t.rejects(
    createProjector({ store, readModels }).catchUp(),
    { name: 'ReadModelsUnfit' },
    'no way back by itself',
  )
  await rebuildReadModels({ store, readModels })
  await rebuildReadModels({ store, readModels: rebuilt })
  t.strictSame(dumpOf(readModels), dumpOf(rebuilt), 'a rebuild by hand goes back')
  const listed = renamed(({ name }) => (name === 'claim-register' ? { lists: [['person']] } : {}))
  await createProjector({ store, readModels, projections: listed }).catchUp()
  t.match(readModels.checkpoint(listed[2] as HostedProjection)?.layout, /\[\["person"\]\]/)
})

test('two projectors on one file do each event once', async (t) => {
  const store = createMemoryEventStore()
  const file = figuresFile(t)
  const ours = createProjector({ store, readModels: openFigures(t, file) })
  const theirs = createProjector({ store, readModels: openFigures(t, file) })
  const commands = [...cityLog({ seed: 5, people: 20, steps: 20, atOnce: 20 })]
  while (commands.length > 0) {
    await record(store, commands.splice(0, 15))
    if (commands.length % 2 === 0) await ours.catchUp()
    else await Promise.all([theirs.catchUp(), ours.catchUp()])
  }
  await Promise.all([ours.catchUp(), theirs.catchUp()])
  const found = openFigures(t, file)
  const wanted = openFigures(t)
  await rebuildReadModels({ store, readModels: wanted })
  t.strictSame(dumpOf(found), dumpOf(wanted))
  await rebuildReadModels({ store, readModels: found })
  await record(
    store,
    [...cityLog({ seed: 6, people: 3, steps: 20, atOnce: 3 })].map((one) => one),
  )
  t.equal(await ours.catchUp(), await theirs.catchUp(), 'also after one of them rebuilt')
  await rebuildReadModels({ store, readModels: wanted })
  t.strictSame(dumpOf(found), dumpOf(wanted))
})

test('figures of another log are not carried on', async (t) => {
  const readModels = openFigures(t)
  await createProjector({ store: await cityStore(), readModels }).catchUp()
  const other = await cityStore({ seed: 4, people: 12, steps: 20, atOnce: 5 })
  await t.rejects(createProjector({ store: other, readModels }).catchUp(), {
    name: 'IntegrityFailure',
    message: /rebuild/,
  })
  await rebuildReadModels({ store: other, readModels })
  t.ok(await createProjector({ store: other, readModels }).catchUp())
})

test('whoever has just written can wait for it', async (t) => {
  const store = await cityStore()
  const projector = createProjector({ store, readModels: openFigures(t), pollMs: 60_000 })
  projector.run()
  t.teardown(() => projector.stop())
  const head = (await store.readAll({ after: null, limit: 100_000 })).at(-1)?.position ?? 0n
  await projector.waitFor(head, 10_000)
  t.equal(projector.position, head)
  await t.rejects(
    projector.waitFor(head + 1n, 20),
    { name: 'ReadModelBehind', position: head },
    'not there in time',
  )
  const position = await appendOdd(store, 'PersonRegistered', odd)
  projector.notify()
  await projector.waitFor(position, 10_000)
  t.equal(projector.position, position, 'at once, long before the next look')
  await projector.waitFor(head, 0)
  const waiting = projector.waitFor(position + 1n, 60_000)
  await projector.stop()
  await t.rejects(waiting, { name: 'ReadModelBehind' }, 'and nobody waits for a projector that stopped')
})

test('a store that cannot be reached is tried again', async (t) => {
  let reachable = false
  const store = readingThrough(await cityStore(), async (events) => {
    if (!reachable) throw new StoreUnavailable('away')
    return events
  })
  const projector = createProjector({ store, readModels: openFigures(t), pollMs: 5 })
  projector.run()
  t.teardown(() => projector.stop())
  await delay(50)
  t.match(projector.failure, { name: 'StoreUnavailable' })
  reachable = true
  await projector.waitFor(10n, 10_000)
  await projector.catchUp()
  t.equal(projector.failure, undefined)
})

test('what was appended before a call is folded by it, also while another is under way', async (t) => {
  let read = (): void => {}
  let goOn: Promise<void> = Promise.resolve()
  const store = readingThrough(await cityStore(), async (events) => {
    read()
    await goOn
    return events
  })
  const projector = createProjector({ store, readModels: openFigures(t) })
  await projector.catchUp()
  let open = (): void => {}
  goOn = new Promise((resolve) => {
    open = resolve
  })
  const underWay = new Promise<void>((resolve) => {
    read = resolve
  })
  const first = projector.catchUp()
  await underWay
  const position = await appendOdd(store, 'PersonRegistered', odd)
  const rest = [projector.catchUp(), projector.catchUp()]
  open()
  t.ok(((await first) ?? 0n) < position, 'the first had read before')
  t.strictSame(await Promise.all(rest), [position, position])
})

test('the event loop turns while much is folded', async (t) => {
  const store = await cityStore({ seed: 9, people: 400, steps: 8, atOnce: 400 })
  const readModels = openFigures(t)
  await rebuildReadModels({ store: createMemoryEventStore(), readModels })
  const gaps: number[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    gaps.push(performance.now() - last)
    last = performance.now()
  }, 1)
  await createProjector({ store, readModels }).catchUp()
  clearInterval(timer)
  t.ok(gaps.length > 5, `${gaps.length} turns`)
  gaps.sort((a, b) => a - b)
  t.comment(`longest ${gaps.at(-1)?.toFixed(0)} ms, median ${gaps[gaps.length >> 1]?.toFixed(0)} ms`)
})
