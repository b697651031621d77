import t from 'tap'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { openFixture } from './http-fixture.ts'

/** A key that stands for another commit is refused before anything is promised on it. */

const api = '/api/v1'
const provider = 'provider-1'
const dates = { 开始日期: '2024-09-02', 结业日期: '2024-09-06', 发证日期: '2024-09-10' }

t.test('the key of one commit begins no other, neither while it runs nor afterwards', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, parts } = fixture
  const judged = async (...people: readonly number[]): Promise<string> => {
    const payload = csvOf(people.map((n) => cellsOf(n, dates)))
    const headers = { 'content-type': 'text/csv', 'idempotency-key': `upload-${people[0]}` }
    const sent = await fixture.send(provider, { method: 'POST', url: `${api}/imports`, headers, payload })
    await parts.jobs.settle()
    return sent.json().importId
  }
  const statusOf = async (importId: string): Promise<string> =>
    (await get(provider, `${api}/imports/${importId}`)).json().status
  const commit = (importId: string, key: string) =>
    post(provider, `${api}/imports/${importId}/commit`, {}, key)

  const [one, other] = [await judged(1, 2, 3), await judged(11)]
  t.equal((await commit(one, 'first')).statusCode, 202)
  // The same wish, which the log has already: nothing of this key is in it.
  t.equal((await commit(one, 'second')).statusCode, 202)
  t.match((await commit(other, 'second')).json(), { code: 'idempotency-key-reused' })
  t.equal(await statusOf(other), 'judged', 'nothing is promised')
  await parts.jobs.settle()
  t.equal(await statusOf(one), 'committed')
  t.match(
    (await commit(other, 'second')).json(),
    { code: 'idempotency-key-reused' },
    'also when it has ended',
  )
  t.equal(await statusOf(other), 'judged')
  t.equal((await commit(one, 'second')).statusCode, 202, 'the same request is answered')
  t.equal((await commit(other, 'third')).statusCode, 202)
  await parts.jobs.settle()
  t.equal(await statusOf(other), 'committed')
})
