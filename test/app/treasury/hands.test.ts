import { test } from 'tap'
import { listMade } from '../../support/treasury-commands.ts'
import { district, TreasuryWorld } from '../../support/treasury-world.ts'

/** Who may not pay what they had a hand in, as the freeze finds it in the people's own records. */

const frozen = async () => {
  const world = await TreasuryWorld.open()
  await world.fund(50_000)
  const [claimId = ''] = await world.approvedClaims(1)
  const personId = claimId.split('-')[0] ?? ''
  const relativeId = 'finance-kin'
  await world.ledger.execute(world.caller('officer', 'clerk'), personId, {
    type: 'DeclareRelative',
    data: { relativeId },
  })
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, [claimId])
  await world.treasury.freeze(world.caller('finance'), batchId, () => {})
  const step = (command: Parameters<typeof world.treasury.step>[2], name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)
  await step({
    type: 'OpenNotice',
    data: { opensOn: '2026-03-02', workingDays: null, listDigest: 'l', policy: listMade.policy },
  })
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  const digest = (await world.batch(batchId)).digest ?? ''
  const approve = (name: string) => step({ type: 'ApproveBatch', data: { digest } }, name)
  const release = (name: string) =>
    step({ type: 'ReleaseBatch', data: { fileNo: 1, fileDigest: 'f', ...listMade } }, name)
  return { world, batchId, approve, release }
}

test('who recorded the basis or filed the claim neither approves nor releases it', async (t) => {
  const { world, batchId, approve, release } = await frozen()
  t.strictSame((await world.batch(batchId)).decidedBy, ['clerk', 'first-reviewer', 'second-reviewer'])
  await t.rejects(approve('clerk'), { code: 'separation-of-duties' })
  await approve('chief')
  await t.rejects(release('clerk'), { code: 'separation-of-duties' })
  t.match((await release('finance')).state, { status: 'released' })
})

test('a declared relative neither approves nor releases the batch', async (t) => {
  const { world, batchId, approve, release } = await frozen()
  const kin = 'finance-kin'
  t.strictSame((await world.batch(batchId)).lines[0]?.relatives, [kin])
  await t.rejects(approve(kin), { code: 'separation-of-duties' })
  t.match((await approve('chief')).state, { status: 'approved' })
  await t.rejects(release(kin), { code: 'separation-of-duties' })
  t.match((await release('finance')).state, { status: 'released' })
})
