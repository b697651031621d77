import t from 'tap'
import { fsck } from '../../src/app/fsck.ts'
import { DomainError } from '../../src/domain/errors.ts'
import {
  cityOfficer,
  classOf,
  district,
  elsewhere,
  officer,
  providerOne,
  providerTwo,
  type TrainingNode,
  TrainingWorld,
} from '../support/training-world.ts'

/** The training office: whose class it is, and rosters that follow the completions. */

const begin = async (): Promise<readonly [TrainingWorld, TrainingNode]> => {
  const world = await TrainingWorld.open()
  const node = world.node()
  await world.designated(node, 'provider-1')
  return [world, node]
}

const unknown = { name: 'DomainError', code: 'training-unknown' }

t.test("another's provider or class is as one that does not exist", async (t) => {
  const [world, node] = await begin()
  await world.opened(node, 'K-1')
  const { providers, trainings } = node.office
  const suspend = { type: 'SuspendProvider', data: { from: '2025-06-01', document: '停' } } as const
  for (const who of [elsewhere, providerTwo]) {
    const gone = { name: 'DomainError', code: 'provider-unknown' }
    await t.rejects(providers.execute(world.as(who), 'provider-1', suspend), gone)
    await t.rejects(providers.execute(world.as(who), 'provider-9', suspend), gone)
    for (const id of ['K-1', 'K-9', '班 1']) {
      await t.rejects(trainings.execute(world.as(who), id, { type: 'FinishTraining', data: {} }), unknown)
    }
    const scope =
      who === elsewhere
        ? { kind: 'districts' as const, districts: ['330603'] }
        : { kind: 'provider' as const, provider: 'provider-2' }
    t.equal(await trainings.training(scope, 'K-1'), undefined)
    const plan = { type: 'PlanTraining', data: { trainingId: 'K-2', ...classOf() } } as const
    await t.rejects(trainings.execute(world.as(who), 'K-2', plan), gone)
  }
  const abroad = {
    type: 'PlanTraining',
    data: { trainingId: 'K-3', ...classOf({ district: '330603' }) },
  } as const
  await t.rejects(trainings.execute(world.as(officer), 'K-3', abroad), { code: 'district-out-of-scope' })
  const toAbroad = { type: 'ChangeTraining', data: { change: { district: '330603' } } } as const
  await t.rejects(trainings.execute(world.as(officer), 'K-1', toAbroad), { code: 'district-out-of-scope' })
  const { state } = await trainings.execute(world.as(providerOne), 'K-1', {
    type: 'FinishTraining',
    data: {},
  })
  t.equal(state.status, 'finished')
})

t.test('who works for one district does not decide on a provider of two', async (t) => {
  const [world, node] = await begin()
  const { providers } = node.office
  const both = { districts: [district, '330603'], occupations: [], from: '2025-02-01', until: '2025-12-31' }
  const change = { type: 'ChangeDesignation', data: { ...both, document: '文 2' } } as const
  await t.rejects(providers.execute(world.as(officer), 'provider-1', change), {
    code: 'district-out-of-scope',
  })
  await providers.execute(world.as(cityOfficer), 'provider-1', change)
  const suspend = { type: 'SuspendProvider', data: { from: '2025-06-01', document: '停' } } as const
  await t.rejects(providers.execute(world.as(officer), 'provider-1', suspend), {
    code: 'district-out-of-scope',
  })
  await t.rejects(providers.execute(world.as(elsewhere), 'provider-1', suspend), {
    code: 'district-out-of-scope',
  })
  t.equal((await providers.execute(world.as(cityOfficer), 'provider-1', suspend)).state.suspensions.length, 1)
})

t.test('a trainer has one name, and nothing personal stands in the log', async (t) => {
  const [world, node] = await begin()
  const { trainers } = node.office
  const trainerId = await world.enlisted(node)
  const again = await trainers.load(trainerId)
  const other = {
    occupation: '焊工',
    level: '技师',
    document: '师资 2 号',
    from: '2025-01-01',
    until: '2025-12-31',
  }
  const { idNumber = '' } = world.vault.read(trainerId, ['idNumber'])
  await t.rejects(
    trainers.enlist(world.as(officer), { ...other, idNumber, name: '孙老师', certificateNumber: 'S1' }),
    { code: 'identity-mismatch' },
  )
  const learner = await world.person(node, 1)
  const { idNumber: learnerNumber = '' } = world.vault.read(learner, ['idNumber'])
  await t.rejects(
    trainers.enlist(world.as(officer), {
      ...other,
      idNumber: learnerNumber,
      name: '孙老师',
      certificateNumber: 'S1',
    }),
    { code: 'identity-mismatch' },
  )
  await trainers.enlist(world.as(officer), {
    ...other,
    idNumber,
    name: '钱老师',
    certificateNumber: 'S000000901',
  })
  const state = await trainers.load(trainerId)
  t.strictSame(state.commitments, again.commitments)
  t.equal(state.enlistments.length, 2)
  const log = JSON.stringify(await world.store.readStream(`trainer-${trainerId}`), (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  for (const secret of [idNumber, '钱老师', 'S000000900', 'S000000901']) t.notMatch(log, secret)
})

t.test('the roster follows the completions', async (t) => {
  const [world, node] = await begin()
  const { ledger, office } = node
  await world.opened(node, 'K-1', { capacity: 1 })
  await world.opened(node, 'K-2', { capacity: 2 })
  const factsOf = async (trainingId: string, personId: string) => {
    const facts = await office.trainings.factsFor(trainingId, personId)
    return facts && [facts.enrolled, facts.room]
  }
  const [first, second] = [await world.person(node, 1), await world.person(node, 2)]
  t.equal(await office.trainings.factsFor('K-9', first), null)
  t.strictSame(await factsOf('K-1', first), [false, 1])
  const caller = world.as(providerOne, 'first')
  const done = await ledger.recordCompletion(caller, first, world.completion('K-1'), [])
  t.strictSame(await factsOf('K-1', first), [true, 0])
  await t.rejects(ledger.recordCompletion(world.as(providerOne), second, world.completion('K-1'), []), {
    code: 'training-full',
  })
  t.equal((await ledger.recordCompletion(caller, first, world.completion('K-1'), [])).replayed, true)
  const completionId = `${first}-t${done.state.factCount}`
  const correct = (trainingId: string) =>
    ledger.execute(world.as(providerOne), first, {
      type: 'CorrectCompletion',
      data: { completionId, change: { trainingId }, noteCommitment: 'n' },
    })
  await correct('K-2')
  t.strictSame(await factsOf('K-1', first), [false, 1])
  t.strictSame(await factsOf('K-2', first), [true, 1])
  await ledger.recordCompletion(world.as(providerOne), first, world.completion('K-2'), [])
  const withdraw = (id: string) =>
    ledger.execute(world.as(providerOne), first, {
      type: 'WithdrawCompletion',
      data: { completionId: id, noteCommitment: 'n' },
    })
  await withdraw(completionId)
  t.strictSame(await factsOf('K-2', first), [true, 1], 'another completion still needs the place')
  await withdraw(`${first}-t2`)
  t.strictSame(await factsOf('K-2', first), [false, 2])
  await t.rejects(office.trainings.enrolMany(world.as(officer), 'K-2', [first, second, 'c'.repeat(26)]), {
    code: 'training-full',
  })
  await office.trainings.enrolMany(world.as(officer), 'K-2', [first, second])
  const before = (await world.store.readAll({ after: null, limit: 1_000 })).length
  await office.trainings.enrolMany(world.as(officer), 'K-2', [second, first])
  t.equal((await world.store.readAll({ after: null, limit: 1_000 })).length, before)
  const caller2 = world.as(officer)
  for (const place of [true, true]) {
    await office.trainings.enrolMany(caller2, 'K-1', [second])
    t.equal((await office.trainings.factsFor('K-1', second))?.enrolled, place)
    await office.trainings.removeMany(caller2, 'K-1', [second])
    t.strictSame(await factsOf('K-1', second), [false, 1])
  }
  await office.trainings.removeMany(world.as(officer), 'K-2', [first, second])
  const found = await fsck(
    world.store,
    {
      vault: world.vault,
      personIdOf: (idNumber) => ledger.personIdOf(idNumber),
      certificateDigest: (number) => ledger.certificateDigest(number),
    },
    () => {},
  )
  t.strictSame(
    found.findings.map(({ text }) => text).filter((text) => !/note|承诺/.test(text)),
    [],
  )
})

t.test('two providers plan the same class id at once: one has it', async (t) => {
  const [world, node] = await begin()
  await world.designated(node, 'provider-2')
  const nodes = [world.node(), world.node()]
  for (let no = 0; no < 20; no++) {
    const trainingId = `R-${no}`
    const outcomes = await Promise.allSettled(
      [providerOne, providerTwo].map((who, place) => {
        const data = { trainingId, ...classOf({ providerId: who.provider ?? '' }) }
        const { trainings } = (nodes[place] as TrainingNode).office
        return trainings.execute(world.as(who), trainingId, { type: 'PlanTraining', data })
      }),
    )
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    t.strictSame(refused, [new DomainError('training-exists', { trainingId })])
    t.equal((await world.store.readStream(`training-${trainingId}`)).length, 1)
  }
})

t.test('64 completions at once for 10 places: exactly 10', async (t) => {
  const [world, node] = await begin()
  await world.opened(node, 'K-1')
  const nodes = [node, world.node()]
  const people = await Promise.all(Array.from({ length: 64 }, (_, no) => world.person(node, no)))
  const outcomes = await Promise.allSettled(
    people.map((personId, no) => {
      const { ledger } = nodes[no % 2] as TrainingNode
      return ledger.recordCompletion(world.as(providerOne), personId, world.completion('K-1'), [])
    }),
  )
  const done = people.filter((_, no) => outcomes[no]?.status === 'fulfilled')
  const codes = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
  t.equal(done.length, 10)
  t.strictSame([...new Set(codes)], ['training-full'])
  const found = await world.node().office.trainings.training({ kind: 'all' }, 'K-1')
  t.strictSame([...(found?.state.roster ?? [])].sort(), done.toSorted())
})
