import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Test, test } from 'tap'
import type { EventStore } from '../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../src/event-store/sqlite-event-store.ts'
import { rebuildReadModels } from '../src/projector/rebuild.ts'
import { createThreadedProjector } from '../src/threaded-projector.ts'
import { appendOdd, dumpOf, openFigures, smallCity, temporaryFolder } from './support/figures.ts'
import { cityLog, record } from './support/person-log.ts'

/** Figures followed in a thread keep every promise that figures followed here do. */

const odd = { personId: 'odd', district: '330602', provider: null, commitments: {} }

const filesIn = (folder: string) => ({
  log: join(folder, 'ledger.db'),
  figures: join(folder, 'figures.sqlite'),
})

const openCity = async (t: Test, log: string): Promise<EventStore> => {
  const store = openSqliteEventStore(log)
  t.teardown(() => store.close())
  await record(store, cityLog(smallCity))
  return store
}

const headOf = async (store: EventStore): Promise<bigint> =>
  (await store.readAll({ after: null, limit: 100_000 })).at(-1)?.position ?? 0n

const following = (t: Test, files: ReturnType<typeof filesIn>) => {
  const projector = createThreadedProjector(files, null)
  t.teardown(() => projector.stop())
  return projector
}

test('a thread folds what a rebuild folds, and says where it is', async (t) => {
  const files = filesIn(temporaryFolder(t))
  const store = await openCity(t, files.log)
  const projector = following(t, files)
  await t.rejects(projector.waitFor(1n, 10), { name: 'ReadModelBehind' }, 'nobody follows yet')
  projector.run()
  projector.run()
  const head = await headOf(store)
  await t.rejects(projector.waitFor(head + 1n, 20), { name: 'ReadModelBehind' }, 'not there in time')
  await projector.waitFor(head, 60_000)
  t.equal(projector.position, head)
  const position = await appendOdd(store, 'PersonRegistered', odd)
  projector.notify()
  projector.notify()
  await projector.waitFor(position, 60_000)
  t.equal(await projector.catchUp(), position, 'again, with nothing new')
  const waiting = projector.waitFor(position + 1n, 60_000)
  const refused = t.rejects(waiting, { name: 'ReadModelBehind' }, 'nobody waits for one that stopped')
  await projector.stop()
  await refused
  projector.run()
  await t.rejects(projector.catchUp(), { name: 'ReadModelBehind' }, 'it does not begin again')
  const wanted = openFigures(t)
  await rebuildReadModels({ store, readModels: wanted })
  t.strictSame(dumpOf(openFigures(t, files.figures)), dumpOf(wanted))
})

test('an event nobody knows stops it for good, and is told as what it is', async (t) => {
  const files = filesIn(temporaryFolder(t))
  const store = await openCity(t, files.log)
  const before = await headOf(store)
  const projector = following(t, files)
  projector.run()
  await projector.waitFor(before, 60_000)
  const position = await appendOdd(store, 'PersonTeleported')
  projector.notify()
  const sign = { name: 'IntegrityFailure', message: /schema-unsupported.*PersonTeleported/ }
  await t.rejects(projector.waitFor(position, 60_000), sign)
  await t.rejects(projector.catchUp(), sign)
  t.match(projector.failure, sign, 'readiness sees it')
  t.equal(projector.position, before, 'nothing behind it is shown')
})

test('a thread that cannot open its files is begun again until it can', async (t) => {
  const folder = temporaryFolder(t)
  const place = join(folder, 'mounted later')
  const projector = following(t, filesIn(place))
  projector.run()
  await t.rejects(projector.catchUp(), { name: 'StoreUnavailable' })
  t.match(projector.failure, { name: 'StoreUnavailable' })
  mkdirSync(place)
  const store = await openCity(t, filesIn(place).log)
  const head = await headOf(store)
  for (let tries = 0; projector.position !== head && tries < 600; tries += 1) await delay(100)
  t.equal(projector.position, head)
  t.equal(projector.failure, undefined)
})

test('two threads on the same files do each event once', async (t) => {
  const files = filesIn(temporaryFolder(t))
  const store = await openCity(t, files.log)
  const head = await headOf(store)
  const both = [following(t, files), following(t, files)]
  for (const projector of both) projector.run()
  await Promise.all(both.map((projector) => projector.waitFor(head, 60_000)))
  for (const projector of both) await projector.stop()
  const wanted = openFigures(t)
  await rebuildReadModels({ store, readModels: wanted })
  t.strictSame(dumpOf(openFigures(t, files.figures)), dumpOf(wanted))
})

test('figures that are something else are left alone', async (t) => {
  const files = filesIn(temporaryFolder(t))
  await openCity(t, files.log)
  writeFileSync(files.figures, 'no database'.repeat(1_000))
  const projector = following(t, files)
  projector.run()
  await t.rejects(projector.catchUp(), { name: 'ReadModelsUnfit' })
  t.match(projector.failure, { name: 'ReadModelsUnfit' })
})
