import t from 'tap'
import type { Principal } from '../../src/domain/scope.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import {
  cityOfficer,
  classOf,
  district,
  elsewhere,
  officer,
  providerOne,
  type TrainingNode,
  TrainingWorld,
} from '../support/training-world.ts'

/** What nobody may record: as a provider that was not designated, or into a class that is not theirs to see. */

const begin = async (): Promise<readonly [TrainingWorld, TrainingNode]> => {
  const world = await TrainingWorld.open()
  return [world, world.node()]
}

const abroad = (over: object = {}) => ({
  ...{ course: 'overseas', trainingId: 'GJ-1', startsOn: '2025-03-03', endsOn: '2025-03-07' },
  ...{ eligibleCostFen: 100_000, ...over },
})

/** Events of people, by which a refusal shows that it records nothing. */
const completions = async ({ store }: TrainingWorld): Promise<number> => {
  const events = await store.readAll({ after: null, limit: 10_000 })
  return events.filter(({ type }) => type === 'TrainingCompleted' || type === 'CompletionCorrected').length
}

t.test('without a class the provider itself must be eligible on the first day', async (t) => {
  const [world, node] = await begin()
  const { ledger, office } = node
  const id = await world.person(node, 1)
  await ledger.recordCompletion(world.as(providerOne), id, abroad({ trainingId: 'GJ-0' }), [])
  t.equal(await completions(world), 1, 'whom nobody ever designated goes on as before')

  await world.designated(node, 'provider-1')
  const suspend = { type: 'SuspendProvider', data: { from: '2025-03-03', document: '停' } } as const
  await office.providers.execute(world.as(officer), 'provider-1', suspend)
  const refused = async (fault: string, over: object, personId = id): Promise<void> => {
    const recording = ledger.recordCompletion(world.as(providerOne), personId, abroad(over), [])
    await t.rejects(recording, { code: 'provider-not-eligible', facts: { fault } }, fault)
  }
  await refused('provider-suspended', {})
  await refused('provider-not-designated', { startsOn: '2024-12-31' })
  const other = await world.person(node, 2)
  const moved = { type: 'MovePerson', data: { district: '330603', movedOn: '2025-01-02' } } as const
  await ledger.people.execute(world.as(cityOfficer), other, moved)
  await refused('provider-district', { startsOn: '2025-03-02' }, other)
  t.equal(await completions(world), 1)

  const before = abroad({ startsOn: '2025-03-02' })
  const caller = world.as(providerOne)
  const { state } = await ledger.recordCompletion(caller, id, before, [])
  const again = await ledger.recordCompletion(caller, id, before, [])
  t.equal(again.replayed, true)
  t.equal(await completions(world), 2)

  const completionId = `${id}-t${state.factCount}`
  const correct = (change: object, who: Principal) =>
    ledger.execute(world.as(who), id, {
      type: 'CorrectCompletion',
      data: { completionId, change, noteCommitment: 'n' },
    })
  for (const who of [providerOne, officer]) {
    await t.rejects(correct({ startsOn: '2025-03-04' }, who), { code: 'provider-not-eligible' }, who.role)
  }
  await correct({ eligibleCostFen: 90_000 }, providerOne)
  await ledger.recordCompletion(world.as(officer), id, abroad({ trainingId: 'GJ-2' }), [])
  t.equal(await completions(world), 4, 'another cost, and what an office records, are no teaching of theirs')
})

t.test('an officer puts nobody into a class of another district', async (t) => {
  const [world, node] = await begin()
  await world.designated(node, 'provider-1')
  await world.opened(node, 'K-1')
  const { ledger, office } = node
  const id = await world.person(node, 1)
  const moved = { type: 'MovePerson', data: { district: '330603', movedOn: '2025-06-01' } } as const
  await ledger.people.execute(world.as(cityOfficer), id, moved)
  const record = (who: Principal, trainingId: string) =>
    ledger.recordCompletion(world.as(who), id, world.completion(trainingId), [])
  await t.rejects(record(elsewhere, 'K-1'), { code: 'training-unknown' })
  const roster = async () => (await office.trainings.training({ kind: 'all' }, 'K-1'))?.state.roster.size
  t.same([await completions(world), await roster()], [0, 0])

  const { state } = await record(elsewhere, 'K-9')
  const correct = (change: object) =>
    ledger.execute(world.as(elsewhere), id, {
      type: 'CorrectCompletion',
      data: { completionId: `${id}-t${state.factCount}`, change, noteCommitment: 'n' },
    })
  await t.rejects(correct({ trainingId: 'K-1' }), { code: 'training-unknown' })
  t.same([await completions(world), await roster()], [1, 0])
  const { state: after } = await record(cityOfficer, 'K-1')
  t.equal(await roster(), 1)
  await ledger.execute(world.as(elsewhere), id, {
    type: 'CorrectCompletion',
    data: {
      completionId: `${id}-t${after.factCount}`,
      change: { trainingId: 'K-1', eligibleCostFen: 90_000 },
      noteCommitment: 'n',
    },
  })
  t.equal(await completions(world), 3, 'a record of theirs that stays where it is can be corrected')
})

t.test('a class is planned for a level of the policy, by whatever name the policy knows it', async (t) => {
  const [world, { office }] = await begin()
  await world.designated({ office } as TrainingNode, 'provider-1')
  const plan = (trainingId: string, level: string) =>
    office.trainings.execute(world.as(officer), trainingId, {
      type: 'PlanTraining',
      data: { trainingId, ...classOf({ occupation: '焊工', level }) },
    })
  await t.rejects(plan('K-1', '大师'), { code: 'level-unknown' })
  t.equal(await office.trainings.factsFor('K-1', ''), null)
  const { state } = await plan('K-1', '三级/高级工')
  t.equal(state.details.level, '高级工')
  const changed = (level: string) =>
    office.trainings.execute(world.as(officer), 'K-1', {
      type: 'ChangeTraining',
      data: { change: { level } },
    })
  await t.rejects(changed('大师'), { code: 'level-unknown' })
  const { position } = await changed('二级/技师')
  t.equal((await changed('技师')).position, position, 'the same by another name adds nothing')
})

t.test('a trainer is registered as a person under one name', async (t) => {
  const [world, node] = await begin()
  await world.enlisted(node)
  const { ledger } = node
  const events = async () => (await world.store.readAll({ after: null, limit: 10_000 })).length
  const before = await events()
  const person = { idNumber: syntheticIdNumber(900), district, phone: '13800000000' }
  const id = ledger.personIdOf(person.idNumber)
  const wrong = { ...person, name: '钱某某' }
  await t.rejects(ledger.registerPerson(world.as(officer), wrong), { code: 'identity-mismatch' })
  t.equal(await events(), before)
  t.same(world.vault.read(id, ['name', 'phone']), { name: '钱老师' }, 'nothing was sealed')

  const right = { ...person, name: '钱老师' }
  t.equal((await ledger.registerPerson(world.as(officer), right)).created, true)
  await t.rejects(ledger.registerPerson(world.as(officer), wrong), { code: 'identity-mismatch' })
  const caller = world.as(officer)
  await ledger.registerPerson(caller, right)
  const then = await events()
  t.equal((await ledger.registerPerson(caller, right)).replayed, true)
  t.equal(await events(), then)
})

t.test('a name that was sealed for nothing stands in nobody’s way', async (t) => {
  const [world, { ledger }] = await begin()
  const idNumber = syntheticIdNumber(901)
  await world.vault.put(ledger.personIdOf(idNumber), { idNumber, name: '李一' })
  const { created } = await ledger.registerPerson(world.as(officer), { idNumber, name: '李四', district })
  t.equal(created, true)
})
