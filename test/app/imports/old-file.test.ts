import t from 'tap'
import type { PersonCommand } from '../../../src/domain/person/commands.ts'
import { at, cellsOf, csvOf, openImportWorld, providerOf } from '../../support/import-world.ts'

/** A file that was committed comes again: it records what it left, and undoes nothing. */

const left = cellsOf(2, { 姓名: '赵无名' })

t.test('what another file corrected stays corrected', async (t) => {
  const { judge, commit, rows, events, desk } = await openImportWorld()
  const old = csvOf([cellsOf(1), cellsOf(2, { 证件号码: '330699197001010000' })])
  const importId = await judge(old)
  await commit(importId)
  await commit(await judge(csvOf([cellsOf(1, { '费用(元)': '1300.00' })])))
  const before = await events()
  await judge(old)
  t.match(await rows(importId), [{ verdict: 'already-recorded', changes: [] }, { verdict: 'wrong' }])
  t.match(await desk.imports.load(importId), { status: 'committed' })
  await commit(importId)
  t.same(await events(), before)
})

t.test('what was withdrawn stays so until another file brings it back', async (t) => {
  const { judge, commit, rows, events, ledger, vault } = await openImportWorld()
  await commit(await judge(csvOf([cellsOf(2, { 培训班编号: 'SX-2026-002' })])))
  const old = csvOf([cellsOf(1), left, cellsOf(3)])
  const importId = await judge(old)
  await commit(importId)
  const personId = ledger.personIdOf(cellsOf(1)[1] ?? '')
  const commandId = '5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b21'
  const note = `note:${commandId}` as const
  const { [note]: noteCommitment } = await vault.put(personId, { [note]: '重复' })
  const data = { completionId: `${personId}-t1`, noteCommitment }
  const command = { type: 'WithdrawCompletion', data } as PersonCommand
  await ledger.execute({ principal: providerOf('provider-1'), commandId, digest: 'd', at }, personId, command)
  await judge(old)
  t.match(await rows(importId), [
    { verdict: 'wrong', faults: [{ code: 'row-withdrawn', address: 'E2' }] },
    { verdict: 'wrong', faults: [{ code: 'identity-mismatch' }] },
    { verdict: 'already-recorded' },
  ])
  t.match(await events(), { TrainingCompleted: 3 })
  const other = await judge(Buffer.concat([csvOf([cellsOf(1)]), Buffer.from('\r\n')]))
  t.match(await rows(other), [{ verdict: 'ok' }])
  t.match(await commit(other), { state: { committed: { recorded: 1 } } }, 'another file brings it back')
})
