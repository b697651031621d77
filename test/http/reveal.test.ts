import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { type Fixture, openFixture } from './http-fixture.ts'

/** Who sees personal data in clear, and what remains of that. */

const api = '/api/v1'
const officer = 'officer-330602'
const idNumber = syntheticIdNumber(1)
const person = { idNumber, name: '张三丰', district: '330602', phone: '13987654321' }
const training = {
  course: 'composite',
  trainingId: 'T1',
  startsOn: '2024-05-01',
  endsOn: '2024-05-09',
  eligibleCostYuan: '100.00',
}

const open = async (): Promise<{ fixture: Fixture; personId: string }> => {
  const fixture = await openFixture()
  const { personId } = (await fixture.post(officer, `${api}/people`, person)).json()
  return { fixture, personId }
}

t.test('details are shown in clear for a reason, once it is on record', async (t) => {
  const { fixture, personId } = await open()
  t.teardown(() => fixture.close())
  const url = `${api}/people/${personId}/reveal`
  const asked = { fields: ['phone', 'name', 'bankAccount'], reason: '核对张三丰的电话' }
  const before = await fixture.count()
  const refused: [persona: string, body: object, status: number, code: string][] = [
    ['applicant-1', asked, 403, 'forbidden'],
    ['provider-1', asked, 403, 'forbidden'],
    ['admin', asked, 403, 'forbidden'],
    ['officer-330603', asked, 404, 'not-found'],
    [officer, { fields: asked.fields }, 422, 'required'],
    [officer, { ...asked, fields: [] }, 422, 'empty'],
    [officer, { ...asked, fields: ['note:x'] }, 422, 'value-unknown'],
    [officer, { ...asked, reason: ' ' }, 422, 'empty'],
  ]
  for (const [persona, body, status, code] of refused) {
    const answer = await fixture.post(persona, url, body)
    t.match({ status: answer.statusCode, body: answer.json() }, { status, body: { code } }, persona)
    t.notMatch(answer.payload, /张三丰|13987654321/)
  }
  t.equal(await fixture.count(), before)

  const shown = await fixture.post(officer, url, asked, 'k')
  t.equal(shown.statusCode, 200)
  t.same(shown.json().revealed, { name: '张三丰', phone: '13987654321', bankAccount: null })
  t.equal(shown.headers['cache-control'], 'no-store')
  const events = await fixture.store.readStream(`person-${personId}`)
  const last = events.at(-1)
  t.match(last, { type: 'DetailsRevealed', data: { fields: ['name', 'phone', 'bankAccount'] } })
  t.match(last?.metadata, { actor: { account: officer } })
  t.notMatch(JSON.stringify(events.map(({ data }) => data)), /张三丰|139876/)
  t.notMatch(fixture.lines.join('\n'), /张三丰|139876/)

  await fixture.post(officer, `${api}/people/${personId}/details`, { phone: '13800000009' })
  const again = await fixture.post(officer, url, { ...asked, fields: asked.fields.toReversed() }, 'k')
  t.same([again.statusCode, again.payload], [200, shown.payload], 'the first answer, for ever')
  t.equal(await fixture.count(), before + 2)
  t.equal((await fixture.post('auditor', url, asked)).json().revealed.phone, '13800000009')
})

t.test('the reason of a return or rejection is read by whom it concerns', async (t) => {
  const { fixture, personId } = await open()
  t.teardown(() => fixture.close())
  const { post, get } = fixture
  await post('provider-1', `${api}/people`, person)
  await post('provider-1', `${api}/people/${personId}/completions`, training)
  const filed = { instrument: 'composite-workshop', basis: `${personId}-t1` }
  t.equal((await post('provider-1', `${api}/people/${personId}/claims`, filed)).statusCode, 201)
  const claim = `${api}/claims/${personId}-c1`
  await post(officer, `${claim}/return`, { reason: '缺张三丰的证书' })
  await post('provider-1', `${claim}/resubmit`)
  await post('reviewer-330602', `${claim}/reject`, { reason: '证书不是本人的' })
  const notes = async (persona: string): Promise<(string | null)[]> =>
    (await get(persona, claim)).json().timeline.map(({ note }: { note: string | null }) => note)
  const both = [null, '缺张三丰的证书', null, '证书不是本人的']
  for (const persona of ['applicant-1', officer, 'reviewer-330602', 'finance-330602', 'auditor']) {
    t.same(await notes(persona), both, persona)
  }
  t.same(await notes('provider-1'), [null, '缺张三丰的证书', null, null], 'what is to be corrected, no more')
  t.same(await notes('admin'), [null, null, null, null])
  t.equal((await get('officer-330603', claim)).statusCode, 404)
  const events = await fixture.store.readStream(`person-${personId}`)
  t.notOk(
    events.some(({ type }) => type === 'DetailsRevealed'),
    'reading them is no reveal',
  )
  await (fixture.parts.vault as Vault).erase(personId)
  t.same(await notes('auditor'), [null, null, null, null], 'gone with the person')
  const gone = await post(officer, `${api}/people/${personId}/reveal`, { fields: ['name'], reason: '核对' })
  t.match(gone.json(), { code: 'person-erased' })
})
