import t from 'tap'
import { chief, district, openOffice, planner } from './treasury-fixture.ts'

t.test('a batch is cancelled for a reason, which those who work on it can read', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const claimIds = await office.approved(1)
  const { batchId } = (await post(planner, '/batches', { district, claimIds })).body
  const url = `/batches/${batchId}`
  t.match((await post(planner, `${url}/cancel`, {})).status, 422)
  t.match((await get(planner, url)).body, { status: 'planned', cancelReason: null })
  const reason = { reason: '钱多多要求暂缓' }
  t.match(await post(planner, `${url}/cancel`, reason, 'c'), { status: 200, body: { status: 'cancelled' } })
  t.match(await post(planner, `${url}/cancel`, reason, 'c'), { repeated: true })
  for (const who of [planner, chief, 'auditor']) {
    t.match((await get(who, url)).body, { statusText: /./, cancelReason: reason.reason }, who)
  }
  t.equal((await get('admin', url)).body.cancelReason, null)
})
