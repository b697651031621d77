import { test } from 'tap'
import { decideBatch } from '../../src/domain/batch/decide.ts'
import { type BatchStatus, initialBatch } from '../../src/domain/batch/state.ts'
import { type BatchStepType, batchStepsFrom } from '../../src/domain/batch/steps.ts'
import { DomainError } from '../../src/domain/errors.ts'
import * as story from '../support/batch-story.ts'

/** Every step from every status: its events, or the code of the status and nothing. */

const { after, batchId, contextOf, foldedOn, into } = story
const statuses = Object.keys(into) as readonly BatchStatus[]

/** A command of each type that no batch below has carried out yet. */
const freshStep: { readonly [T in BatchStepType]: story.Taken } = {
  CancelBatch: story.cancel,
  StartFreeze: story.start(2),
  AbandonFreeze: story.abandon(),
  AddLines: story.add(story.lines.slice(0, 1)),
  Freeze: story.freeze(),
  RemoveLine: story.remove('p1-c1'),
  OpenNotice: story.notice('another list'),
  ObjectToLine: story.object('p1-c1'),
  ResolveObjection: story.resolve(1, true),
  CloseNotice: story.closeNotice,
  ApproveBatch: story.approve(),
  ReleaseBatch: story.release('releaser', 'another file'),
  RecordResults: story.results('bank-2', [], [1]),
  Reissue: story.reissue([2]),
  GiveUpLine: story.giveUp(2),
  CloseBatch: story.close,
  ShowPayList: story.show(1),
}

type Outcome = { readonly [S in BatchStatus]?: readonly string[] }
/** Where nothing stands, the step is not to be taken; an empty list says what is already so. */
const lifeOf: { readonly [T in BatchStepType]: Outcome } = {
  CancelBatch: {
    planned: ['BatchCancelled'],
    frozen: ['BatchCancelled'],
    noticed: ['BatchCancelled'],
    'notice-closed': ['BatchCancelled'],
    cancelled: [],
  },
  StartFreeze: { planned: ['BatchFreezeStarted'] },
  AbandonFreeze: { freezing: ['BatchFreezeAbandoned'] },
  AddLines: { freezing: ['BatchLinesAdded'] },
  Freeze: {
    freezing: ['BatchFrozen'],
    frozen: [],
    noticed: [],
    'notice-closed': [],
    approved: [],
    released: [],
    closed: [],
  },
  RemoveLine: {
    frozen: ['LineRemoved'],
    noticed: ['LineRemoved'],
    'notice-closed': ['LineRemoved'],
    approved: ['LineRemoved'],
  },
  OpenNotice: { frozen: ['NoticeOpened'] },
  ObjectToLine: { noticed: ['LineObjected'] },
  ResolveObjection: { noticed: ['ObjectionResolved', 'LineRemoved'] },
  CloseNotice: { noticed: ['NoticeClosed'], 'notice-closed': [] },
  ApproveBatch: { 'notice-closed': ['BatchApproved'], approved: [] },
  ReleaseBatch: { approved: ['BatchReleased'] },
  RecordResults: {
    released: ['LinesReturned', 'ResultsRecorded'],
    closed: ['LinesReturned', 'ResultsRecorded'],
  },
  Reissue: { released: ['LinesReissued'] },
  GiveUpLine: { released: ['LineGivenUp'] },
  CloseBatch: { released: ['BatchClosed'], closed: [] },
  ShowPayList: { released: ['PayListShown'], closed: ['PayListShown'] },
}

const everyLineRemoved = story.claimIds.map((claimId) => story.remove(claimId))
/** What has to be there for a step that is legal in the status. */
const before = (type: BatchStepType, status: BatchStatus): readonly story.Taken[] => {
  if (type === 'CancelBatch' && ['frozen', 'noticed', 'notice-closed'].includes(status))
    return everyLineRemoved
  if (type === 'Freeze' && status === 'freezing') return [story.add()]
  if (type === 'ResolveObjection' && status === 'noticed') return [story.object('p1-c1')]
  if (status !== 'released') return []
  if (type === 'Reissue' || type === 'GiveUpLine') return [story.results('bank-1', [], [2])]
  return type === 'CloseBatch' ? [story.results('bank-1', [1, 2, 3])] : []
}
const startOf = (type: BatchStepType, status: BatchStatus): story.Taken =>
  type === 'StartFreeze' && status === 'planned' ? story.start(1) : freshStep[type]

const steps = Object.keys(lifeOf) as readonly BatchStepType[]

test('every step from every status: its events, or the code of the status and nothing', (t) => {
  t.equal(steps.length * statuses.length, 153)
  for (const type of steps) {
    for (const status of statuses) {
      const state = after([...into[status], ...before(type, status)])
      t.equal(state.status, status)
      const { command, by, world } = startOf(type, status)
      const decide = () => decideBatch(command, state, contextOf(by, world))
      const expected = lifeOf[type][status]
      const name = `${type} from ${status}`
      if (expected === undefined) {
        t.throws(decide, new DomainError(`batch-${status}`, { batchId }), name)
        t.notOk(batchStepsFrom[type].includes(status), `the table bars ${name}`)
        continue
      }
      const events = decide()
      t.strictSame(
        events.map((event) => event.type),
        expected,
        name,
      )
      t.equal(batchStepsFrom[type].includes(status), expected.length > 0, `the table has ${name}`)
      t.ok(foldedOn(state, events, by), 'and it can be folded')
    }
  }
  t.end()
})

test('a batch that nobody planned takes no step', (t) => {
  for (const type of steps) {
    const { command, by, world } = freshStep[type]
    t.throws(() => decideBatch(command, initialBatch, contextOf(by, world)), new DomainError('batch-unknown'))
  }
  t.end()
})

test('what a process repeats adds nothing', (t) => {
  const { start, add, freeze, notice, release, results, reissue, abandon, plan } = story
  const released = into.released
  const stories: readonly (readonly story.Taken[])[] = [
    [plan],
    [...into.planned, start()],
    [...into.freezing, abandon()],
    [...into.freezing, add(story.lines.slice(0, 2))],
    [...into.freezing, add(), freeze()],
    [...into.frozen, notice()],
    [...into.frozen, story.remove('p1-c1')],
    [...into.noticed, story.object('p1-c1'), story.resolve(1, true)],
    [...into.noticed, story.object('p1-c1'), story.resolve(1, false)],
    into['notice-closed'],
    into.approved,
    [...into.approved, release()],
    [...released, results('bank-1', [1], [2])],
    [...released, results('bank-1', [1], [2]), reissue([2])],
    [...released, results('bank-1', [1], [2]), story.giveUp(2)],
    into.closed,
    into.cancelled,
  ]
  for (const taken of stories) {
    const last = taken.at(-1)
    if (last === undefined) throw new Error('no story')
    const { command, by, world } = last
    t.strictSame(decideBatch(command, after(taken), contextOf(by, world)), [], command.type)
  }
  t.end()
})
