import t from 'tap'
import { ReportFile } from '../../../src/app/imports/report-file.ts'
import { nameUuid } from '../../../src/app/name-uuid.ts'
import type { PersonCommand } from '../../../src/domain/person/commands.ts'
import type { Principal } from '../../../src/domain/scope.ts'
import { createMemorySealedFiles } from '../../../src/vault/memory-sealed-files.ts'
import { at, cellsOf, csvOf, type ImportWorld, openImportWorld } from '../../support/import-world.ts'

/** What is said of a row that is recorded all the same: why it files no claim, and what it leaves as it was. */

const early = { 开始日期: '2023-09-01', 结业日期: '2023-09-05', 发证日期: '2023-09-10' }
const again = (rows: readonly (readonly string[])[], times = 1): Buffer =>
  Buffer.concat([csvOf(rows), Buffer.from('\r\n'.repeat(times))])
const personOf = ({ ledger }: ImportWorld, n: number): string => ledger.personIdOf(cellsOf(n)[1] ?? '')

let calls = 0
const officeOf = (role: 'officer' | 'reviewer'): Principal => {
  return { account: role, role, pid: `pid-${role}`, districts: ['330602'], provider: null }
}
const step = ({ ledger }: ImportWorld, principal: Principal, personId: string, command: PersonCommand) => {
  const commandId = nameUuid('0b9b3c1e-7d1f-5b07-9f0e-6a5d3c2b1a90', String(calls++))
  return ledger.execute({ principal, commandId, digest: 'd', at }, personId, command)
}

t.test('a row whose trial is refused says the reason and its clause, and is recorded', async (t) => {
  const world = await openImportWorld()
  const importId = await world.judge(csvOf([cellsOf(1, early), cellsOf(2), cellsOf(3, early)]))
  const refused = {
    code: 'outside-policy-term',
    column: '结业日期',
    text: /不在方案有效期内。$/,
    clause: /./,
  }
  const [first, second] = await world.rows(importId)
  t.match(first, { verdict: 'ok', claims: [], faults: [], unfiled: [{ ...refused, address: 'H2' }] })
  t.match(second, { verdict: 'ok', claims: [{ instrument: 'workshop-in-province' }], unfiled: [] })
  const told = await world.desk.report(importId).notes()
  t.match(told.unfiled, [{ ...refused, count: 2, addresses: ['H2', 'H4'] }])
  t.match(await world.commit(importId), { state: { committed: { recorded: 3, claims: 1, left: 0 } } })
  t.match((await world.rows(importId))[0]?.unfiled, [refused], 'and says it afterwards')
  const marked = await world.desk.mark(csvOf([cellsOf(1, early)]), world.desk.report(importId), {})
  t.match(String(Buffer.from(marked.bytes)), /照记,没有申领:认定日期或结业日期不在方案有效期内/)
  await world.judge(csvOf([cellsOf(1, early), cellsOf(2), cellsOf(3, early)]))
  await world.commit(importId)
  t.match(await world.events(), { TrainingCompleted: 3, ClaimSubmitted: 1 }, 'again adds nothing')
})

t.test('a trial that went otherwise by the commit is told as it went', async (t) => {
  const world = await openImportWorld()
  await world.commit(await world.judge(csvOf([cellsOf(1, { '费用(元)': '10000.00' })])))
  const second = await world.judge(csvOf([cellsOf(1, { 培训班编号: 'SX-2026-002' }), cellsOf(2)]))
  t.match((await world.rows(second))[0], { claims: [{ amountFen: 120_000 }], unfiled: [] })
  const personId = personOf(world, 1)
  const data = { claimId: `${personId}-c1` }
  await step(world, officeOf('officer'), personId, { type: 'ReviewClaim', data })
  await step(world, officeOf('reviewer'), personId, { type: 'ApproveClaim', data })
  t.match(await world.commit(second), { state: { committed: { recorded: 2, claims: 1 } } })
  t.match(await world.rows(second), [
    { verdict: 'ok', claims: [], unfiled: [{ code: 'cap-exhausted' }] },
    { verdict: 'ok', claims: [{ amountFen: 120_000 }], unfiled: [] },
  ])
  t.match((await world.desk.report(second).notes()).unfiled, [{ code: 'cap-exhausted', count: 1 }])
})

t.test('what differs from the register is noted, and no value is told', async (t) => {
  const world = await openImportWorld()
  const fresh = await world.judge(csvOf([cellsOf(1), cellsOf(2, { 手机号: '' })]))
  t.ok((await world.rows(fresh)).every(({ notes }) => notes.length === 0))
  await world.commit(fresh)
  const change = { 手机号: '13912345678', 所属区县: '柯桥区', 培训班编号: 'SX-2026-002' }
  const other = cellsOf(2, { 银行账号: '', 培训班编号: 'SX-2026-003' })
  const importId = await world.judge(again([cellsOf(1, change), other, cellsOf(1)]))
  const [first, second, third] = await world.rows(importId)
  const kept = (code: string, column: string) => ({
    code,
    column,
    text: /没有改动。$/,
    next: /经办人(?:更改|登记)。$/,
  })
  t.match(first?.notes, [kept('phone-kept', '手机号'), kept('district-kept', '所属区县')])
  t.match(second?.notes, [{ code: 'phone-kept', text: '登记里没有手机号,名单里的没有补记。' }])
  t.match(third, { verdict: 'already-recorded', notes: [] })
  t.notMatch(JSON.stringify(first?.notes), /138|139/)
  const { notes } = await world.desk.report(importId).notes()
  t.match(notes.map(({ code, count }) => [code, count]).sort(), [
    ['district-kept', 1],
    ['phone-kept', 1],
    ['phone-kept', 1],
  ])
  const before = await world.events()
  await world.commit(importId)
  t.equal((await world.events()).DetailsChanged, before.DetailsChanged)
})

t.test(
  'a sheet of guesses finds no number out, and an office hears nothing of who is not its own',
  async (t) => {
    const world = await openImportWorld()
    await world.commit(await world.judge(csvOf([cellsOf(1, { 手机号: '13800004321' })])))
    const guess = (phone: string, no: number) => cellsOf(1, { 手机号: phone, 培训班编号: `SX-2026-1${no}` })
    const guesses = await world.judge(csvOf([guess('13800004321', 1), guess('13812344321', 2)]))
    t.ok(
      (await world.rows(guesses)).every(({ notes }) => notes.length === 0),
      'alike as they are shown',
    )
    const elsewhere = { ...officeOf('officer'), districts: ['330603'] }
    const caller = { principal: elsewhere, digest: 'd', at, commandId: nameUuid(guesses, 'elsewhere') }
    const sheet = csvOf([cellsOf(1, { 手机号: '13912345678' })])
    const { importId } = await world.desk.receive(caller, 'provider-1', sheet)
    await world.desk.judge(caller, importId, () => {})
    t.match(await world.rows(importId), [{ notes: [] }])
  },
)

t.test(
  'a row that two imports hold is recorded by one of them, and is there already for the other',
  async (t) => {
    const world = await openImportWorld()
    const rows = Array.from({ length: 30 }, (_, n) => cellsOf(n + 1))
    const [one, other] = [await world.judge(csvOf(rows)), await world.judge(again([...rows, cellsOf(31)]))]
    await Promise.all([world.commit(one), world.commit(other)])
    const counts = await Promise.all(
      [one, other].map(async (id) => (await world.desk.imports.load(id))?.committed),
    )
    const [first, second] = counts
    t.equal((first?.recorded ?? 0) + (second?.recorded ?? 0), 31)
    t.equal((first?.claims ?? 0) + (second?.claims ?? 0), 31)
    t.match([first, second], [{ left: 0 }, { left: 0 }])
    t.equal((first?.recorded ?? 0) + (first?.already ?? 0), 30)
    t.equal((second?.recorded ?? 0) + (second?.already ?? 0), 31)
    const late = (second?.already ?? 0) > 0 ? other : one
    const found = (await world.rows(late)).filter(({ verdict }) => verdict === 'already-recorded')
    t.match(found[0], { plan: null, already: { completionId: /-t1$/ }, claims: [] })
    t.match(await world.events(), { TrainingCompleted: 31, ClaimSubmitted: 31 })
  },
)

t.test('a row that differs in what it tells of the person alone is there already too', async (t) => {
  const world = await openImportWorld()
  const rows = [cellsOf(1, { '费用(元)': '900.00' }), cellsOf(2), cellsOf(3)]
  const others = [cellsOf(1), cellsOf(2, { 手机号: '13912345678' }), cellsOf(3, { 手机号: '' })]
  const [one, other] = [await world.judge(csvOf(rows)), await world.judge(csvOf(others))]
  await world.commit(one)
  t.match(await world.commit(other), { state: { committed: { recorded: 0, already: 2, left: 1 } } })
  t.match(await world.rows(other), [
    { verdict: 'wrong', faults: [{ code: 'row-outdated' }] },
    { verdict: 'already-recorded', plan: null, already: { completionId: /-t1$/ } },
    { verdict: 'already-recorded' },
  ])
  t.match(await world.events(), { TrainingCompleted: 3 })
})

t.test('a judgement sealed before there were notes is read as having none', async (t) => {
  const files = createMemorySealedFiles()
  const report = { faults: [], changes: [], claims: [], already: null, row: null, plan: null }
  const verdicts = { ok: 1, 'already-recorded': 0, changed: 0, wrong: 0 }
  const contents = { version: 1, places: {}, groups: [], parts: [{ lastLine: 2, verdicts }] }
  const rows = [{ line: 2, verdict: 'ok', ...report }]
  await files.write(
    'old.rows',
    [contents, { rows }].map((value) => Buffer.from(JSON.stringify(value))),
  )
  const old = new ReportFile(files, 'old')
  t.match(await old.page('wrong', { after: 0, limit: 5 }), { rows: [] })
  t.match(await old.page(null, { after: 0, limit: 5 }), { rows: [{ line: 2, unfiled: [], notes: [] }] })
  t.same(await old.notes(), { unfiled: [], notes: [], remarks: [] })
})
