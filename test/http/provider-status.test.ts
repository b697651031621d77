import t from 'tap'
import { district, officer, openOffice } from './treasury-fixture.ts'

/** Whether a provider is suspended is told by the day that it is asked on. */

const school = {
  ...{ providerId: 'provider-1', name: '第一职业学校', districts: [district] },
  ...{ from: '2024-01-01', until: '2024-12-31', document: '绍市人社〔2024〕7号' },
}

t.test('what is dated later holds from its day on, and may be put right until then', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, moveClock } = office
  await post(officer, '/providers', school)
  const seen = async () => (await get(officer, '/providers/provider-1')).body
  const listed = async (status: string) =>
    (await get(officer, `/providers?status=${status}`)).body.items.map(
      ({ providerId }: { providerId: string }) => providerId,
    )
  const url = '/providers/provider-1'
  const later = { from: '2024-10-10', document: '停〔2024〕1号' }
  t.match(await post(officer, `${url}/suspend`, later), { body: { status: 'designated' } }, 'not yet')
  t.match(await seen(), { status: 'designated', statusText: '已认定', current: true })
  const sooner = { from: '2024-09-20', document: '停〔2024〕2号' }
  t.match(await post(officer, `${url}/suspend`, sooner), { status: 200, body: { status: 'suspended' } })
  t.match(await seen(), { status: 'suspended', suspensions: [{ from: '2024-09-20', endedOn: null }] })
  t.equal((await seen()).suspensions.length, 1)
  t.match(await post(officer, `${url}/suspend`, later), { body: { code: 'provider-suspended' } })

  const mistyped = { on: '2042-11-01', document: '复〔2024〕1号' }
  const first = await post(officer, `${url}/reinstate`, mistyped, 'reinstate')
  t.match(first, { status: 200, body: { status: 'suspended' } })
  const right = { on: '2024-11-01', document: '复〔2024〕2号' }
  t.match(await post(officer, `${url}/reinstate`, right), { status: 200, body: { status: 'suspended' } })
  t.match(await seen(), { status: 'suspended', current: false, suspensions: [{ endedOn: '2024-11-01' }] })
  t.strictSame([await listed('suspended'), await listed('designated')], [['provider-1'], []])

  await moveClock('2024-11-01T09:00:00+08:00')
  t.match(await seen(), { status: 'designated', statusText: '已认定', current: true })
  t.strictSame([await listed('suspended'), await listed('designated')], [[], ['provider-1']])
  const again = await post(officer, `${url}/reinstate`, mistyped, 'reinstate')
  t.match(again, { repeated: true, body: first.body }, 'and a repeat reads as it did')
  t.match(await post(officer, `${url}/reinstate`, { ...right, on: '2024-12-01' }), {
    status: 409,
    body: { code: 'provider-not-suspended' },
  })
})

t.test('a designation that begins later is shown from its day on', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, moveClock } = office
  await post(officer, '/providers', { ...school, occupations: ['焊工'] })
  const { providerId: _, name: __, ...designation } = school
  const next = { ...designation, from: '2024-12-01', until: '2025-11-30', occupations: ['钳工'] }
  t.match(await post(officer, '/providers/provider-1/change', next), { status: 200 })
  const first = (await get(officer, '/providers/provider-1')).body
  t.match(first, { occupations: ['焊工'], until: '2024-12-31', designations: [{}, { from: '2024-12-01' }] })
  await moveClock('2024-12-01T09:00:00+08:00')
  t.match((await get(officer, '/providers/provider-1')).body, { occupations: ['钳工'], until: '2025-11-30' })
})
