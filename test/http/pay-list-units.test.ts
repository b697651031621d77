import { createHash } from 'node:crypto'
import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cardNumber, district, officer, openOffice, planner, releasedBatch } from './treasury-fixture.ts'

/** The bank and the auditor read who trained somebody by name, and a list once given out stays as it was. */

const provider = 'provider-1'
const second = 'officer-330600'
const name = '第一职业学校'
const school = {
  ...{ providerId: provider, name, districts: [district], document: '绍市人社〔2024〕7号' },
  ...{ from: '2024-01-01', until: '2024-12-31' },
}

const paidFor = async (isDesignated: boolean) => {
  const office = await openOffice()
  const { post, fixture } = office
  if (isDesignated) await post(officer, '/providers', school)
  const named = { idNumber: syntheticIdNumber(731), name: '王学员', district, bankAccount: cardNumber(31) }
  const { personId } = (await post(provider, '/people', named)).body
  const { completionId: basis } = (
    await post(provider, `/people/${personId}/completions`, {
      ...{ course: 'workshop-in-province', trainingId: 'GJ-7', startsOn: '2024-06-03' },
      ...{ endsOn: '2024-06-07', eligibleCostYuan: '900.00' },
    })
  ).body
  const claim = { instrument: 'workshop-in-province', basis }
  const { claimId } = (await post(provider, `/people/${personId}/claims`, claim)).body
  await post(second, `/claims/${claimId}/review`)
  await post('reviewer-330602', `/claims/${claimId}/approve`)
  const batchId = await releasedBatch(office, [claimId])
  const listed = async () =>
    (await fixture.get(planner, `/api/v1/batches/${batchId}/pay-list?format=csv`)).payload
  return { office, batchId, listed }
}

t.test('the unit is the name of the provider; a list of before comes back with its id', async (t) => {
  const { office, batchId, listed } = await paidFor(true)
  t.teardown(() => office.fixture.close())
  const text = await listed()
  t.match(text, name)
  t.notMatch(text, provider)
  t.equal(await listed(), text)

  const { bankFiles, batches } = office.fixture.parts
  const batch = await batches.batch({ kind: 'all' }, batchId)
  const file = batch?.files[0]
  if (batch === undefined || file === undefined) throw new Error('nothing was released')
  const now = Buffer.from(await bankFiles.again(batch, file, 'csv')).toString()
  const before = now.replace(name, provider)
  const fileDigest = createHash('sha256').update(before).digest('hex')
  const known = { ...file, format: 'csv', fileDigest }
  t.equal(Buffer.from(await bankFiles.again(batch, known, 'csv')).toString(), before)
  await t.rejects(bankFiles.again(batch, { ...known, fileDigest: '0' }, 'csv'), { name: 'IntegrityFailure' })
})

t.test('whoever was designated after the release keeps the id that was given out', async (t) => {
  const { office, listed } = await paidFor(false)
  t.teardown(() => office.fixture.close())
  const text = await listed()
  t.match(text, provider)
  t.equal((await office.post(officer, '/providers', school)).status, 201)
  t.equal(await listed(), text)
})
