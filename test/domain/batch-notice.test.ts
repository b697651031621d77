import { test } from 'tap'
import type { BatchCommandData } from '../../src/domain/batch/commands.ts'
import type { NewBatchEvent } from '../../src/domain/batch/events.ts'
import { givenIn } from '../support/batch-given.ts'
import * as story from '../support/batch-story.ts'
import { derivedPolicy } from '../support/policies.ts'

/** The public notice: how long it lasts, what may be said against it, and when it ends. */

const { digestOf, into, step } = story

const open = (change: Partial<BatchCommandData<'OpenNotice'>>, world: story.World = {}) =>
  step(
    {
      type: 'OpenNotice',
      data: {
        opensOn: '2025-06-03',
        workingDays: null,
        listDigest: 'list',
        policy: story.listPolicy,
        ...change,
      },
    },
    'planner',
    world,
  )
const opened = (opensOn: string, workingDays: number, closesOn: string): NewBatchEvent => ({
  type: 'NoticeOpened',
  data: {
    opensOn,
    workingDays,
    closesOn,
    digest: digestOf(1, 2, 3),
    listDigest: 'list',
    policy: story.listPolicy,
  },
})

test('a notice lasts as many working days as the policy asks for, or more', (t) => {
  const given = givenIn(t)
  const frozen = given(...into.frozen)
  frozen.refuses(open({ opensOn: '2025-06-02' }), 'date-past', { opensOn: '2025-06-02' })
  for (const workingDays of [4, 0, 61, 5.5]) {
    frozen.refuses(open({ workingDays }), 'notice-too-short', { workingDays: '5' })
  }
  frozen.refuses(open({ opensOn: '2026-12-28' }), 'calendar-unknown', { year: '2027' })
  const silent = derivedPolicy((draft) => {
    delete draft.payment
  })
  frozen.refuses(open({}, { policy: silent }), 'notice-days-unknown')
  frozen.makes(open({}), opened('2025-06-03', 5, '2025-06-09'))
  frozen.makes(open({ workingDays: 7 }), opened('2025-06-03', 7, '2025-06-11'))
  frozen.makes(open({ opensOn: '2025-09-28' }), opened('2025-09-28', 5, '2025-10-10'))
  const shorter = derivedPolicy((draft) => {
    const values = [{ from: '2025-06-01', clause: '试行', workingDays: 3 as const }]
    draft.payment?.notice.districts.push({ id: '330602', values })
  })
  frozen.makes(open({}, { policy: shorter }), opened('2025-06-03', 3, '2025-06-05'))
  t.end()
})

test('an objection is made in time, and settled by somebody else', (t) => {
  const given = givenIn(t)
  const { noticed } = into
  const objected = [...noticed, story.object('p2-c1')]
  given(...noticed).refuses(story.object('p9-c1'), 'line-unknown', { claimId: 'p9-c1' })
  given(...noticed, story.remove('p2-c1')).refuses(story.object('p2-c1'), 'line-removed', { no: '2' })
  given(...noticed).refuses(story.object('p2-c1', '2025-06-10'), 'notice-over', { closesOn: '2025-06-09' })
  given(...noticed).makes(story.object('p2-c1', '2025-06-09'), {
    type: 'LineObjected',
    data: { no: 1, claimId: 'p2-c1', noteCommitment: 'o' },
  })
  given(...objected).refuses(story.resolve(2, true), 'objection-unknown')
  given(...objected).refuses(story.resolve(1, true, 'auditor'), 'separation-of-duties')
  given(...objected).refuses(story.resolve(1, true, 'p2'), 'separation-of-duties')
  given(...objected).refuses(story.remove('p2-c1'), 'objections-open', { objections: '1' })
  given(...objected).refuses(story.closeNotice, 'objections-open', { objections: '1' })
  const resolved = (upheld: boolean): NewBatchEvent => ({
    type: 'ObjectionResolved',
    data: { no: 1, upheld, noteCommitment: 'r' },
  })
  given(...objected).makes(story.resolve(1, false), resolved(false))
  given(...objected).makes(story.resolve(1, true), resolved(true), {
    type: 'LineRemoved',
    data: {
      no: 2,
      claimId: 'p2-c1',
      amountFen: 200_000,
      reason: 'objection-upheld',
      noteCommitment: 'r',
      digest: digestOf(1, 3),
      lines: 2,
      totalFen: 400_000,
    },
  })
  given(...objected, story.resolve(1, true)).refuses(story.resolve(1, false), 'objection-resolved', {
    no: '1',
  })
  given(...objected).refuses(story.object('p2-c1'), 'objection-open', { no: '1' })
  const twice = [...objected, story.object('p2-c1', '2025-06-05', 'neighbour'), story.resolve(1, true)]
  given(...twice).makes(story.resolve(2, true), {
    type: 'ObjectionResolved',
    data: { no: 2, upheld: true, noteCommitment: 'r' },
  })
  t.end()
})

test('a notice ends on the day after its last', (t) => {
  const given = givenIn(t)
  const closeOn = (today: string) => step({ type: 'CloseNotice', data: {} }, 'planner', { today })
  given(...into.noticed).refuses(closeOn('2025-06-09'), 'notice-open', { closesOn: '2025-06-09' })
  given(...into.noticed).makes(closeOn('2025-06-10'), {
    type: 'NoticeClosed',
    data: { digest: digestOf(1, 2, 3) },
  })
  t.end()
})
