import { test } from 'tap'
import { finance, releasedWorld } from '../../support/released-world.ts'
import { district, TreasuryWorld } from '../../support/treasury-world.ts'

/** Whoever plans a batch is told at once which claims it will never pay, and why. */

const code = 'claims-not-ready'

test('a claim that is paid is refused by its number, and the rest can be planned', async (t) => {
  const { world, batchId, claims, results } = await releasedWorld(1)
  const [paid = ''] = claims
  const [fresh = ''] = await world.approvedClaims(1, 7)
  world.at = '2026-03-11T01:00:00.000Z'
  await results([[1, paid, '成功', '2026-03-10']])
  const before = (await world.store.readAll({ after: null, limit: 1_000 })).length
  await t.rejects(world.treasury.plan(finance(world), district, [fresh, paid]), {
    code: 'claims-not-ready',
    claims: [{ claimId: paid, code: 'state-conflict', facts: { status: 'paid' } }],
  })
  t.equal((await world.store.readAll({ after: null, limit: 1_000 })).length, before, 'nothing is recorded')
  t.match((await world.batch(batchId)).lines, [{ status: 'paid' }])
  const planned = await world.treasury.plan(finance(world, 'plan'), district, [fresh])
  t.match(planned, { replayed: false, state: { status: 'planned' } })
})

test("another district's claim is refused; who may not see it learns no more than of none", async (t) => {
  const world = await TreasuryWorld.open()
  const [claimId = ''] = await world.approvedClaims(1)
  const plan = (districts: readonly string[]) => {
    const { principal, ...caller } = world.caller('finance')
    return world.treasury.plan({ ...caller, principal: { ...principal, districts } }, '330603', [claimId])
  }
  await t.rejects(plan([district]), { code: 'district-out-of-scope' })
  await t.rejects(plan(['330603']), { code, claims: [{ claimId, code: 'claim-unknown' }] })
  await t.rejects(plan([district, '330603']), {
    code,
    claims: [{ claimId, code: 'claim-other-district', facts: { district } }],
  })
})

test('a repeat is answered as at first, whatever became of the claims', async (t) => {
  const world = await TreasuryWorld.open()
  const [claimId = ''] = await world.approvedClaims(1)
  const plan = () => world.treasury.plan(finance(world, 'plan'), district, [claimId])
  const first = await plan()
  const withdraw = { type: 'WithdrawClaim', data: { claimId, noteCommitment: null } } as const
  await world.ledger.execute(world.caller('officer', 'clerk'), claimId.split('-')[0] ?? '', withdraw)
  t.match(await plan(), { batchId: first.batchId, replayed: true })
  await t.rejects(world.treasury.plan(finance(world), district, [claimId]), {
    code,
    claims: [{ code: 'state-conflict', facts: { status: 'withdrawn' } }],
  })
})
