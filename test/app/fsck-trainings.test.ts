import t from 'tap'
import { fsck } from '../../src/app/fsck.ts'
import type { EventStore, JsonObject, RecordedEvent } from '../../src/event-store/event-store.ts'
import { providerOne, TrainingWorld } from '../support/training-world.ts'

/** What fsck finds where the log of the training office is not what its deciders wrote. */

type Change = (event: RecordedEvent) => RecordedEvent

const changed = (store: EventStore, change: Change): EventStore => ({
  append: (stream, events, options) => store.append(stream, events, options),
  readStream: async (stream, options) => (await store.readStream(stream, options)).map(change),
  readAll: async (options) => (await store.readAll(options)).map(change),
  close: () => store.close(),
})

const withData =
  (type: string, data: JsonObject): Change =>
  (event) => {
    if (event.type !== type) return event
    const { id, stream, revision, position, metadata } = event
    return { id, type, stream, revision, position, metadata, data: { ...event.data, ...data } }
  }

t.test('every kind of damage is told, and an undamaged log is in order', async (t) => {
  const world = await TrainingWorld.open()
  const node = world.node()
  const { office, ledger } = node
  await world.designated(node, 'provider-1')
  await world.opened(node, 'K-1', { capacity: 2 })
  const people = [await world.person(node, 1), await world.person(node, 2)]
  for (const personId of people) {
    await ledger.recordCompletion(world.as(providerOne), personId, world.completion('K-1'), [])
  }
  const parts = {
    vault: world.vault,
    personIdOf: (idNumber: string) => ledger.personIdOf(idNumber),
    certificateDigest: (number: string) => ledger.certificateDigest(number),
  }
  const foundIn = async (store: EventStore) =>
    (await fsck(store, parts, () => {})).findings.map(({ text }) => text)
  t.strictSame(await foundIn(world.store), [])
  t.equal((await fsck(world.store, parts, () => {})).strangers, 0, 'a trainer is no stranger')
  const nobody = 'z'.repeat(26)
  const rows: readonly (readonly [Change, RegExp])[] = [
    [withData('LearnersEnrolled', { personIds: [nobody] }), /学员名单里没有/],
    [withData('LearnersEnrolled', { personIds: [nobody] }), /没有对应的结业记录/],
    [withData('TrainingPlanned', { capacity: 1 }), /学员多于名额/],
    [withData('LearnersEnrolled', { personIds: people }), /学员名单与此前的登记不一致/],
    [withData('TrainingPlanned', { trainingId: 'K-9' }), /培训班编号与所在的流不一致/],
    [withData('ProviderDesignated', { providerId: 'p-9' }), /机构编号与所在的流不一致/],
    [withData('TrainerEnlisted', { trainerId: nobody }), /培训师编号与所在的流不一致/],
    [withData('TrainerEnlisted', { certificateDigest: 'other' }), /号码与台账的编号或摘要不符/],
    [withData('TrainerEnlisted', { commitments: { name: 'x', idNumber: 'y' } }), /没有与承诺相符的 name/],
  ]
  for (const [change, text] of rows) {
    const found = await foundIn(changed(world.store, change))
    t.ok(
      found.some((one) => text.test(one)),
      `${text}: ${found}`,
    )
  }
  const state = await office.trainers.load(
    (await office.trainings.training({ kind: 'all' }, 'K-1'))?.state.details.trainerId ?? '',
  )
  await world.vault.erase(state.trainerId ?? '')
  t.strictSame(await foundIn(world.store), [], 'an erased trainer breaks nothing')
})
