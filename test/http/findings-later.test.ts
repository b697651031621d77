import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import {
  bankFile,
  cardNumber,
  district,
  type Office,
  officer,
  openOffice,
  planner,
  releasedBatch,
} from './treasury-fixture.ts'

/** Findings that come after the record, and those that go with it. */

const provider = 'provider-1'
const second = 'officer-330600'

const learner = async ({ post }: Office, no: number, bankAccount?: string): Promise<string> => {
  const person = { idNumber: syntheticIdNumber(no), name: '王学员', district, bankAccount }
  return (await post(provider, '/people', person)).body.personId
}
const completion = {
  ...{ course: 'workshop-in-province', trainingId: 'GJ-7', startsOn: '2024-06-03', endsOn: '2024-06-07' },
  eligibleCostYuan: '900.00',
}

t.test('an account entered later holds the claims on what was recorded before', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  await learner(office, 601, cardNumber(9))
  const b = await learner(office, 602)
  const { completionId } = (await post(provider, `/people/${b}/completions`, completion)).body
  const claim = { instrument: 'workshop-in-province', basis: completionId }
  const { claimId } = (await post(provider, `/people/${b}/claims`, claim)).body
  t.strictSame((await get(officer, '/findings')).body.items, [], 'nobody has an account of theirs yet')

  const enter = (key?: string) => post(officer, `/people/${b}/details`, { bankAccount: cardNumber(9) }, key)
  t.equal((await enter('first')).status, 200)
  t.match(await post(second, `/claims/${claimId}/review`), { status: 409, body: { code: 'finding-open' } })
  const { items } = (await get(officer, '/findings?status=open')).body
  t.match(items, [
    {
      ...{ rule: 'account-shared', personId: b, name: '王**', trainingId: 'GJ-7', claims: [claimId] },
      ...{ becauseOf: [completionId], others: 1 },
    },
  ])
  t.equal(items.length, 1)
  t.equal((await enter('first')).repeated, true)
  await enter()
  t.strictSame((await get(officer, '/findings?status=open')).body.items, items, 'nothing twice')
  const trace = (await get(provider, `/claims/${claimId}`)).body
  const own = { rule: 'account-shared', becauseOf: [completionId], others: 0 }
  t.match(trace.findings, [own], 'its own record; not who else, and not how many')
})

t.test('a withdrawn record takes its open findings off the list', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  await learner(office, 611, cardNumber(8))
  const b = await learner(office, 612, cardNumber(8))
  const recorded: string[] = []
  for (const trainingId of ['GJ-7', 'GJ-8', 'GJ-9']) {
    const path = `/people/${b}/completions`
    const days = { startsOn: `2024-06-1${recorded.length}`, endsOn: `2024-06-1${recorded.length}` }
    recorded.push((await post(provider, path, { ...completion, trainingId, ...days })).body.completionId)
  }
  const listed = async (query: string) =>
    (await get(officer, `/findings?${query}`)).body.items.map(
      ({ no, status }: { no: number; status: string }) => `${no} ${status}`,
    )
  t.strictSame(await listed('status=open'), ['3 open', '2 open', '1 open'])
  const withdraw = (id: string | undefined, key: string) =>
    post(provider, `/people/${b}/completions/${id}/withdraw`, { reason: '录错了人' }, key)
  await withdraw(recorded[1], 'withdraw')
  t.equal((await withdraw(recorded[1], 'withdraw')).repeated, true)
  t.strictSame(await listed('status=open'), ['3 open', '1 open'])
  t.strictSame(await listed('status=lapsed'), ['2 lapsed'])
  t.strictSame(await listed('rule=account-shared'), ['3 open', '2 lapsed', '1 open'])
  const page = (await get(officer, '/findings?status=open&limit=1')).body
  t.match(page.items, [{ no: 3 }])
  t.strictSame(await listed(`status=open&limit=1&after=${page.next}`), ['1 open'])
  const said = { upheld: false, reason: '已核对' }
  t.match(await post(second, `/people/${b}/findings/2/resolve`, said), { body: { code: 'already-revoked' } })
})

t.test('no money goes out on an account that is in doubt, whenever it was entered', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post } = office
  await learner(office, 601, cardNumber(9))
  const b = await learner(office, 602)
  const { completionId } = (await post(provider, `/people/${b}/completions`, completion)).body
  const claim = { instrument: 'workshop-in-province', basis: completionId }
  const { claimId } = (await post(provider, `/people/${b}/claims`, claim)).body
  t.equal((await post(second, `/claims/${claimId}/review`)).status, 200)
  t.equal((await post('reviewer-330602', `/claims/${claimId}/approve`)).status, 200)
  const url = `/batches/${await releasedBatch(office, [claimId])}`
  t.match((await office.get(planner, url)).body, { status: 'approved' }, 'an account is missing')
  await post(officer, `/people/${b}/details`, { bankAccount: cardNumber(9) })
  t.match(await post(planner, `${url}/release`), { status: 409, body: { code: 'finding-open' } })
  await post(officer, `/people/${b}/details`, { bankAccount: cardNumber(10) })
  t.match(await post(planner, `${url}/release`), { status: 409 }, 'still, until a person has decided')
  const decided = await post(second, `/people/${b}/findings/1/resolve`, {
    upheld: false,
    reason: '本人换回账号',
  })
  t.equal(decided.status, 200)
  t.match((await post(planner, `${url}/release`)).body, { status: 'released' })
})

t.test('money that comes back late is not sent again to an account in doubt', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, upload, get } = office
  await learner(office, 601, cardNumber(9))
  const b = await learner(office, 602, cardNumber(10))
  const { completionId } = (await post(provider, `/people/${b}/completions`, completion)).body
  const claim = { instrument: 'workshop-in-province', basis: completionId }
  const { claimId } = (await post(provider, `/people/${b}/claims`, claim)).body
  await post(second, `/claims/${claimId}/review`)
  await post('reviewer-330602', `/claims/${claimId}/approve`)
  const url = `/batches/${await releasedBatch(office, [claimId])}`
  const answer = (outcome: string, reason: string) =>
    upload(planner, `${url}/results`, bankFile([[1, claimId, outcome, reason, '2024-10-14']]))
  t.equal((await answer('成功', '')).status, 200)
  await post(officer, `/people/${b}/details`, { bankAccount: cardNumber(9) })
  t.strictSame((await get(officer, '/findings')).body.items, [], 'nothing is to be paid')
  t.equal((await answer('失败', '账户状态异常')).status, 200)
  t.match((await get(officer, '/findings?status=open')).body.items, [
    { rule: 'account-shared', personId: b, claims: [claimId], others: 1 },
  ])
  t.match(await post(planner, `${url}/reissue`), { status: 409, body: { code: 'finding-open' } })
  await post(second, `/people/${b}/findings/1/resolve`, { upheld: false, reason: '夫妻共用' })
  t.match(await post(planner, `${url}/reissue`, undefined, 'again'), { status: 200 })
  t.match(await post(planner, `${url}/reissue`, undefined, 'again'), { repeated: true })
})
