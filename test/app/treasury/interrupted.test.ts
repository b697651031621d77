import { test } from 'tap'
import { DyingStore } from '../../support/dying-store.ts'
import { listMade } from '../../support/treasury-commands.ts'
import { district, fundId, TreasuryWorld } from '../../support/treasury-world.ts'

const nothing = () => {}
const otherFund = `${district}-unemployment-insurance-2026`
const finance = (world: TreasuryWorld) => world.caller('finance')

/** A freeze that dies after so many appends, and the world as another process finds it. */
const dyingFreeze = async (world: TreasuryWorld, batchId: string, appends: number) => {
  const store = new DyingStore(world.store)
  const dying = world.reopened(store)
  store.dieAfter(appends, true)
  await dying.treasury.freeze(world.caller('finance', 'finance', 'dying'), batchId, nothing).catch(nothing)
  return store.isDead
}

test('a freeze that died while giving back never comes to its end', async (t) => {
  for (let appends = 3; appends < 8; appends++) {
    const world = await TreasuryWorld.open()
    await world.fund(15_000)
    const claims = await world.approvedClaims(2)
    const { batchId } = await world.treasury.plan(finance(world), district, claims)
    const died = await dyingFreeze(world, batchId, appends)
    await world.fund(20_000, 'local-talent')
    const next = world.reopened()
    await next.treasury.resume([batchId])
    const { status } = await next.batch(batchId)
    const other = await next.treasury.plan(finance(next), district, claims)
    const frozen = await next.treasury.freeze(finance(next), other.batchId, nothing).catch(nothing)
    const held = await Promise.all(claims.map((claimId) => next.claim(claimId)))
    const holder = status === 'frozen' ? batchId : other.batchId
    t.ok(
      held.every((claim) => claim?.batchId === holder),
      `after ${appends} appends, died: ${died}`,
    )
    t.equal(frozen === undefined, status === 'frozen', 'one of the two batches has the claims')
  }
})

test('a freeze that goes on draws on what it holds', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(10_000)
  await world.fund(20_000, 'unemployment-insurance')
  const first = await world.treasury.plan(finance(world), district, await world.approvedClaims(1))
  await world.treasury.freeze(finance(world), first.batchId, nothing)
  const second = await world.treasury.plan(finance(world), district, await world.approvedClaims(1, 50))
  // It starts, takes the claim, reserves in the second fund, and dies before its lines are written.
  t.ok(await dyingFreeze(world, second.batchId, 2))
  t.match(await world.fundState(otherFund), { reservedFen: 1_000_000 })
  await world.funds.execute(finance(world), fundId, {
    type: 'AllotFund',
    data: { amountFen: 5_000_000, document: '追加〔2026〕1号' },
  })
  const next = world.reopened()
  await next.treasury.resume([second.batchId])
  t.match((await next.batch(second.batchId)).lines, [{ sources: [{ fundId: otherFund }] }])
  t.match(await next.fundState(), { reservedFen: 1_000_000 }, 'the first fund holds the first batch alone')
})

test('a plan asked for again in the next month is the same plan', async (t) => {
  const world = await TreasuryWorld.open()
  const claims = await world.approvedClaims(1)
  world.at = '2026-03-31T15:59:00.000Z'
  const plan = () => world.treasury.plan(world.caller('finance', 'finance', 'plan'), district, claims)
  const first = await plan()
  world.at = '2026-03-31T16:01:00.000Z'
  const again = await plan()
  t.match(again, { batchId: first.batchId, replayed: true, position: first.position })
  world.at = '2026-06-01T01:00:00.000Z'
  t.match(await plan(), { batchId: first.batchId, replayed: true })
})

test('a step answers where claims and funds had it, however often and late it is asked', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(20_000)
  const claims = await world.approvedClaims(1)
  const { batchId } = await world.treasury.plan(finance(world), district, claims)
  await world.treasury.freeze(finance(world), batchId, nothing)
  const notice = () =>
    world.treasury.step(world.caller('finance', 'finance', 'notice'), batchId, {
      type: 'OpenNotice',
      data: { opensOn: '2026-03-02', workingDays: null, listDigest: 'list', policy: listMade.policy },
    })
  const noticed = await notice()
  const [personId = ''] = (claims[0] ?? '').split('-')
  const person = await world.ledger.person({ kind: 'all' }, personId)
  t.ok(noticed.position > (person?.position ?? 0n), 'the claim is noticed by then')
  world.at = '2026-03-09T01:00:00.000Z'
  const close = () =>
    world.treasury.step(world.caller('finance', 'finance', 'close'), batchId, {
      type: 'CloseNotice',
      data: {},
    })
  const closed = await close()
  const { digest } = await world.batch(batchId)
  const approve = { type: 'ApproveBatch', data: { digest: digest ?? '' } } as const
  await world.treasury.step(world.caller('finance', 'chief'), batchId, approve)
  t.match(await close(), { position: closed.position, replayed: true }, 'a later step changes nothing')
  t.match(await notice(), { position: noticed.position, replayed: true })
})
