import { test } from 'tap'
import { batchRegister } from '../../projections/batch-register.ts'
import * as story from '../support/batch-story.ts'
import { batchEvents, figureOf } from '../support/payment-events.ts'

/** Where a batch stands, what it comes to, and what the bank answered. */

const { digestOf, into } = story
const shows = (taken: readonly story.Taken[]) => figureOf(batchRegister, batchEvents(taken))
const none = {
  paid: 0,
  paidFen: 0,
  returned: 0,
  returnedFen: 0,
  givenUp: 0,
  givenUpFen: 0,
  sent: 0,
  sentFen: 0,
}

test('the status follows every step', (t) => {
  for (const [status, taken] of Object.entries(into)) t.equal(shows(taken).status, status)
  t.equal(shows([...into.freezing, story.abandon()]).status, 'planned')
  t.end()
})

test('what a batch comes to, before and after a line is removed', (t) => {
  t.match(shows(into.planned), { lines: 3, totalFen: 0, digest: null, plannedOn: '2025-06-03', removed: 0 })
  const sources = [{ fundId: '330602-local-talent-2025', amountFen: 600_000 }]
  t.match(shows(into.frozen), { lines: 3, totalFen: 600_000, digest: digestOf(1, 2, 3), sources })
  const removed = shows([...into.noticed, story.remove('p2-c1')])
  t.match(removed, { lines: 2, totalFen: 400_000, removed: 1, digest: digestOf(1, 3) })
  t.equal(removed.noticedDigest, digestOf(1, 2, 3), 'the notice is of what was in it')
  const opened = shows([...into.approved, story.remove('p2-c1')])
  t.match(opened, { status: 'notice-closed', approvedDigest: null }, 'nobody approved what is left')
  t.end()
})

test('notice and objections', (t) => {
  const noticed = shows(into.noticed)
  const notice = { opensOn: '2025-06-03', workingDays: 5, closesOn: '2025-06-09', listDigest: 'list' }
  t.strictSame(noticed.notice, notice)
  const objected = [...into.noticed, story.object('p1-c1'), story.object('p2-c1')]
  t.strictSame(shows(objected).objections, { open: 2, upheld: 0, dismissed: 0 })
  const resolved = [...objected, story.resolve(1, true), story.resolve(2, false)]
  t.strictSame(shows(resolved).objections, { open: 0, upheld: 1, dismissed: 1 })
  t.end()
})

test('every line sent is paid, returned, given up or waiting', (t) => {
  const back = [...into.released, story.results('bank-1', [1], [2, 3])]
  t.strictSame(shows(into.released).results, { ...none, sent: 3, sentFen: 600_000 })
  t.strictSame(shows(back).results, { ...none, paid: 1, paidFen: 100_000, returned: 2, returnedFen: 500_000 })
  const again = [...back, story.reissue([2]), story.giveUp(3)]
  const some = { paid: 1, paidFen: 100_000, givenUp: 1, givenUpFen: 300_000 }
  t.strictSame(shows(again).results, { ...none, ...some, sent: 1, sentFen: 200_000 })
  const late = [...again, story.results('bank-2', [2]), story.close, story.results('bank-3', [], [1])]
  const figure = shows(late)
  t.strictSame(figure.results, {
    ...none,
    paid: 1,
    paidFen: 200_000,
    returned: 1,
    returnedFen: 100_000,
    givenUp: 1,
    givenUpFen: 300_000,
  })
  t.equal(figure.status, 'released', 'a late return opens it again')
  t.match(figure.files, [
    { fileNo: 1, fileDigest: 'file-1', format: 'csv', lines: 3, totalFen: 600_000 },
    { fileNo: 2, fileDigest: 'file-2', format: 'csv', lines: 1, totalFen: 200_000 },
  ])
  t.end()
})

test('the four digests, and who took each step', (t) => {
  const all = digestOf(1, 2, 3)
  const { noticedDigest, approvedDigest, exportedDigest, confirmedDigest, timeline } = shows(into.closed)
  t.strictSame([noticedDigest, approvedDigest, exportedDigest, confirmedDigest], [all, all, all, all])
  t.strictSame(
    timeline.map(({ type, account }) => [type, account]),
    [
      ['BatchPlanned', 'planner'],
      ['BatchFreezeStarted', 'planner'],
      ['BatchFrozen', 'planner'],
      ['NoticeOpened', 'planner'],
      ['NoticeClosed', 'planner'],
      ['BatchApproved', 'approver'],
      ['BatchReleased', 'releaser'],
      ['ResultsRecorded', 'planner'],
      ['BatchClosed', 'planner'],
    ],
  )
  t.end()
})

test('who was given which bank file, each time', (t) => {
  const looked = [...into.released, story.show(1), story.show(1), story.results('bank-1', [1], [2, 3])]
  const { timeline, ...figure } = shows([...looked, story.reissue([2]), story.show(2, 'chief')])
  const first = { fileNo: 1, format: 'csv' }
  t.strictSame(
    timeline.flatMap(({ type, account, file }) => (file === undefined ? [] : [[type, account, file]])),
    [
      ['BatchReleased', 'releaser', first],
      ['PayListShown', 'auditor', first],
      ['PayListShown', 'auditor', first],
      ['LinesReissued', 'releaser', { fileNo: 2, format: 'csv' }],
      ['PayListShown', 'chief', { fileNo: 2, format: 'csv' }],
    ],
  )
  const { timeline: _, ...unseen } = shows([
    ...into.released,
    story.results('bank-1', [1], [2, 3]),
    story.reissue([2]),
  ])
  t.strictSame(figure, unseen, 'a look changes no figure')
  t.end()
})

test('what lists are filtered by', (t) => {
  const figure = shows(into.noticed)
  const columns = Object.entries(batchRegister.index).map(([name, column]) => [name, column(figure)])
  t.strictSame(Object.fromEntries(columns), { district: '330602', status: 'noticed', year: '2025' })
  t.equal(batchRegister.partitionBy(batchEvents(into.planned)[0] as never), story.batchId)
  t.end()
})
