import { test } from 'tap'
import { receiveRecovery } from '../../../src/app/treasury/recoveries.ts'
import { listMade } from '../../support/treasury-commands.ts'
import { district, fundId, TreasuryWorld } from '../../support/treasury-world.ts'

const nothing = () => {}
const bankFile = (rows: readonly (readonly [no: number, claimId: string, words: string, reason: string])[]) =>
  Buffer.from(
    ['序号,受理号,结果,原因,入账日期']
      .concat(rows.map(([no, claimId, words, reason]) => `${no},${claimId},${words},${reason},2026-03-12`))
      .join('\n'),
  )

test('claims that cannot be paid leave nothing behind', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(50_000)
  const [first = '', second = ''] = await world.approvedClaims(2)
  const stranger = `${'a'.repeat(26)}-c1`
  const batchId = `${district}-202603-abcdef`
  const claimIds = [first, stranger, second]
  await t.rejects(world.treasury.plan(world.caller('finance'), district, claimIds), {
    code: 'claims-not-ready',
    claims: [{ claimId: stranger, code: 'claim-unknown' }],
  })
  // The freeze rests on no check but its own.
  const data = { batchId, district, claimIds }
  await world.batches.execute(world.caller('finance'), batchId, { type: 'PlanBatch', data })
  await t.rejects(world.treasury.freeze(world.caller('finance'), batchId, nothing), {
    code: 'claims-not-ready',
    claims: [{ claimId: stranger, code: 'claim-unknown' }],
  })
  t.match(await world.claim(first), { status: 'approved', batchId: null }, 'free again')
  t.match(await world.batch(batchId), { status: 'planned' })
  t.match(await world.fundState(), { reservedFen: 0 })
})

test('a batch that the funds do not cover leaves nothing behind', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(15_000)
  const claims = await world.approvedClaims(2)
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, claims)
  await t.rejects(world.treasury.freeze(world.caller('finance'), batchId, nothing), {
    code: 'fund-insufficient',
    facts: { shortfall: '5000.00' },
  })
  t.match(await world.fundState(), { reservedFen: 0, allottedFen: 1_500_000 })
  await world.fund(20_000, 'unemployment-insurance')
  const caller = world.caller('finance', 'finance', 'again')
  const frozen = await world.treasury.freeze(caller, batchId, nothing)
  t.match(frozen.state, { status: 'frozen', totalFen: 2_000_000, attempt: 2 })
  t.strictSame(
    frozen.state.lines.map(({ sources }) => sources),
    [
      [{ fundId, amountFen: 1_000_000 }],
      [
        { fundId, amountFen: 500_000 },
        { fundId: `${district}-unemployment-insurance-2026`, amountFen: 500_000 },
      ],
    ],
    'the sources are drawn on in the order of I6',
  )
  const repeated = await world.treasury.freeze(caller, batchId, nothing)
  t.equal(repeated.replayed, true)
  t.equal(repeated.state.digest, frozen.state.digest)
  t.match(await world.fundState(), { reservedFen: 1_500_000 }, 'a repeat reserves nothing more')
})

test('one claim is in one open batch', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(50_000)
  const claims = await world.approvedClaims(1)
  const plan = () => world.treasury.plan(world.caller('finance'), district, claims)
  const [one, other] = [await plan(), await plan()]
  await world.treasury.freeze(world.caller('finance'), one.batchId, nothing)
  await t.rejects(world.treasury.freeze(world.caller('finance'), other.batchId, nothing), {
    code: 'claims-not-ready',
    claims: [{ code: 'claim-in-batch', facts: { batchId: one.batchId } }],
  })
  const repeat = world.treasury.freeze(world.caller('finance'), other.batchId, nothing)
  await t.rejects(repeat, {
    code: 'claims-not-ready',
    claims: [{ code: 'claim-in-batch', facts: { batchId: one.batchId } }],
  })
  t.match(await world.claim(claims[0] ?? ''), { status: 'batched', batchId: one.batchId })
})

test('from the plan to the bank and back', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(100_000)
  const claims = await world.approvedClaims(4)
  const [a = '', b = '', c = '', d = ''] = claims
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, claims)
  await world.treasury.freeze(world.caller('finance'), batchId, nothing)
  const step = (command: Parameters<typeof world.treasury.step>[2], name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)

  const { rows, listDigest, policy } = await world.files.notice(await world.batch(batchId), world.at)
  t.match(rows[0], { name: '钱**', amountYuan: '10000.00' })
  t.equal(rows[0]?.idTail.length, 4)
  await step({ type: 'OpenNotice', data: { opensOn: '2026-03-02', workingDays: null, listDigest, policy } })
  t.match(await world.claim(a), { status: 'noticed' })
  await step({ type: 'ObjectToLine', data: { claimId: d, noteCommitment: 'n' } }, 'objector')
  await step({ type: 'ResolveObjection', data: { no: 1, upheld: true, noteCommitment: 'n' } })
  t.match(await world.claim(d), { status: 'rejected' })
  t.match(await world.fundState(), { reservedFen: 3_000_000 }, 'its money is available again')
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  const { digest } = await world.batch(batchId)
  await step({ type: 'ApproveBatch', data: { digest: digest ?? '' } }, 'chief')
  t.match(await world.claim(a), { status: 'payable' })

  const made = await world.files.make(await world.batch(batchId), {
    format: 'csv',
    nos: null,
    at: world.at,
  })
  const { bytes, ...file } = made
  await step({ type: 'ReleaseBatch', data: { ...file, format: 'csv' } })
  await world.ledger.changeDetails(world.caller('officer', 'clerk'), b.split('-')[0] ?? '', {
    bankAccount: '6222029999999999999',
  })
  const batch = await world.batch(batchId)
  const [released] = batch.files
  if (released === undefined) throw new Error('no file')
  t.strictSame(
    await world.files.again(batch, released, 'csv'),
    bytes,
    'the same bytes after an account changed',
  )

  const answer = bankFile([
    [1, a, '成功', ''],
    [2, b, '失败', '户名不符'],
    [3, a, '成功', ''],
    [9, c, '成功', ''],
  ])
  const read = await world.files.readResults(batch, answer, world.at)
  t.equal(read.matched.faults.length, 4, 'a repeated and an unknown line are told')
  t.strictSame(read.matched.confirmed, [], 'and the line that was told twice changes nothing')
  world.at = '2026-03-13T01:00:00.000Z'
  const whole = bankFile([
    [1, a, '成功', ''],
    [2, b, '失败', '户名不符'],
    [3, c, '成功', ''],
  ])
  const results = await world.files.readResults(await world.batch(batchId), whole, world.at)
  await step(results.command)
  t.match(await world.claim(a), { status: 'paid' })
  t.match(await world.claim(b), { status: 'payable', payments: [{ outcome: 'returned' }] })
  t.match(await world.fundState(), { reservedFen: 1_000_000, paidFen: 2_000_000 })
  await step(results.command)
  t.match(await world.fundState(), { reservedFen: 1_000_000, paidFen: 2_000_000 }, 'the same file again')
})

test('what a person pays back returns to the funds it came from', async (t) => {
  const world = await TreasuryWorld.open()
  await world.fund(4_000)
  await world.fund(20_000, 'unemployment-insurance')
  const claims = await world.approvedClaims(1)
  const [claimId = ''] = claims
  const personId = claimId.split('-')[0] ?? ''
  const { batchId } = await world.treasury.plan(world.caller('finance'), district, claims)
  await world.treasury.freeze(world.caller('finance'), batchId, nothing)
  const step = (command: Parameters<typeof world.treasury.step>[2], name = 'finance') =>
    world.treasury.step(world.caller('finance', name), batchId, command)
  await step({
    type: 'OpenNotice',
    data: { opensOn: '2026-03-02', workingDays: null, listDigest: 'l', policy: listMade.policy },
  })
  world.at = '2026-03-09T01:00:00.000Z'
  await step({ type: 'CloseNotice', data: {} })
  await step({ type: 'ApproveBatch', data: { digest: (await world.batch(batchId)).digest ?? '' } }, 'chief')
  await step({ type: 'ReleaseBatch', data: { fileNo: 1, fileDigest: 'f', ...listMade } })
  await step({
    type: 'RecordResults',
    data: {
      fileDigest: 'r',
      confirmed: [{ no: 1, paidOn: '2026-03-09', amountFen: 1_000_000 }],
      returned: [],
      unused: 0,
    },
  })
  await world.ledger.execute(world.caller('reviewer', 'finder'), personId, {
    type: 'ProposeRecovery',
    data: { claimId, amountFen: 800_000, noteCommitment: 'n' },
  })
  await world.ledger.execute(world.caller('finance', 'chief'), personId, {
    type: 'ConfirmRecovery',
    data: { claimId, no: 1 },
  })
  const receive = (amountFen: number, key: string) =>
    receiveRecovery(world, world.caller('finance', 'finance', key), {
      claimId,
      no: 1,
      amountFen,
      receivedOn: '2026-03-09',
    })
  await receive(700_000, 'first')
  const other = `${district}-unemployment-insurance-2026`
  t.match(
    await world.fundState(other),
    { paidFen: 0, recoveredFen: 600_000 },
    'the last to give is the first',
  )
  t.match(await world.fundState(), { paidFen: 300_000, recoveredFen: 100_000 })
  await receive(700_000, 'first')
  t.match(await world.fundState(), { recoveredFen: 100_000 }, 'a repeat returns nothing more')
  await t.rejects(receive(200_000, 'too much'), { code: 'recovery-exceeds' })
  await receive(100_000, 'second')
  t.match(await world.claim(claimId), { status: 'paid', recoveries: [{ status: 'received' }] })
})
