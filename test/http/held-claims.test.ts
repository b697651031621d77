import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openClasses } from './open-classes.ts'
import { cardNumber, district, type Office, officer, openOffice } from './treasury-fixture.ts'

/** What a provider looks for in the morning: whose claims wait, and by which row of the catalogue they come. */

const provider = 'provider-1'
const second = 'officer-330600'
const days = { startsOn: '2024-06-03', endsOn: '2024-06-07' }

const learner = async ({ post }: Office, no: number, account: number): Promise<string> => {
  const named = {
    idNumber: syntheticIdNumber(no),
    name: '王学员',
    district,
    bankAccount: cardNumber(account),
  }
  return (await post(provider, '/people', named)).body.personId
}

const claimed = async ({ post }: Office, personId: string, trainingId: string): Promise<string> => {
  const certificate = { occupation: '焊工', level: '三级/高级工', issuedOn: '2024-06-08' }
  const number = `S33069900${personId.slice(0, 3).replace(/\D/g, '1')}${trainingId.slice(2)}1`
  const recorded = await post(provider, `/people/${personId}/completions`, {
    ...{ course: 'vocational', trainingId, ...days, eligibleCostYuan: '900.00' },
    certificates: [{ ...certificate, number }],
  })
  const { completionId: basis } = recorded.body
  return (
    await post(provider, `/people/${personId}/claims`, { instrument: 'differentiated-training', basis })
  ).body.claimId
}

t.test('claims that open findings hold are counted and listed, with masked names', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  await openClasses(office, { provider, district }, [
    { trainingId: 'T-1', course: 'vocational', ...days },
    { trainingId: 'T-2', course: 'vocational', startsOn: '2024-07-01', endsOn: '2024-07-05' },
  ])
  const [a, b] = [await learner(office, 601, 7), await learner(office, 602, 8)]
  const free = await claimed(office, a, 'T-1')
  const desk = async (persona = provider) => (await get(persona, '/providers/provider-1/desk')).body
  t.match(await desk(), { held: 0, heldList: '/claims?provider=provider-1&findings=open' })
  const listed = async (persona: string, query = '') =>
    (await get(persona, `/claims?provider=provider-1&findings=open${query}`)).body
  t.strictSame((await listed(provider)).items, [])
  t.match(await get(provider, '/claims?findings=upheld'), { status: 422 })

  const shared = await learner(office, 603, 7)
  const held = await claimed(office, shared, 'T-1')
  t.match(await desk(), { held: 1 })
  t.match((await listed(provider)).items, [{ claimId: held, name: '王**' }])
  t.equal((await listed(provider)).items.length, 1)
  t.match((await listed(officer)).items, [{ claimId: held, name: '王**' }])
  t.strictSame((await listed('provider-2')).items, [])
  t.strictSame((await listed('officer-330603')).items, [])
  const all = (await get(provider, '/claims')).body.items
  t.match(all, [{ claimId: held, name: '王**' }, { claimId: free }])

  const twins = ['T-8', 'T-9'].map((trainingId) => ({ trainingId, course: 'vocational', ...days }))
  await openClasses(office, { provider, district }, twins)
  const ofClass = await claimed(office, b, 'T-9')
  t.match(await desk(officer), { held: 2 }, 'its class has the trainer of another')
  const first = await listed(provider, '&limit=1')
  t.match(first, { items: [{ claimId: ofClass }], next: /^\d+$/ })
  t.match(await listed(provider, `&limit=1&after=${first.next}`), { items: [{ claimId: held }], next: null })
  t.match((await listed(provider, `&q=${shared}`)).items, [{ claimId: held }])

  await post(second, `/people/${shared}/findings/1/resolve`, { upheld: false, reason: '已核对银行流水' })
  t.match((await listed(provider)).items, [{ claimId: ofClass }])
  t.match(await desk(), { held: 1 }, 'decided on, it is held no more')
})

t.test('the step by the catalogue names its row, at each decision and afterwards', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  await openClasses(office, { provider, district }, [{ trainingId: 'T-1', course: 'vocational', ...days }])
  const claimId = await claimed(office, await learner(office, 611, 9), 'T-1')
  const row = { rule: 'catalogue-rate', catalogue: { occupation: '焊工', level: '高级工', year: 2024 } }
  const reviewed = await post(second, `/claims/${claimId}/review`, undefined, 'review')
  t.match(reviewed.body.assessment.steps, [row])
  t.same((await post(second, `/claims/${claimId}/review`, undefined, 'review')).body, reviewed.body)
  const trace = (await get(provider, `/claims/${claimId}/trace`)).body
  t.match(trace.assessment.steps, [row])
  t.match((await get(officer, `/claims/${claimId}`)).body.assessment.steps, [row])
})
