import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { entitlementAnswer } from '../../src/http/answers/entitlement.ts'
import { openOffice } from './treasury-fixture.ts'

const person = { idNumber: syntheticIdNumber(700), name: '张三', district: '330602' }
const training = {
  course: 'overseas',
  trainingId: 'GJ-2024-001',
  startsOn: '2024-05-06',
  endsOn: '2024-05-20',
  eligibleCostYuan: '30000.00',
}

t.test('a provider sees what is left to a person, and no sums of others', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const { personId } = (await post('provider-1', '/people', person)).body
  const completed = `/people/${personId}/completions`
  const { completionId } = (await post('provider-1', completed, training)).body
  const claim = { instrument: 'overseas-training', basis: completionId }
  const { claimId } = (await post('provider-1', `/people/${personId}/claims`, claim)).body
  await post('officer-330602', `/claims/${claimId}/review`)
  const { position } = (await post('reviewer-330602', `/claims/${claimId}/approve`)).body
  await post('provider-2', '/people', person)

  const seenBy = async (persona: string, place: string) => {
    const { status, body } = await get(persona, `/people/${personId}/entitlement?atLeast=${place}`)
    t.equal(status, 200)
    t.same(entitlementAnswer.parse(body), body)
    return body.buckets as readonly { readonly bucket: string }[]
  }
  const abroad = (buckets: readonly { readonly bucket: string }[]) =>
    buckets.find(({ bucket }) => bucket === 'overseas-training')
  const mine = { reservedYuan: '30000.00', paidYuan: '0.00', headroomYuan: '20000.00' }
  t.match(abroad(await seenBy('provider-1', position)), mine)
  t.match(abroad(await seenBy('officer-330602', position)), mine)
  t.same(await seenBy('provider-2', position), [], 'who only registered the person sees nothing')

  const own = { ...training, trainingId: 'GJ-2024-002', startsOn: '2024-07-01', endsOn: '2024-07-10' }
  const second = (await post('provider-2', completed, own)).body
  t.match(
    abroad(await seenBy('provider-2', second.position)),
    {
      capYuan: '50000.00',
      reservedYuan: '0.00',
      paidYuan: '0.00',
      pendingYuan: '0.00',
      headroomYuan: '20000.00',
    },
    'with a completion: what is left, and nothing of the other',
  )
  const basis = { instrument: 'overseas-training', basis: second.completionId }
  const trial = (await post('provider-2', `/people/${personId}/claims`, basis)).body
  const tried = { reservedYuan: '0.00', pendingYuan: '20000.00', headroomYuan: '20000.00' }
  t.match(abroad(await seenBy('provider-2', trial.position)), tried, 'and of its own claim')
  t.match(abroad(await seenBy('provider-1', trial.position)), { ...mine, pendingYuan: '0.00' })
})

t.test('a completion that is withdrawn opens nothing any more', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const { personId } = (await post('provider-1', '/people', person)).body
  const { completionId, position } = (await post('provider-1', `/people/${personId}/completions`, training))
    .body
  const entitlement = async (place: string) =>
    (await get('provider-1', `/people/${personId}/entitlement?atLeast=${place}`)).body.buckets.length
  t.ok((await entitlement(position)) > 0)
  const withdraw = `/people/${personId}/completions/${completionId}/withdraw`
  const withdrawn = (await post('provider-1', withdraw, { reason: '登记有误' })).body
  t.equal(await entitlement(withdrawn.position), 0)
})
