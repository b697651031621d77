import { test } from 'tap'
import type { NewBatchEvent } from '../../src/domain/batch/events.ts'
import { removedSince } from '../../src/domain/batch/state.ts'
import { givenIn } from '../support/batch-given.ts'
import * as story from '../support/batch-story.ts'
import { derivedPolicy } from '../support/policies.ts'

/** Approval, release and what the bank answers: signed by digest, by different people, line by line. */

const { after, approve, backRow, batchId, digestOf, into, paidRow, results, step } = story
const all = digestOf(1, 2, 3)
/** Two signatures from exactly the batch's total on. */
const twoFrom = (yuan: string) => ({
  policy: derivedPolicy((draft) => {
    const value = { from: '2025-06-01', clause: '试行', yuan }
    draft.payment?.secondSignature.values.push(value)
  }),
})
const approved = (
  digest: string,
  lines: number,
  totalFen: number,
  signedBy: readonly string[],
): NewBatchEvent => ({
  type: 'BatchApproved',
  data: { digest, lines, totalFen, signedBy },
})

test('approval is for the lines that the approver saw', (t) => {
  const given = givenIn(t)
  const removed = [...into['notice-closed'], story.remove('p2-c1')]
  given(...removed).refuses(approve(all), 'digest-changed', { digest: digestOf(1, 3), removed: 'p2-c1' })
  given(...removed, story.remove('p1-c1')).refuses(approve(all), 'digest-changed', {
    digest: digestOf(3),
    removed: 'p2-c1、p1-c1',
  })
  given(...removed).refuses(approve('made up'), 'digest-changed', { digest: digestOf(1, 3), removed: '' })
  given(...removed).makes(approve(digestOf(1, 3)), approved(digestOf(1, 3), 2, 400_000, ['approver']))
  const state = after(removed)
  t.strictSame(
    removedSince(state, all)?.map(({ no }) => no),
    [2],
  )
  t.strictSame(removedSince(state, digestOf(1, 3)), [])
  t.equal(removedSince(state, 'made up'), undefined)
  t.end()
})

test('who had a hand in the batch or in a claim of it does not approve it', (t) => {
  const given = givenIn(t)
  for (const by of ['planner', 'reviewer', 'p1', 'p3']) {
    given(...into['notice-closed']).refuses(approve(all, by), 'separation-of-duties')
  }
  const byAnother = [story.plan, { ...story.start(), by: 'freezer' }, story.add(), story.freeze()]
  const closed = [...byAnother, story.notice(), story.closeNotice]
  given(...closed).refuses(approve(all, 'freezer'), 'separation-of-duties')
  const own = [...into['notice-closed'], story.remove('p1-c1')]
  given(...own).makes(approve(digestOf(2, 3), 'p1'), approved(digestOf(2, 3), 2, 500_000, ['p1']))
  t.end()
})

test('at and above the threshold two people sign the same digest', (t) => {
  const given = givenIn(t)
  const at = twoFrom('6000.00')
  const closed = into['notice-closed']
  given(...closed).makes(
    approve(all, 'approver', twoFrom('6000.01')),
    approved(all, 3, 600_000, ['approver']),
  )
  given(...closed).makes(approve(all, 'approver', at), { type: 'BatchSigned', data: { digest: all } })
  const signed = [...closed, approve(all, 'approver', at)]
  given(...signed).makes(approve(all, 'approver', at))
  given(...signed).refuses(approve(all, 'planner', at), 'separation-of-duties')
  given(...signed).makes(approve(all, 'second', at), approved(all, 3, 600_000, ['approver', 'second']))
  const lapsed = [...signed, story.remove('p1-c1')]
  const left = digestOf(2, 3)
  const below = twoFrom('5000.00')
  given(...lapsed).makes(approve(left, 'approver', below), { type: 'BatchSigned', data: { digest: left } })
  given(...lapsed).makes(approve(left, 'second', below), { type: 'BatchSigned', data: { digest: left } })
  t.equal(after(lapsed).status, 'notice-closed')
  t.end()
})

test('a line taken out after the approval opens it again: the signatures were for other lines', (t) => {
  const given = givenIn(t)
  const opened = [...into.approved, story.remove('p1-c1')]
  const left = digestOf(2, 3)
  given(...opened).refuses(story.release(), 'batch-notice-closed', { batchId })
  given(...opened).refuses(approve(all), 'digest-changed', { digest: left, removed: 'p1-c1' })
  t.match(after(opened), { status: 'notice-closed', approvedDigest: null, digest: left })
  given(...opened).makes(approve(left), approved(left, 2, 500_000, ['approver']))
  const again = [...opened, approve(left)]
  given(...again).refuses(story.release('approver'), 'separation-of-duties')
  t.match(after([...again, story.release()]), { approvedDigest: left, exportedDigest: left })
  given(...into.released).refuses(story.remove('p1-c1'), 'batch-released', { batchId })
  t.end()
})

test('who approved the batch, or a claim in it, does not release it', (t) => {
  const given = givenIn(t)
  for (const by of ['approver', 'reviewer', 'p2']) {
    given(...into.approved).refuses(story.release(by), 'separation-of-duties')
    given(...into.released, results('bank-1', [], [1])).refuses(
      story.reissue([1], by),
      'separation-of-duties',
    )
  }
  const two = twoFrom('1.00')
  const signed = [...into['notice-closed'], approve(all, 'approver', two), approve(all, 'second', two)]
  given(...signed).refuses(story.release('second'), 'separation-of-duties')
  const { command, by, world } = story.release()
  const file = command.type === 'ReleaseBatch' ? command.data : undefined
  given(...into.approved).makes(step(command, by, world), {
    type: 'BatchReleased',
    data: { totalFen: 600_000, digest: all, lines: 3, ...(file as NonNullable<typeof file>) },
  })
  given(...into.released).refuses(story.release('releaser', 'other bytes'), 'batch-released', { batchId })
  t.end()
})

test('every look at a bank file is told, the second one by the same person too', (t) => {
  const given = givenIn(t)
  given(...into.approved).refuses(story.show(1), 'batch-approved', { batchId })
  given(...into.released).refuses(story.show(2), 'pay-list-unknown', { fileNo: '2' })
  given(...into.released).refuses(story.show(0), 'pay-list-unknown', { fileNo: '0' })
  const shown = {
    type: 'PayListShown',
    data: { fileNo: 1, format: 'csv', fileDigest: 'file-1' },
  } as const
  given(...into.released).makes(story.show(1), shown)
  given(...into.closed, story.show(1)).makes(story.show(1), shown)
  const looked = after([...into.released, story.show(1), story.show(1, 'releaser')])
  t.strictSame(looked, after(into.released), 'and nothing else of the batch changes')
  t.end()
})

const recording = (
  confirmed: readonly ReturnType<typeof paidRow>[],
  returned: readonly ReturnType<typeof backRow>[] = [],
) =>
  step({ type: 'RecordResults', data: { fileDigest: 'bank-1', confirmed, returned, unused: 0 } }, 'planner', {
    today: '2025-06-30',
  })

test('results that do not fit the batch change nothing', (t) => {
  const given = givenIn(t)
  const { released } = into
  given(...released).refuses(recording([paidRow(4)]), 'line-unknown', { no: '4' })
  const wrong = { ...paidRow(1), amountFen: 100_001 }
  given(...released).refuses(recording([paidRow(2), wrong]), 'line-amount-differs', { no: '1' })
  given(...released).refuses(recording([paidRow(1), paidRow(1)]), 'line-not-sent', { no: '1' })
  given(...released).refuses(recording([paidRow(1)], [backRow(1)]), 'line-not-sent', { no: '1' })
  const future = { ...paidRow(1), paidOn: '2025-07-01' }
  given(...released).refuses(recording([future]), 'date-future', { field: 'paidOn' })
  const later = { ...backRow(1), on: '2025-07-01' }
  given(...released).refuses(recording([], [later]), 'date-future', { field: 'returnedOn' })
  given(...released, results('bank-0', [1])).refuses(recording([paidRow(1)]), 'line-not-sent', { no: '1' })
  given(...released, results('bank-0', [], [1])).refuses(recording([paidRow(1)]), 'line-not-sent', {
    no: '1',
  })
  given(...into.closed).refuses(results('bank-2', [1]), 'line-not-sent', { no: '1' })
  const recorded = {
    type: 'ResultsRecorded',
    data: { fileDigest: 'bank-1', confirmed: 2, returned: 1, unused: 0 },
  } as const
  given(...released).makes(
    recording([paidRow(3), { ...paidRow(1), paidOn: '2025-06-13' }], [backRow(2)]),
    {
      type: 'LinesConfirmed',
      data: { fileDigest: 'bank-1', paidOn: '2025-06-12', nos: [3], amountFen: 300_000 },
    },
    {
      type: 'LinesConfirmed',
      data: { fileDigest: 'bank-1', paidOn: '2025-06-13', nos: [1], amountFen: 100_000 },
    },
    {
      type: 'LinesReturned',
      data: {
        fileDigest: 'bank-1',
        reason: 'account-closed',
        on: '2025-06-13',
        late: false,
        nos: [2],
        amountFen: 200_000,
      },
    },
    recorded,
  )
  t.end()
})

test('a returned line is sent again, or given up; then the batch closes', (t) => {
  const given = givenIn(t)
  const back = [...into.released, results('bank-1', [1], [2, 3])]
  given(...back).refuses(story.reissue([1]), 'line-not-returned', { no: '1' })
  given(...back).refuses(story.reissue([9]), 'line-unknown', { no: '9' })
  given(...back).refuses(story.reissue([]), 'batch-empty')
  for (const other of ['file-1', 'file-3']) {
    const fileNo = other.slice(-1)
    given(...back).refuses(story.reissue([2], 'releaser', `made as ${other}`), 'file-number-taken', {
      fileNo,
    })
  }
  given(...back).refuses(story.giveUp(1), 'line-not-returned', { no: '1' })
  given(...back).refuses(story.close, 'lines-open', { lines: '2' })
  const again = [...back, story.reissue([2])]
  t.equal(after(again).lines[1]?.sent, 2, 'its second payment')
  given(...again).refuses(story.close, 'lines-open', { lines: '2' })
  const done = [...again, results('bank-2', [2]), story.giveUp(3)]
  given(...done).makes(story.close, {
    type: 'BatchClosed',
    data: { paid: 2, paidFen: 300_000, givenUp: 1, givenUpFen: 300_000, confirmedDigest: all },
  })
  const late = [...done, story.close, results('bank-3', [], [1])]
  const reopened = after(late)
  t.match(reopened, { status: 'released', lines: [{ status: 'returned', sent: 1 }] })
  t.equal(
    after([...late, story.reissue([1], 'releaser', 'file-3'), results('bank-4', [1]), story.close]).status,
    'closed',
  )
  t.end()
})

test('noticed, approved, exported and confirmed are the same lines, less those removed', (t) => {
  const some = [
    ...into.noticed,
    story.remove('p2-c1'),
    story.closeNotice,
    approve(digestOf(1, 3)),
    story.release(),
  ]
  const closed = after([...some, results('bank-1', [1], [3]), story.giveUp(3), story.close])
  t.equal(closed.notice?.digest, all, 'the removed line has its own event, with a reason')
  t.strictSame(
    removedSince(closed, all)?.map(({ no }) => no),
    [2],
  )
  const { approvedDigest, exportedDigest, confirmedDigest } = closed
  const same = digestOf(1, 3)
  t.strictSame([approvedDigest, exportedDigest, confirmedDigest], [same, same, same])
  t.end()
})
