import { test } from 'tap'
import { checkBatch, checkFund } from '../../src/app/fsck-payments.ts'
import type { FundCommand } from '../../src/domain/fund/commands.ts'
import type { RecordedEvent } from '../../src/event-store/event-store.ts'
import * as story from '../support/batch-story.ts'
import { batchEvents, fundEvents, type Given } from '../support/payment-events.ts'

/** What a log that no decider wrote would give away. */

const recorded = (given: readonly Given[]): readonly RecordedEvent[] =>
  given.map(({ streamId: stream, ...event }, place) => {
    const metadata = { ...event.metadata, at: '2025-06-03T00:00:00.000Z' }
    return {
      ...event,
      metadata,
      stream,
      revision: BigInt(place),
      position: BigInt(place),
    } as unknown as RecordedEvent
  })
const changed = (events: readonly RecordedEvent[], type: string, change: object) =>
  events.map((event) => (event.type === type ? { ...event, data: { ...event.data, ...change } } : event))
const textsOf = (findings: readonly { readonly text: string }[]) => findings.map(({ text }) => text)

const commands: readonly FundCommand[] = [
  { type: 'OpenFund', data: { district: '330602', source: 'local-talent', year: 2025 } },
  { type: 'AllotFund', data: { amountFen: 1_000, document: '1 号' } },
  { type: 'ReserveFund', data: { reservationId: 'b1/1', amountFen: 800 } },
  { type: 'SettleReservation', data: { reservationId: 'b1/1', partId: 'p1', amountFen: 800 } },
]

test('a fund that gave more than it was allotted, or than was reserved', (t) => {
  const events = recorded(fundEvents(commands))
  t.strictSame(textsOf(checkFund(changed(events, 'FundAllotted', { amountFen: 799 }))), [
    '占用与净拨付之和超过下达',
    '占用与净拨付之和超过下达',
  ])
  t.strictSame(textsOf(checkFund(changed(events, 'FundSettled', { amountFen: 801 }))), [
    '资金余额为负',
    '占用 b1/1 超出其金额',
  ])
  t.strictSame(checkFund(events), [])
  t.end()
})

test('a batch whose digests are not of its lines', (t) => {
  const taken = [...story.into.noticed, story.remove('p2-c1'), story.closeNotice]
  const events = recorded(batchEvents([...taken, story.approve(story.digestOf(1, 3))]))
  const first = { ...story.lines[0], amountFen: 100_001 }
  const lines = [first, ...story.lines.slice(1)]
  t.strictSame(textsOf(checkBatch(changed(events, 'BatchLinesAdded', { lines }))), [
    '批次的笔数或总额与名单不符',
    '批次的摘要与名单不符',
    '批次的笔数或总额与名单不符',
    '批次的摘要与名单不符',
    '批次的笔数或总额与名单不符',
    '批次的摘要与名单不符',
  ])
  t.strictSame(textsOf(checkBatch(changed(events, 'BatchApproved', { digest: story.digestOf(1, 2, 3) }))), [
    '批次的摘要与名单不符',
  ])
  t.strictSame(checkBatch(events), [])
  t.end()
})
