import t from 'tap'
import { takeUpImport } from '../../../src/app/imports/take-up.ts'
import { Jobs } from '../../../src/app/jobs.ts'
import { at, cellsOf, csvOf, openImportWorld, providerOf } from '../../support/import-world.ts'

/** A commit keeps to what the log promises it: no more when that is taken back, and never twice. */

const now = () => at
const caller = (commandId: string) => ({ principal: providerOf('provider-1'), commandId, digest: 'd', at })
const id = (n: number): string => `5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b2${n}`
const nothing = () => {}
const sheet = (...people: readonly number[]) => csvOf(people.map((n) => cellsOf(n)))
const faulty = csvOf([cellsOf(1), cellsOf(2, { 证件号码: '330699197001010000' })])

t.test('a refusal takes back its own promise, and not the one that came after it', async (t) => {
  const { desk, judge, events } = await openImportWorld()
  const importId = await judge(faulty)
  await desk.ask(caller(id(1)), importId, 'all-or-nothing')
  await desk.ask(caller(id(2)), importId, 'good')
  const refused = desk.commitAsked(caller(id(1)), importId, 'all-or-nothing', nothing)
  await t.rejects(refused, { code: 'import-has-faults' })
  t.match(await desk.imports.load(importId), { status: 'queued', asked: { commandId: id(2), mode: 'good' } })
  t.match(await events(), { ImportCommitRefused: undefined })

  // The process dies here, before the second one's turn.
  const jobs = new Jobs(now)
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'committing')
  await jobs.settle()
  t.match(await desk.imports.load(importId), { status: 'committed', committed: { recorded: 1, left: 1 } })
})

t.test('called off and judged again elsewhere, the old promise begins nothing', async (t) => {
  const { desk, judge, commit, events } = await openImportWorld()
  const importId = await judge(sheet(1))
  await desk.ask(caller(id(1)), importId, 'good')
  await desk.cancel(caller(id(2)), importId)
  await judge(sheet(1))
  const late = () => desk.commitAsked(caller(id(1)), importId, 'good', nothing)
  await t.rejects(late(), { code: 'import-commit-lapsed' })
  t.match(await desk.imports.load(importId), { status: 'judged', asked: null })
  t.match(await events(), { TrainingCompleted: undefined, ImportCommitStarted: undefined })
  t.match(
    await commit(importId),
    { state: { status: 'committed' } },
    'nothing need be promised at a terminal',
  )
  t.match(await late(), { state: { committed: { recorded: 1 } } })
  t.match(await events(), { TrainingCompleted: 1, ImportCommitStarted: 1 })
})

t.test('a later wish takes the place of an earlier one that has not begun', async (t) => {
  const { desk, judge, events } = await openImportWorld()
  const importId = await judge(faulty)
  await desk.ask(caller(id(1)), importId, 'good')
  await desk.ask(caller(id(2)), importId, 'all-or-nothing')
  const earlier = desk.commitAsked(caller(id(1)), importId, 'good', nothing)
  await t.rejects(earlier, { code: 'import-commit-lapsed' })
  const later = desk.commitAsked(caller(id(2)), importId, 'all-or-nothing', nothing)
  await t.rejects(later, { code: 'import-has-faults' })
  t.match(await events(), { TrainingCompleted: undefined, ImportCommitRefused: 1 })
})

t.test('a repeat is answered with what came of the first time, also when the file came again', async (t) => {
  const { desk, judge, ledger, events } = await openImportWorld()
  const { people } = ledger
  const executeSeries = people.executeSeries.bind(people)
  const two = ledger.personIdOf(cellsOf(2)[1] ?? '')
  people.executeSeries = async (by, personId, steps, around) => {
    if (personId !== two) return executeSeries(by, personId, steps, around)
    const refused = () => ({ type: 'WithdrawCompletion', data: { completionId: 'none' } }) as never
    return executeSeries(by, personId, [{ ...steps[0], command: refused } as never], around)
  }
  const importId = await judge(sheet(1, 2))
  const commit = async () => {
    await desk.ask(caller(id(1)), importId, 'good')
    return desk.commitAsked(caller(id(1)), importId, 'good', nothing)
  }
  const first = await commit()
  t.match(first.state, { status: 'committed', committed: { recorded: 1, left: 1 } })
  people.executeSeries = executeSeries
  await judge(sheet(1, 2))
  t.match(await desk.imports.load(importId), { status: 'judged' }, 'the second row could be recorded now')

  const before = await events()
  const again = await commit()
  t.equal(again.replayed, true)
  t.same(again.state, first.state)
  t.same(await events(), before, 'nobody asked for that')
  t.match(await desk.commit(caller(id(2)), importId, 'good', nothing), {
    state: { committed: { recorded: 2 } },
  })
  t.same((await commit()).state, first.state)
})

t.test('whoever commits again goes on with an import that another process left half done', async (t) => {
  const { desk, judge, events } = await openImportWorld()
  const importId = await judge(sheet(1, 2))
  const stop = () => {
    throw new Error('stopped at the terminal')
  }
  await t.rejects(desk.commit(caller(id(1)), importId, 'good', stop), { message: /stopped/ })
  t.match(await desk.ask(caller(id(2)), importId, 'good'), { state: { status: 'committing', asked: null } })
  t.match(await desk.commit(caller(id(2)), importId, 'good', nothing), { state: { status: 'committed' } })
  t.match(await events(), { TrainingCompleted: 2, ImportCommitted: 1 })
})

t.test('a repeat goes on with a commit that was interrupted', async (t) => {
  const { desk, judge, events } = await openImportWorld()
  const importId = await judge(sheet(1, 2))
  const stop = () => {
    throw new Error('the disk is full')
  }
  await t.rejects(desk.commit(caller(id(1)), importId, 'good', stop), { message: 'the disk is full' })
  t.match(await desk.imports.load(importId), { status: 'committing' })
  await t.rejects(desk.cancel(caller(id(2)), importId), { code: 'import-committing' })
  t.match(await desk.commit(caller(id(1)), importId, 'good', nothing), { state: { status: 'committed' } })
  t.match(await events(), { TrainingCompleted: 2, ImportCommitStarted: 1, ImportCommitted: 1 })
})
