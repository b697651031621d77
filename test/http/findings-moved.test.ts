import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cardNumber, district, type Office, officer, openOffice } from './treasury-fixture.ts'

/** Whose desk a finding is on once its person has moved: list, read and decision say the same. */

const provider = 'provider-1'
const elsewhere = '330603'
const there = `officer-${elsewhere}`
const city = 'officer-330600'

const completion = {
  ...{ course: 'workshop-in-province', trainingId: 'GJ-7', startsOn: '2024-06-03', endsOn: '2024-06-07' },
  eligibleCostYuan: '900.00',
}

/** Two people of one account; the second has one completion with one finding. */
const doubted = async ({ post }: Office): Promise<{ personId: string; completionId: string }> => {
  const register = async (no: number): Promise<string> => {
    const person = { idNumber: syntheticIdNumber(no), name: '王学员', district, bankAccount: cardNumber(9) }
    return (await post(provider, '/people', person)).body.personId
  }
  await register(701)
  const personId = await register(702)
  const { completionId } = (await post(provider, `/people/${personId}/completions`, completion)).body
  return { personId, completionId }
}

const seenBy = async ({ get }: Office, persona: string, personId: string) => {
  const listed = (await get(persona, '/findings')).body.items
  return { listed: listed.length, read: (await get(persona, `/people/${personId}`)).status }
}

const move = ({ post }: Office, personId: string, key: string) =>
  post(officer, `/people/${personId}/move`, { district: elsewhere, movedOn: '2024-06-10' }, key)
const dismiss = ({ post }: Office, persona: string, personId: string, key?: string) =>
  post(persona, `/people/${personId}/findings/1/resolve`, { upheld: false, reason: '已核对' }, key)

t.test('a finding goes to the new office with its person', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { personId } = await doubted(office)
  t.strictSame(await seenBy(office, there, personId), { listed: 0, read: 404 }, 'not before the move')
  t.strictSame(await seenBy(office, officer, personId), { listed: 1, read: 200 })

  t.equal((await move(office, personId, 'move')).status, 200)
  t.strictSame(await seenBy(office, officer, personId), { listed: 0, read: 404 }, 'gone from the old office')
  t.match(await dismiss(office, officer, personId), { status: 404, body: { code: 'not-found' } })
  t.strictSame(await seenBy(office, there, personId), { listed: 1, read: 200 })
  const { items } = (await office.get(there, '/findings?status=open')).body
  t.match(items, [{ personId, name: '王**', district }], 'where they were registered then is a fact')
  t.equal((await office.get(there, `/findings?district=${district}`)).body.items.length, 1)
  t.equal((await office.get(there, `/findings?district=${elsewhere}`)).body.items.length, 0)

  t.match(await dismiss(office, there, personId, 'dismiss'), { status: 200, body: { status: 'dismissed' } })
  t.match(await dismiss(office, there, personId, 'dismiss'), { repeated: true })
  t.match((await office.get(there, '/findings')).body.items, [{ status: 'dismissed' }])
  t.equal((await office.get('auditor', '/findings')).body.items.length, 1)
})

t.test('an office that still pays a claim of the person sees what holds it, and decides on it', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { personId, completionId } = await doubted(office)
  const claim = { instrument: 'workshop-in-province', basis: completionId }
  const { claimId } = (await office.post(provider, `/people/${personId}/claims`, claim)).body
  await move(office, personId, 'move')
  for (const persona of [officer, there, city]) {
    t.strictSame(await seenBy(office, persona, personId), { listed: 1, read: 200 }, persona)
  }
  const shown = async (persona: string) => (await office.get(persona, '/findings')).body.items[0].claims
  t.strictSame(await shown(officer), [claimId])
  t.strictSame(await shown(there), [], 'a claim that another office pays is not shown')
  t.equal((await dismiss(office, officer, personId)).status, 200)
  t.match(await office.post(city, `/claims/${claimId}/review`), { status: 200 })
})

t.test('a certificate stays in the register of its district, without the name of who has left', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const person = { idNumber: syntheticIdNumber(711), name: '王学员', district }
  const { personId } = (await post(provider, '/people', person)).body
  const certificate = { occupation: '焊工', level: '高级工', number: 'S3306990711', issuedOn: '2024-06-08' }
  const recorded = { ...completion, certificates: [certificate] }
  const { completionId } = (await post(provider, `/people/${personId}/completions`, recorded)).body
  const listed = async (persona: string) => (await get(persona, '/certificates')).body.items
  t.match(await listed(there), [])
  t.match(await listed(officer), [{ completionId, holder: '王**' }])
  await move(office, personId, 'move')
  t.match(await listed(officer), [{ completionId, holder: null }])
  t.match(await listed('auditor'), [{ completionId, holder: '王**' }])
  t.equal((await move(office, personId, 'move')).repeated, true)
  t.match(await listed(officer), [{ completionId, holder: null }])
})
