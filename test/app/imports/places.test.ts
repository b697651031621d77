import t from 'tap'
import { fsck } from '../../../src/app/fsck.ts'
import { nameUuid } from '../../../src/app/name-uuid.ts'
import type { Principal } from '../../../src/domain/scope.ts'
import { syntheticIdNumber } from '../../../src/domain/synthetic-id.ts'
import type { TrainingCommand } from '../../../src/domain/training/commands.ts'
import type { EventStore } from '../../../src/event-store/event-store.ts'
import {
  at,
  cellsOf,
  csvOf,
  type ImportWorld,
  openImportWorld,
  providerOf,
} from '../../support/import-world.ts'

/** Places that an import takes in classes: only for rows that are recorded, and only in its provider's own. */

const trainingId = 'SX-2026-001'
const officer: Principal = {
  ...{ account: 'officer', role: 'officer', pid: 'pid-officer', districts: ['330602'], provider: null },
}
let calls = 0
const as = (principal: Principal) => ({
  ...{ principal, digest: 'd', at },
  commandId: nameUuid('6b6f7d0a-30c5-5a0e-8a5f-5b1d4c3f2e11', String(calls++)),
})
const sheet = (count: number): Buffer => csvOf(Array.from({ length: count }, (_, n) => cellsOf(n + 1)))

/** The class that the sheet names, open. */
const openClass = async ({ office }: ImportWorld, providerId: string, capacity: number): Promise<void> => {
  const { providers, trainers, trainings } = office
  const days = { from: '2026-01-01', until: '2027-12-31' }
  await providers.execute(as(officer), providerId, {
    type: 'DesignateProvider',
    data: {
      ...{ providerId, name: providerId, creditCode: null, document: '文 1', ...days },
      ...{ districts: ['330602'], occupations: [] },
    },
  })
  const { state } = await trainers.enlist(as(officer), {
    ...{ idNumber: syntheticIdNumber(900), name: '钱老师', certificateNumber: 'S000000900', ...days },
    ...{ occupation: '数控车工', level: '高级技师', document: '师资 1 号' },
  })
  const steps: readonly TrainingCommand[] = [
    {
      type: 'PlanTraining',
      data: {
        ...{ trainingId, providerId, course: 'workshop-in-province', name: '研修', occupation: null },
        ...{ level: null, startsOn: '2026-09-01', endsOn: '2026-09-05', hours: 40, place: '一号楼' },
        ...{ trainerId: state.trainerId, capacity, department: 'industry', district: '330602' },
      },
    },
    { type: 'OpenTraining', data: {} },
  ]
  for (const step of steps) await trainings.execute(as(officer), trainingId, step)
}

const rosterOf = async ({ office }: ImportWorld): Promise<readonly string[]> => [
  ...((await office.trainings.training({ kind: 'all' }, trainingId))?.state.roster ?? []),
]

const ghostTexts = async ({ store, vault, ledger }: ImportWorld): Promise<readonly string[]> => {
  const parts = {
    vault,
    personIdOf: (idNumber: string) => ledger.personIdOf(idNumber),
    certificateDigest: (number: string) => ledger.certificateDigest(number),
  }
  const { findings } = await fsck(store, parts, () => {})
  return findings.map(({ text }) => text).filter((text) => text.includes('没有对应的结业记录'))
}

const ghosts = async (world: ImportWorld): Promise<number> => (await ghostTexts(world)).length

t.test(
  "another provider's class takes nobody, though the sheet was judged before there was one",
  async (t) => {
    const world = await openImportWorld()
    const importId = await world.judge(sheet(3))
    await openClass(world, 'provider-2', 10)
    t.match(await world.commit(importId), { state: { committed: { recorded: 0, left: 3 } } })
    t.strictSame(await rosterOf(world), [])
    t.match((await world.rows(importId))[0]?.faults, [{ code: 'training-unknown' }])
  },
)

t.test('where room is short, those who fit are recorded and nobody else is on the roster', async (t) => {
  const world = await openImportWorld()
  const importId = await world.judge(sheet(300))
  await openClass(world, 'provider-1', 120)
  t.match(await world.commit(importId), { state: { committed: { recorded: 120, left: 180 } } })
  const recorded = (await world.rows(importId)).flatMap(({ plan }) => (plan === null ? [] : [plan.personId]))
  t.strictSame([...(await rosterOf(world))].sort(), recorded.sort())
  t.equal(await ghosts(world), 0)
  const written = await world.events()
  t.ok((written.LearnersEnrolled ?? 0) < 60, `people go together: ${written.LearnersEnrolled}`)
})

t.test('a place that a crash left without its record is given back when the rest is done', async (t) => {
  let isDown = true
  const down = (inner: EventStore): EventStore => ({
    append: (stream, events, options) => {
      if (isDown && events.some(({ type }) => type === 'TrainingCompleted')) throw new Error('down')
      return inner.append(stream, events, options)
    },
    readStream: (stream, options) => inner.readStream(stream, options),
    readAll: (options) => inner.readAll(options),
    close: () => inner.close(),
  })
  const world = await openImportWorld({ between: down })
  await openClass(world, 'provider-1', 10)
  const importId = await world.judge(sheet(2))
  await t.rejects(world.commit(importId))
  t.equal((await rosterOf(world)).length, 2)
  t.equal(await ghosts(world), 0, 'the import may still record them')
  for (const type of ['FinishTraining', 'CloseTraining'] as const) {
    await world.office.trainings.execute(as(officer), trainingId, { type, data: {} })
  }
  isDown = false
  await world.desk.goOn(as(providerOf('provider-1')), importId, () => {})
  t.strictSame(await rosterOf(world), [])
  t.match(await world.desk.imports.load(importId), { committed: { recorded: 0, left: 2 } })
})

t.test(
  'what an officer uploads for a provider is another import, which spoils nothing of its own',
  async (t) => {
    const world = await openImportWorld()
    const importId = await world.judge(sheet(2))
    const other = { ...officer, account: 'elsewhere', districts: ['330603'] }
    const received = await world.desk.receive(as(other), 'provider-1', sheet(2))
    t.not(received.importId, importId)
    await world.desk.judge(as(other), received.importId, () => {})
    t.match(await world.desk.imports.load(importId), {
      receivedBy: 'provider-1',
      judged: { ok: 2, wrong: 0 },
    })
    t.equal((await world.desk.receive(as(other), 'provider-1', sheet(2))).importId, received.importId)
  },
)

t.test('a place without a record is told', async (t) => {
  const world = await openImportWorld()
  await openClass(world, 'provider-1', 10)
  await world.office.trainings.enrolMany(as(officer), trainingId, ['c'.repeat(26), 'd'.repeat(26)])
  t.equal(await ghosts(world), 2)
  const [text] = await ghostTexts(world)
  t.match(text, /不影响申领和金额。下一步:.*补录结业.*移出培训班$/)
})
