import { test } from 'tap'
import { providerRegister } from '../../projections/provider-register.ts'
import { trainerRegister } from '../../projections/trainer-register.ts'
import { type RegisteredTraining, trainingRegister } from '../../projections/training-register.ts'
import { decodeProviderEvent } from '../../src/app/codecs/provider-events.ts'
import { decodeTrainerEvent } from '../../src/app/codecs/trainer-events.ts'
import { decodeTrainingEvent } from '../../src/app/codecs/training-events.ts'
import { evolveProvider } from '../../src/domain/provider/evolve.ts'
import { initialProvider } from '../../src/domain/provider/state.ts'
import { evolveTraining } from '../../src/domain/training/evolve.ts'
import { initialTraining } from '../../src/domain/training/state.ts'
import type { RecordedEvent } from '../../src/event-store/event-store.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { createProjector } from '../../src/projector/projector.ts'
import { createQueries } from '../../src/projector/queries.ts'
import { verifyReadModels } from '../../src/projector/verify.ts'
import { openFigures } from '../support/figures.ts'
import { figureOf, type Given } from '../support/payment-events.ts'
import { record } from '../support/person-log.ts'
import { trainingLog } from '../support/training-log.ts'
import { trainerId } from '../support/training-story.ts'

/** The registers of the training office say what the deciders hold, over whole made-up histories. */

const filled = async (seed: number) => {
  const store = createMemoryEventStore()
  await record(store, trainingLog(seed, 8, 1_500))
  const streams = new Map<string, RecordedEvent[]>()
  for (const event of await store.readAll({ after: null, limit: 100_000 })) {
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event])
  }
  return { store, streams: [...streams] }
}

const asFolded = (events: readonly RecordedEvent[]): readonly Given[] =>
  events.map(
    ({ id, type, data, metadata, stream: streamId }) =>
      ({ id, type, data, metadata, streamId }) as unknown as Given,
  )

test('each figure is what the decider holds', async (t) => {
  const { streams } = await filled(11)
  const seen = { provider: 0, trainer: 0, training: 0, enrolled: 0, findings: 0 }
  for (const [stream, events] of streams) {
    if (stream.startsWith('provider-')) {
      seen.provider++
      const state = events.map(decodeProviderEvent).reduce(evolveProvider, initialProvider)
      const { recordedOn: _, ...held } = state
      const figure = figureOf(providerRegister, asFolded(events))
      t.strictSame(figure, JSON.parse(JSON.stringify(held)), stream)
    } else if (stream.startsWith('trainer-')) {
      seen.trainer++
      const figure = figureOf(trainerRegister, asFolded(events))
      const enlisted = events.map(decodeTrainerEvent).filter(({ type }) => type === 'TrainerEnlisted')
      t.equal(figure.enlistments.length, enlisted.length, stream)
      t.equal(figure.delistings.length, events.length - enlisted.length)
    } else {
      seen.training++
      const state = events.map(decodeTrainingEvent).reduce(evolveTraining, initialTraining)
      const figure = figureOf<RegisteredTraining, never>(trainingRegister as never, asFolded(events))
      t.match(figure, { ...state.details, status: state.status, enrolled: state.roster.size }, stream)
      t.strictSame(
        figure.findings.map(({ no, rule, upheld }) => [no, rule, upheld]),
        state.findings.map(({ no, rule, upheld }) => [no, rule, upheld]),
      )
      seen.enrolled += figure.enrolled
      seen.findings += figure.findings.length
    }
  }
  for (const [what, count] of Object.entries(seen)) t.ok(count > 2, `${count} × ${what}`)
  t.end()
})

test('lists are filtered, paged and kept to a scope', async (t) => {
  const { store } = await filled(12)
  const readModels = openFigures(t)
  await createProjector({ store, readModels }).catchUp()
  t.strictSame(await verifyReadModels({ store, readModels }), [])
  const queries = createQueries(readModels)
  const all = { kind: 'all' } as const
  const none = { kind: 'own', personId: trainerId } as const
  const page = { limit: 100, after: null }
  const everything = queries.listTrainings(all, {}, page).items
  t.ok(everything.length > 4, `${everything.length} classes`)
  for (const status of ['planned', 'open', 'finished', 'closed', 'cancelled']) {
    const some = everything.filter((one) => one.status === status)
    t.strictSame(queries.listTrainings(all, { status }, page).items, some, status)
  }
  const inRoom = everything.filter(({ place }) => place.replace(' ', '') === '1楼')
  t.strictSame(queries.listTrainings(all, { place: '１ 楼' }, page).items, inRoom)
  const provider = { kind: 'provider', provider: 'provider-1' } as const
  t.strictSame(queries.listTrainings(provider, {}, page).items, everything)
  t.strictSame(queries.listTrainings(provider, { provider: 'provider-2' }, page).items, [])
  const districts = { kind: 'districts', districts: ['330602', '330603'] } as const
  t.strictSame(queries.listTrainings(districts, {}, page).items, everything)
  t.strictSame(queries.listTrainings(districts, { district: '330603' }, page).items, [])
  for (const list of [
    queries.listTrainings(none, {}, page),
    queries.listProviders(none, { on: '2025-04-01' }, page),
  ]) {
    t.strictSame(list.items, [])
  }
  const providers = queries.listProviders(all, { on: '2025-04-01' }, page).items
  const walked: object[] = []
  for (let after: string | null = null; ; ) {
    const some = queries.listProviders(all, { on: '2025-04-01' }, { limit: 2, after })
    walked.push(...some.items)
    if (some.next === null) break
    after = some.next
  }
  t.strictSame(walked, providers)
  t.throws(() => queries.listTrainers({}, { limit: 1, after: 'x' }), { name: 'CursorInvalid' })
  t.equal(queries.trainingOf(none, everything[0]?.trainingId ?? ''), undefined)
})

test('classes elsewhere share the trainer or the place, and were opened and not cancelled', async (t) => {
  const { store } = await filled(13)
  const readModels = openFigures(t)
  await createProjector({ store, readModels }).catchUp()
  const queries = createQueries(readModels)
  const everything = queries.listTrainings({ kind: 'all' }, {}, { limit: 100, after: null }).items
  const taught = everything.filter(({ status }) => !['planned', 'cancelled'].includes(status))
  const idsOf = (found: readonly { readonly trainingId: string }[]) =>
    found.map(({ trainingId }) => trainingId).sort()
  t.ok(taught.length > 1 && taught.length < everything.length)
  const own = taught[0]?.trainingId ?? ''
  const byTrainer = queries.classesElsewhere({ trainingId: own, trainerId, place: '无' })
  t.strictSame(idsOf(byTrainer), idsOf(taught.filter(({ trainingId }) => trainingId !== own)))
  const byPlace = queries.classesElsewhere({ trainingId: 'none', trainerId: null, place: '1 楼' })
  t.strictSame(idsOf(byPlace), idsOf(taught.filter(({ place }) => place.replace(' ', '') === '1楼')))
})
