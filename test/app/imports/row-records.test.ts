import t from 'tap'
import { recordOfRow } from '../../../src/app/imports/row-record.ts'
import { nameUuid } from '../../../src/app/name-uuid.ts'
import type { PersonCommand } from '../../../src/domain/person/commands.ts'
import {
  at,
  cellsOf,
  csvOf,
  type ImportWorld,
  openImportWorld,
  providerOf,
} from '../../support/import-world.ts'

/** Each row names the record that it stands for, and why nothing is claimed on one that is there. */

const early = { 开始日期: '2023-09-01', 结业日期: '2023-09-05', 发证日期: '2023-09-10' }
const again = (rows: readonly (readonly string[])[]): Buffer =>
  Buffer.concat([csvOf(rows), Buffer.from('\r\n')])

const recordsOf = async ({ desk, ledger, rows }: ImportWorld, importId: string) => {
  const state = await desk.imports.load(importId)
  if (state === undefined) throw new Error('no such import')
  return Promise.all((await rows(importId)).map((row) => recordOfRow(ledger, state, row)))
}

let calls = 0
const step = ({ ledger }: ImportWorld, personId: string, command: PersonCommand) => {
  const commandId = nameUuid('b3c4f0a2-7d1f-5b07-9f0e-6a5d3c2b1a91', String(calls++))
  return ledger.execute(
    { principal: providerOf('provider-1'), commandId, digest: 'd', at },
    personId,
    command,
  )
}

t.test('a row names its record once there is one', async (t) => {
  const world = await openImportWorld()
  const personId = (n: number) => world.ledger.personIdOf(cellsOf(n)[1] ?? '')
  const importId = await world.judge(csvOf([cellsOf(1), cellsOf(2, { 姓名: '' }), cellsOf(3)]))
  t.strictSame(await recordsOf(world, importId), [null, null, null], 'nothing is recorded yet')
  await world.commit(importId)
  const records = [`${personId(1)}-t1`, null, `${personId(3)}-t1`]
  t.strictSame(await recordsOf(world, importId), records)

  const data = { completionId: `${personId(1)}-t1`, noteCommitment: 'n' }
  await step(world, personId(1), { type: 'WithdrawCompletion', data })
  const next = await world.judge(again([cellsOf(1), cellsOf(3, { '费用(元)': '900.00' })]))
  t.strictSame(await recordsOf(world, next), [null, `${personId(3)}-t1`], 'what it corrects is there')
  await world.commit(next)
  const after = await recordsOf(world, next)
  t.equal(after[0], `${personId(1)}-t2`, 'the record anew, not the one that was withdrawn')
  t.strictSame(await recordsOf(world, importId), records, 'and the first import still names its own')
})

t.test('a record that is there says why nothing is claimed on it', async (t) => {
  const world = await openImportWorld()
  const sheet = [cellsOf(1, early), cellsOf(2), cellsOf(3)]
  await world.commit(await world.judge(csvOf(sheet)))
  const personId = world.ledger.personIdOf(cellsOf(3)[1] ?? '')
  const applicant = { account: 'a', role: 'applicant', pid: personId, districts: [], provider: null } as const
  const commandId = nameUuid('b3c4f0a2-7d1f-5b07-9f0e-6a5d3c2b1a91', 'withdraw')
  await world.ledger.execute({ principal: applicant, commandId, digest: 'd', at }, personId, {
    type: 'WithdrawClaim',
    data: { claimId: `${personId}-c1`, noteCommitment: 'n' },
  })
  const refused = { code: 'outside-policy-term', column: '结业日期', clause: /./ }
  const open = { code: 'claim-not-filed', column: '', clause: null, next: /claims/ }
  const importId = await world.judge(again(sheet))
  t.match(await world.rows(importId), [
    { verdict: 'already-recorded', unfiled: [{ ...refused, address: 'H2' }] },
    { verdict: 'already-recorded', unfiled: [] },
    { verdict: 'already-recorded', unfiled: [open] },
  ])
  t.equal((await world.rows(importId))[1]?.unfiled.length, 0, 'it is claimed')
  const { unfiled } = await world.desk.report(importId).notes()
  t.match(unfiled, [
    { ...refused, count: 1 },
    { ...open, count: 1 },
  ])
  const marked = await world.desk.mark(again(sheet), world.desk.report(importId), {})
  t.match(String(Buffer.from(marked.bytes)), /已有记录,没有申领:认定日期或结业日期不在方案有效期内/)
  const before = await world.events()
  await world.commit(importId)
  t.same((await world.events()).ClaimSubmitted, before.ClaimSubmitted, 'and nothing is filed by it')
})

t.test('of two imports that record a row, the later too says why nothing was claimed', async (t) => {
  const world = await openImportWorld()
  const sheet = [cellsOf(1, early)]
  const [one, other] = [await world.judge(csvOf(sheet)), await world.judge(again(sheet))]
  await world.commit(one)
  await world.commit(other)
  t.match(await world.rows(other), [
    { verdict: 'already-recorded', unfiled: [{ code: 'outside-policy-term' }] },
  ])
  t.match(await world.desk.report(other).page(null, { after: 0, limit: 2 }), {
    rows: [{ already: { completionId: /-t1$/ } }],
  })
})
