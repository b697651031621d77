import { test } from 'tap'
import { TreasuryCheck } from '../../src/app/fsck-treasury.ts'
import { streamsOf } from '../../src/app/log-walk.ts'
import { receiveRecovery } from '../../src/app/treasury/recoveries.ts'
import type { BatchCommand } from '../../src/domain/batch/commands.ts'
import type { RecordedEvent } from '../../src/event-store/event-store.ts'
import { listMade } from '../support/treasury-commands.ts'
import { district, TreasuryWorld } from '../support/treasury-world.ts'

/** A log that was tampered with: an event gone, an amount changed. */

type Stream = readonly [stream: string, events: readonly RecordedEvent[]]

/** One line removed, one paid and taken back in part, one returned late and given up, one never sent back. */
const log = async (): Promise<readonly Stream[]> => {
  const world = await TreasuryWorld.open()
  await world.fund(25_000)
  await world.fund(30_000, 'unemployment-insurance')
  const claims = await world.approvedClaims(4)
  const [removed = '', paid = ''] = claims
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, claims)
  const step = (command: BatchCommand, name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)
  // Planned before anybody looked at the claims first; its freeze comes to nothing.
  const emptied = `${district}-202603-aaaaaa`
  const claimIds = [paid, `${'a'.repeat(26)}-c1`]
  const plan = { type: 'PlanBatch', data: { batchId: emptied, district, claimIds } } as const
  await world.batches.execute(world.caller('finance'), emptied, plan)
  await world.treasury.freeze(world.caller('finance'), emptied, () => {}).catch(() => {})
  await world.treasury.freeze(world.caller('finance'), batchId, () => {})
  await step({
    type: 'OpenNotice',
    data: { opensOn: '2026-03-02', workingDays: null, listDigest: 'l', policy: listMade.policy },
  })
  await step({ type: 'RemoveLine', data: { claimId: removed, reason: 'person', noteCommitment: null } })
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  const { digest } = await world.batch(batchId)
  await step({ type: 'ApproveBatch', data: { digest: digest ?? '' } }, 'chief')
  await step({ type: 'ReleaseBatch', data: { fileNo: 1, fileDigest: 'f', ...listMade } })
  const row = (no: number) => ({ no, amountFen: 1_000_000 })
  const confirmed = [2, 3, 4].map((no) => ({ ...row(no), paidOn: '2026-03-09' }))
  await step({ type: 'RecordResults', data: { fileDigest: 'r1', confirmed, returned: [], unused: 0 } })
  const returned = [{ ...row(3), on: '2026-03-09', reason: 'account-closed' as const }]
  await step({ type: 'RecordResults', data: { fileDigest: 'r2', confirmed: [], returned, unused: 0 } })
  await step({ type: 'GiveUpLine', data: { no: 3, noteCommitment: 'n' } })
  const personId = paid.split('-')[0] ?? ''
  const propose = {
    type: 'ProposeRecovery',
    data: { claimId: paid, amountFen: 500_000, noteCommitment: 'n' },
  }
  await world.ledger.execute(world.caller('reviewer', 'finder'), personId, propose as never)
  const confirm = { type: 'ConfirmRecovery', data: { claimId: paid, no: 1 } } as const
  await world.ledger.execute(world.caller('finance', 'chief'), personId, confirm)
  const part = { claimId: paid, no: 1, amountFen: 300_000, receivedOn: '2026-03-09' }
  await receiveRecovery(world, world.caller('finance'), part)
  const streams: Stream[] = []
  for await (const { stream, events } of streamsOf(world.store)) streams.push([stream, events])
  return streams
}

const findingsIn = (streams: readonly Stream[]): readonly string[] => {
  const check = new TreasuryCheck()
  for (const [stream, events] of streams) check.take(stream, events)
  return check.findings().map(({ text }) => text)
}

const changed = (streams: readonly Stream[], change: (event: RecordedEvent) => readonly RecordedEvent[]) =>
  streams.map(([stream, events]): Stream => [stream, events.flatMap((event) => change(event))])

const whole = await log()
const ofMoney = [
  ...['FundReserved', 'FundSettled', 'FundReleased', 'FundUnsettled', 'FundRecovered'],
  ...['ClaimPaid', 'PaymentReturned', 'RecoveryReceived'],
]

test('a log that was not touched', (t) => {
  t.strictSame(findingsIn(whole), [])
  t.strictSame(findingsIn(whole.toReversed()), [], 'in whatever order')
  t.end()
})

for (const type of [...ofMoney, 'LinesConfirmed', 'LinesReturned', 'LineRemoved', 'LineGivenUp']) {
  test(`without any one ${type}`, (t) => {
    const ids = whole.flatMap(([, events]) =>
      events.filter((event) => event.type === type).map(({ id }) => id),
    )
    t.ok(ids.length > 0, 'there is one')
    for (const id of ids) {
      const found = findingsIn(changed(whole, (event) => (event.id === id ? [] : [event])))
      t.ok(found.length > 0, `${found[0]}`)
    }
    t.end()
  })
}

for (const type of ofMoney) {
  test(`with a fen more in any one ${type}`, (t) => {
    const those = whole.flatMap(([, events]) => events.filter((event) => event.type === type))
    for (const { id } of those) {
      const more = (event: RecordedEvent): RecordedEvent => {
        if (event.id !== id) return event
        const { id: _, type: kind, stream, revision, position, metadata, data } = event
        const { amountFen } = data as { readonly amountFen: number }
        return {
          id,
          type: kind,
          stream,
          revision,
          position,
          metadata,
          data: { ...data, amountFen: amountFen + 1 },
        }
      }
      const found = findingsIn(changed(whole, (event) => [more(event)]))
      t.ok(found.length > 0, `${found[0]}`)
    }
    t.end()
  })
}

test('a batch that is gone', (t) => {
  const texts = findingsIn(whole.filter(([stream]) => !stream.startsWith('batch-')))
  t.ok(texts.some((text) => /没有批次/.test(text)))
  t.ok(texts.some((text) => /不在批次/.test(text)))
  t.end()
})

test('what was interrupted is no finding before it was taken up', (t) => {
  const kept = changed(whole, (event) => (event.type === 'EffectsCarried' ? [] : [event]))
  t.strictSame(findingsIn(changed(kept, (event) => (event.type === 'FundSettled' ? [] : [event]))), [])
  t.end()
})
