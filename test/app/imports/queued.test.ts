import t from 'tap'
import { takeUpImport } from '../../../src/app/imports/take-up.ts'
import { Jobs } from '../../../src/app/jobs.ts'
import { at, cellsOf, csvOf, openImportWorld, providerOf } from '../../support/import-world.ts'

/** A commit that waits behind another is in the log before anybody is answered, and can be called off. */

const now = () => at
const caller = (commandId: string) => ({ principal: providerOf('provider-1'), commandId, digest: 'd', at })
const first = '5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b21'
const second = '5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b22'
const nothing = () => {}
const sheet = (...people: readonly number[]) => csvOf(people.map((n) => cellsOf(n)))
const faulty = csvOf([cellsOf(1), cellsOf(2, { 证件号码: '330699197001010000' })])

t.test('what was promised is taken up by the next process, under the job that was answered', async (t) => {
  const { desk, judge, events } = await openImportWorld()
  const importId = await judge(sheet(1, 2))
  await desk.ask(caller(first), importId, 'good')
  t.match(await desk.imports.load(importId), { status: 'queued', asked: { commandId: first } })
  t.match(await events(), { TrainingCompleted: undefined, ImportCommitRequested: 1 })

  // The process dies here. The next one knows what the log says, and nothing else.
  const jobs = new Jobs(now)
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'committing')
  t.match(jobs.find(first, 'pid-provider-1'), { subject: importId })
  await jobs.settle()
  t.match(await events(), { TrainingCompleted: 2, ImportCommitStarted: 1, ImportCommitted: 1 })
  t.match(await desk.imports.load(importId), { status: 'committed', committer: { commandId: first } })
  const all = await events()
  await desk.ask(caller(first), importId, 'good')
  await desk.commitAsked(caller(first), importId, 'good', nothing)
  t.same(await events(), all, 'the same request again adds nothing')
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'nothing')
})

t.test('asked for before anything is judged, it follows the verdicts', async (t) => {
  const { desk, events } = await openImportWorld()
  const { importId } = await desk.receive(caller(second), 'provider-1', sheet(1))
  await desk.ask(caller(first), importId, 'good')
  const jobs = new Jobs(now)
  t.equal(await takeUpImport({ desk, jobs, now }, importId), 'judging')
  await jobs.settle()
  t.match(await events(), { ImportJudged: 1, ImportCommitted: 1, TrainingCompleted: 1 })
})

t.test('it can be called off until it begins, without waiting for those before it', async (t) => {
  const { desk, judge, events } = await openImportWorld()
  const [before, importId] = [await judge(sheet(1, 2, 3)), await judge(sheet(4))]
  const running = desk.commit(caller(first), before, 'good', nothing)
  await desk.ask(caller(second), importId, 'good')
  const waiting = desk.commitAsked(caller(second), importId, 'good', nothing)
  const ended: string[] = []
  const commits = Promise.allSettled([running.finally(() => ended.push('running')), waiting])
  const cancelled = await desk.cancel(caller('5f0c1d1e-2b7a-5c55-9d7e-0c1f6f9a4b23'), importId)
  t.match(cancelled, { state: { status: 'cancelled', asked: null } })
  t.same(ended, [], 'the one before is still at it')
  await commits
  await t.rejects(waiting, { code: 'import-cancelled' })
  t.match(await events(), { TrainingCompleted: 3, ImportCommitted: 1, ImportCommitStarted: 1 })
  t.equal(await takeUpImport({ desk, jobs: new Jobs(now), now }, importId), 'nothing')
})

t.test('what the rules refuse when its turn comes is promised no longer', async (t) => {
  const { desk, judge, commit, events } = await openImportWorld()
  const importId = await judge(faulty)
  await desk.ask(caller(first), importId, 'all-or-nothing')
  const refused = desk.commitAsked(caller(first), importId, 'all-or-nothing', nothing)
  await t.rejects(refused, { code: 'import-has-faults' })
  t.match(await desk.imports.load(importId), { status: 'judged', asked: null })
  t.match(await events(), { ImportCommitRefused: 1, TrainingCompleted: undefined })
  t.equal(await takeUpImport({ desk, jobs: new Jobs(now), now }, importId), 'nothing')
  t.match(await commit(importId), { state: { status: 'committed', committed: { recorded: 1, left: 1 } } })
})

t.test('a file that waits for its commit is not destroyed', async (t) => {
  const { desk, judge } = await openImportWorld()
  const importId = await judge(sheet(1))
  await desk.ask(caller(first), importId, 'good')
  await t.rejects(desk.destroy(caller(second), importId), { code: 'import-committing' })
  t.ok((await desk.upload(importId)).length > 0)
})
