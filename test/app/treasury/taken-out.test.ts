import { test } from 'tap'
import { release } from '../../../src/app/treasury/desk.ts'
import { district, TreasuryWorld } from '../../support/treasury-world.ts'

/** What comes to light between the approval and the bank still stops the one line that it concerns. */

const nothing = (): void => {}
const policy = { id: 'plan-2024-2026', version: 1, digest: 'd' }

const approvedBatch = async () => {
  const world = await TreasuryWorld.open()
  await world.fund(50_000)
  const claims = await world.approvedClaims(2)
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, claims)
  await world.treasury.freeze(world.caller('finance'), batchId, nothing)
  const step = (command: Parameters<typeof world.treasury.step>[2], name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)
  const approve = async () => {
    const digest = (await world.batch(batchId)).digest ?? ''
    await step({ type: 'ApproveBatch', data: { digest } }, 'chief')
  }
  const notice = { opensOn: '2026-03-02', workingDays: null, listDigest: 'l', policy }
  await step({ type: 'OpenNotice', data: notice })
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  await approve()
  const { treasury, batches, files: bankFiles } = world
  const sendOut = () =>
    release({ treasury, batches, bankFiles }, world.caller('finance'), batchId, {
      format: 'csv',
      onProgress: nothing,
    })
  return { world, claims, step, approve, batchId, sendOut }
}

test('a title revoked after the approval: its line is not sent, and can be taken out', async (t) => {
  const { world, claims, step, approve, batchId, sendOut } = await approvedBatch()
  const [claimId = '', other = ''] = claims
  const personId = claimId.split('-')[0] ?? ''
  const basis = (await world.claim(claimId))?.basis ?? ''
  await world.ledger.execute(world.caller('officer', 'clerk'), personId, {
    type: 'RevokeRecognition',
    data: { recognitionId: basis, revokedOn: '2026-01-15', noteCommitment: 'n' },
  })
  t.match(await world.claim(claimId), { status: 'payable', recoveries: [{ status: 'proposed' }] })
  const confirm = () =>
    world.ledger.execute(world.caller('finance', 'chief'), personId, {
      type: 'ConfirmRecovery',
      data: { claimId, no: 1 },
    })
  await t.rejects(confirm(), { code: 'claim-in-batch' })
  await t.rejects(sendOut(), { code: 'recovery-open', facts: { claims: claimId } })

  await step({ type: 'RemoveLine', data: { claimId, reason: 'by-hand', noteCommitment: 'n' } })
  t.match(await world.claim(claimId), { status: 'approved', batchId: null })
  t.match(await world.batch(batchId), { status: 'notice-closed', approvedDigest: null })
  t.match(await world.fundState(), { reservedFen: 1_000_000 }, 'its money is available again')
  await confirm()
  t.match(await world.claim(claimId), { status: 'rejected' }, 'nothing of the award is left')

  await t.rejects(sendOut(), { code: 'batch-notice-closed' })
  await approve()
  t.match((await sendOut()).state, { status: 'released', totalFen: 1_000_000 })
  t.match(await world.claim(other), { status: 'payable' })
})
