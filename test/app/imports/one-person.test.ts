import t from 'tap'
import { cellsOf, csvOf, openImportWorld } from '../../support/import-world.ts'

/** What a sheet may not do to one person, nor learn of them. */

t.test('a sheet has at most twenty rows of one person; the others are told to wait', async (t) => {
  const world = await openImportWorld()
  const rows = Array.from({ length: 22 }, (_, n) => cellsOf(1, { 培训班编号: `GJ-2026-${n}` }))
  const importId = await world.judge(csvOf([...rows, cellsOf(2)]))
  const judged = await world.rows(importId)
  t.equal(judged.filter(({ verdict }) => verdict === 'ok').length, 21)
  t.match(judged[20], {
    verdict: 'wrong',
    faults: [{ code: 'rows-of-one-person', column: '证件号码', text: /至多 20 行/ }],
  })
  t.match(judged[22], { verdict: 'ok' }, 'who comes after is not held up')
})

t.test('who was registered after the sheet was judged keeps the account of the register', async (t) => {
  const world = await openImportWorld()
  const mine = { 培训班编号: 'GJ-2026-1' }
  const early = await world.judge(csvOf([cellsOf(1, mine)]))
  const registered = await world.judge(csvOf([cellsOf(1, { 银行账号: cellsOf(7).at(-1) ?? '' })]))
  await world.commit(registered)
  const [row] = await world.rows(early)
  const personId = row?.plan?.personId ?? ''
  const account = () => world.vault.read(personId, ['bankAccount']).bankAccount
  const before = account()
  t.equal(before, cellsOf(7).at(-1))
  await world.commit(early)
  t.match(await world.events(), { TrainingCompleted: 2, PersonRegistered: 1 })
  t.equal(account(), before)
})

t.test('a provider hears what differs only of people whom it recorded', async (t) => {
  const world = await openImportWorld()
  await world.commit(await world.judge(csvOf([cellsOf(1)])))
  const change = { 手机号: '13912345678', 培训班编号: 'GJ-2026-9' }
  const other = await world.judge(csvOf([cellsOf(1, change)]), 'provider-2')
  t.match(await world.rows(other), [{ verdict: 'ok', notes: [] }])
  const own = await world.judge(csvOf([cellsOf(1, change)]))
  t.match(await world.rows(own), [{ notes: [{ code: 'phone-kept' }] }])
})
