import { test } from 'tap'
import { receiveRecovery } from '../../../src/app/treasury/recoveries.ts'
import { district, TreasuryWorld } from '../../support/treasury-world.ts'

/** The same money is not paid back by the person and returned by the bank, whichever is told first. */

const policy = { id: 'plan-2024-2026', version: 1, digest: 'd' }

const askedBack = async () => {
  const world = await TreasuryWorld.open()
  await world.fund(50_000)
  const [claimId = ''] = await world.approvedClaims(1)
  const personId = claimId.split('-')[0] ?? ''
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, [claimId])
  await world.treasury.freeze(world.caller('finance'), batchId, () => {})
  type Command = Parameters<typeof world.treasury.step>[2]
  const step = (command: Command, name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)
  const notice = { opensOn: '2026-03-02', workingDays: null, listDigest: 'l', policy }
  await step({ type: 'OpenNotice', data: notice })
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  await step({ type: 'ApproveBatch', data: { digest: (await world.batch(batchId)).digest ?? '' } }, 'chief')
  await step({ type: 'ReleaseBatch', data: { fileNo: 1, fileDigest: 'f', format: 'csv', asOf: '1', policy } })
  const row = { no: 1, amountFen: 1_000_000 }
  const results = (fileDigest: string, isBack: boolean): Command => ({
    type: 'RecordResults',
    data: {
      fileDigest,
      confirmed: isBack ? [] : [{ ...row, paidOn: '2026-03-09' }],
      returned: isBack ? [{ ...row, on: '2026-03-09', reason: 'other' }] : [],
      unused: 0,
    },
  })
  await step(results('paid', false))
  await world.ledger.execute(world.caller('reviewer', 'finder'), personId, {
    type: 'ProposeRecovery',
    data: { claimId, amountFen: 800_000, noteCommitment: 'n' },
  })
  await world.ledger.execute(world.caller('finance', 'chief'), personId, {
    type: 'ConfirmRecovery',
    data: { claimId, no: 1 },
  })
  const receive = (key: string) =>
    receiveRecovery(world, world.caller('finance', 'finance', key), {
      claimId,
      no: 1,
      amountFen: 500_000,
      receivedOn: '2026-03-09',
    })
  return { world, claimId, batchId, step, results, receive }
}

test('nothing is paid back once the batch has it from the bank that the money returns', async (t) => {
  const { world, claimId, batchId, results, receive } = await askedBack()
  await world.batches.execute(world.caller('finance'), batchId, results('late', true))
  t.match(await world.claim(claimId), { status: 'paid' }, 'the claim does not know yet')
  await t.rejects(receive('r'), { code: 'payment-returning', facts: { claimId } })
  await world.resume([batchId], [claimId])
  t.match(await world.claim(claimId), { status: 'payable' }, 'and the batch is not held up')
})

test('nothing is returned by the bank once it was paid back', async (t) => {
  const { world, claimId, batchId, step, results, receive } = await askedBack()
  await receive('r')
  await t.rejects(step(results('late', true)), { code: 'recovery-received', facts: { claimId } })
  t.match(await world.batch(batchId), { status: 'released', lines: [{ status: 'paid' }] })
  await step(results('paid', false))
  await receive('r')
  t.match(await world.claim(claimId), { status: 'paid', recoveries: [{ receivedFen: 500_000 }] })
  t.match((await step({ type: 'CloseBatch', data: {} })).state, { status: 'closed' })
})
