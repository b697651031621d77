import { test } from 'tap'
import { AwardCheck } from '../../src/app/fsck-awards.ts'
import type { PersonEvent } from '../../src/domain/person/events.ts'
import { type Past, past, recorded } from '../support/given.ts'
import { cityLog } from '../support/person-log.ts'
import * as story from '../support/story.ts'

/** What a log says of awards, payments and recoveries adds up, or is named. */

const faultsOf = (history: readonly Past[]): readonly string[] => {
  const check = new AwardCheck()
  return history.map(recorded).flatMap((event) => check.take(event))
}

const filed = [story.registered(), story.completed('t1'), story.submitted('c1', 'workshop-in-province', 't1')]
const { approved, payable, paid, recovered } = story.into

test('each sum that does not hold is named', (t) => {
  const place = { bucket: 'workshop-in-province', window: 'term', capFen: 600_000 }
  const award = (claimId: string): Past =>
    past({
      type: 'ClaimApproved',
      data: { claimId, instrument: 'i', basis: 't1', amountFen: 400_000, buckets: [place] },
    })
  const cases: readonly [what: string, history: readonly Past[], ...faults: string[]][] = [
    ['two awards above the cap', [award('c1'), award('c2')], '核定合计超过事件所记的上限'],
    ['paid without an award', [story.paid()], '没有核定就拨付'],
    ['paid without its award', [...payable.slice(2), story.withdrawn('c1'), story.paid()], '没有核定就拨付'],
    ['paid twice', [...paid, story.paid(2)], '重复拨付'],
    ['paid more than awarded', [...payable, story.paid(1, 500_001)], '拨付金额与核定金额不符'],
    ['received without an award', [story.received()], '没有核定就收回'],
    ['received before it was confirmed', [...paid, story.proposed(), story.received()], '追回未经确认就收款'],
    [
      'received before it was confirmed again',
      [
        ...paid,
        story.proposed(),
        story.confirmed(),
        story.paymentReturned(),
        story.paid(2),
        story.received(),
      ],
      '追回未经确认就收款',
    ],
    [
      'received more than asked',
      [...paid, story.proposed(1, 100_000), story.confirmed(), story.received(1, 100_001)],
      '收回的合计超过追回金额',
    ],
    [
      'received more than paid',
      [...paid, story.proposed(1, 600_000), story.confirmed(), story.received(1, 500_001)],
      '收回的合计超过拨付金额',
    ],
    [
      'received before payment',
      [...approved, story.proposed(), story.confirmed(), story.received()],
      '没有拨付就收回',
    ],
    [
      'reduced by something else',
      [...approved, story.proposed(), story.confirmed(), story.reduced(1, 299_999)],
      '核减后的金额与追回不符',
    ],
    ['a reduction of nothing', [story.reduced()], '核减后的金额与追回不符'],
  ]
  for (const [what, history, ...faults] of cases) t.strictSame(faultsOf([...filed, ...history]), faults, what)
  t.end()
})

test('a sound life has no faults', (t) => {
  const paidAgain = [...paid, story.paymentReturned(), story.paid(2)]
  const reduced = [...approved, story.proposed(), story.confirmed(), story.reduced()]
  for (const history of [recovered, paidAgain, reduced]) t.strictSame(faultsOf([...filed, ...history]), [])
  t.strictSame(faultsOf([...filed, ...reduced, story.batched, story.paid(1, 300_000)]), [])
  t.end()
})

test('whatever the decider wrote adds up', (t) => {
  const checks = new Map<string, AwardCheck>()
  let payments = 0
  for (const { stream, events } of cityLog({ seed: 5, people: 120, steps: 80, atOnce: 20 })) {
    const check = checks.get(stream) ?? new AwardCheck()
    checks.set(stream, check)
    for (const event of events as unknown as PersonEvent[]) {
      const faults = check.take(event)
      if (faults.length > 0) t.fail(`${event.type} ${faults}`)
      if (event.type === 'ClaimPaid') payments++
    }
  }
  t.ok(payments > 200, `${payments} payments`)
  t.end()
})
