import { test } from 'tap'
import { decodeProviderEvent } from '../../src/app/codecs/provider-events.ts'
import { decodeTrainerEvent } from '../../src/app/codecs/trainer-events.ts'
import { decodeTrainingEvent } from '../../src/app/codecs/training-events.ts'
import type { ProviderEventData, ProviderEventType } from '../../src/domain/provider/events.ts'
import type { TrainerEventData, TrainerEventType } from '../../src/domain/trainer/events.ts'
import type { TrainingEventData, TrainingEventType } from '../../src/domain/training/events.ts'
import type { JsonObject, RecordedEvent } from '../../src/event-store/event-store.ts'
import { damaged } from '../support/damaged.ts'
import { designation, details, enlistment, trainerId, trainingId } from '../support/training-story.ts'

/** What the program reads of the training office in its own log: the known forms, and nothing else. */

/** One of each, so that a new type does not compile until it has its place here. */
const ofProvider: { readonly [T in ProviderEventType]: ProviderEventData<T> } = {
  ProviderDesignated: { providerId: 'p-1', name: '校', creditCode: '91110000600037341L', ...designation },
  DesignationChanged: designation,
  ProviderSuspended: { from: '2025-03-01', document: '文' },
  ProviderReinstated: { on: '2025-03-02', document: '文' },
}
const ofTrainer: { readonly [T in TrainerEventType]: TrainerEventData<T> } = {
  TrainerEnlisted: { trainerId, ...enlistment, commitments: { name: 'n', idNumber: 'i' } },
  TrainerDelisted: { on: '2025-03-02', document: '文' },
}
const ofTraining: { readonly [T in TrainingEventType]: TrainingEventData<T> } = {
  TrainingPlanned: { trainingId, ...details },
  TrainingChanged: { trainingId, ...details },
  TrainingOpened: { openedOn: '2025-03-03' },
  LearnersEnrolled: { personIds: ['a'] },
  LearnersRemoved: { personIds: ['a'] },
  TrainingFinished: { finishedOn: '2025-03-14' },
  TrainingClosed: { closedOn: '2025-03-14' },
  TrainingCancelled: { cancelledOn: '2025-03-14' },
  TrainingFindingRaised: { no: 1, rule: 'room-two-places', becauseOf: ['K-2'] },
  TrainingFindingResolved: { no: 1, upheld: true, noteCommitment: 'n' },
}

const kinds = [
  ['provider', ofProvider, decodeProviderEvent],
  ['trainer', ofTrainer, decodeTrainerEvent],
  ['training', ofTraining, decodeTrainingEvent],
] as const

const actor = { account: 'officer-330602', role: 'officer', pid: 'p9' }
const metadata = { commandId: 'k1', digest: 'd', at: '2025-06-12T00:00:00.000Z', actor }
const recorded = (type: string, data: unknown, over: Partial<RecordedEvent> = {}): RecordedEvent => ({
  ...{ id: '00000000-0000-4000-8000-000000000001', stream: 'training-K-1', revision: 3n, position: 17n },
  ...{ type, data: data as JsonObject, metadata },
  ...over,
})
const refused = (place: string) => ({
  name: 'IntegrityFailure',
  message: new RegExp(`^schema-unsupported: event .*position 17, .* at ${place}`),
})

test('a recorded event of each kind is read; one field amiss, and it is not', (t) => {
  for (const [category, samples, decode] of kinds) {
    let cases = 0
    for (const [type, data] of Object.entries(samples)) {
      t.equal(decode(recorded(type, data)).type, type)
      t.doesNotThrow(() => decode(recorded(type, { ...data, addedLater: true })), `${type} may be added to`)
      for (const [what, wrong] of damaged(data, type)) {
        cases += 1
        t.throws(() => decode(recorded(type, wrong)), refused('data'), what)
      }
    }
    t.ok(cases > 15, `${cases} damaged events of ${category}`)
    for (const type of ['Postponed', 'constructor', '__proto__']) {
      t.throws(() => decode(recorded(type, {})), refused('type'), type)
    }
    const [[type, data] = ['', {}]] = Object.entries(samples)
    t.throws(() => decode(recorded(type, data, { metadata: {} })), refused('metadata/commandId'))
  }
  t.end()
})

test('a page of learners is no longer than it may be, and never empty', (t) => {
  for (const personIds of [[], Array(501).fill('a')]) {
    t.throws(() => decodeTrainingEvent(recorded('LearnersEnrolled', { personIds })), refused('data'))
  }
  t.end()
})
