import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { type ServerOffice, startOffice } from '../http/server-office.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { jinlan } from '../support/run-jinlan.ts'

/** A real server is killed with one commit under way and others promised behind it; the next start does them. */

const folder = mkdtempSync(join(tmpdir(), 'jinlan-queued-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const provider = 'provider-1'
const clock = '2024-10-01T09:00:00+08:00'
const dates = { 开始日期: '2024-09-02', 结业日期: '2024-09-06', 发证日期: '2024-09-10' }
const people = (from: number, count: number): string =>
  String(csvOf(Array.from({ length: count }, (_, n) => cellsOf(from + n, dates))))

const statusOf = async ({ get }: ServerOffice, importId: string): Promise<string> =>
  (await get(provider, `/imports/${importId}`)).body.status
const until = async (office: ServerOffice, importId: string, status: string): Promise<void> => {
  while ((await statusOf(office, importId)) !== status) await pause(50)
}
const judged = async (office: ServerOffice, name: string, sheet: string): Promise<string> => {
  const { importId } = (await office.upload(provider, '/imports', sheet, name)).body
  await until(office, importId, 'judged')
  return importId
}

t.test('what was answered 202 is done after a kill −9, and what was called off is not', async (t) => {
  const data = join(folder, 'data')
  const office = await startOffice(data, clock)
  const long = await judged(office, 'long', people(1, 1_200))
  const short = await judged(office, 'short', people(5_001, 3))
  const other = await judged(office, 'other', people(6_001, 2))
  const commit = ({ post }: ServerOffice, importId: string, key: string) =>
    post(provider, `/imports/${importId}/commit`, {}, key)
  t.equal((await commit(office, long, 'commit-long')).status, 202)
  const promised = await commit(office, short, 'commit-short')
  t.equal(promised.status, 202)
  t.equal((await commit(office, other, 'commit-other')).status, 202)
  t.match(await office.post(provider, `/imports/${other}/cancel`), { body: { status: 'cancelled' } })
  t.equal(await statusOf(office, short), 'queued', 'the one before it is still at it')
  await office.stop('SIGKILL')

  const again = await startOffice(data, clock)
  await until(again, short, 'committed')
  await until(again, long, 'committed')
  t.match((await again.get(provider, `/jobs/${promised.body.jobId}`)).body, { state: 'done' })
  const counts = async () =>
    Promise.all(
      [long, short, other].map(async (id) => (await again.get(provider, `/imports/${id}`)).body.committed),
    )
  const done = await counts()
  t.match(done, [{ recorded: 1_200 }, { recorded: 3 }, null])
  t.equal((await commit(again, short, 'commit-short')).status, 202, 'the same request, answered as before')
  await pause(500)
  t.same(await counts(), done, 'adds nothing')
  await again.stop()
  for (const verb of ['fsck', 'verify']) {
    t.same(await jinlan([verb, '--data', data]), { code: 0, stdout: '', stderr: '' }, verb)
  }
})
