import { test } from 'tap'
import { Jobs } from '../../src/app/jobs.ts'

const start = { jobId: 'job-1', subject: 'batch-1', pid: 'aaaa', step: '核对申领' }
const jobs = () => new Jobs(() => '2026-03-01T01:00:00.000Z')

test('who began a job sees how far it has come, nobody else does', async (t) => {
  const list = jobs()
  let goOn: () => void = () => {}
  const work = list.run(start, async (onProgress) => {
    onProgress({ step: '占用资金', done: 3, total: 9 })
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
    return 42
  })
  t.equal(list.find('job-1', 'bbbb'), undefined, 'somebody else')
  t.equal(list.find('job-2', 'aaaa'), undefined, 'no such job')
  t.match(list.find('job-1', 'aaaa'), { state: 'running', step: '占用资金', done: 3, total: 9 })
  goOn()
  t.equal(await work, 42)
  t.match(list.find('job-1', 'aaaa'), { state: 'done', endedAt: '2026-03-01T01:00:00.000Z' })
})

test('the same job is not begun twice while it runs', async (t) => {
  const list = jobs()
  let runs = 0
  const work = async () => {
    runs += 1
    await new Promise((resolve) => setImmediate(resolve))
    return runs
  }
  t.strictSame(await Promise.all([list.run(start, work), list.run(start, work)]), [1, 1])
  t.equal(await list.run(start, work), 2, 'once it has ended it may be begun again')
})

test('a job that failed says so, and old ones are forgotten', async (t) => {
  const list = jobs()
  await t.rejects(
    list.run(start, () => Promise.reject(new Error('no disk'))),
    { message: 'no disk' },
  )
  t.match(list.find('job-1', 'aaaa'), { state: 'failed', error: { message: 'no disk' } })
  for (let n = 0; n < 500; n++) await list.run({ ...start, jobId: `later-${n}` }, async () => n)
  await list.settle()
  t.equal(list.find('job-1', 'aaaa'), undefined)
  t.ok(list.find('later-499', 'aaaa'))
})
