import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openFixture } from './http-fixture.ts'

/** Certificates that come later, or under another number, are put right by hand as a sheet puts them right. */

const api = '/api/v1'
const someone = { idNumber: syntheticIdNumber(1), name: '张三丰', district: '330602' }
const training = {
  ...{ course: 'workshop-in-province', trainingId: 'SX-2024-017' },
  ...{ startsOn: '2024-05-06', endsOn: '2024-05-10', eligibleCostYuan: '8000.00' },
}
const certificate = (number: string) => {
  return { occupation: '数控车工', level: '三级/高级工', number, issuedOn: '2024-05-20' }
}

t.test('a correction adds a certificate or gives it another number, beside the rest', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, send, store, count } = fixture
  const { personId } = (await post('provider-1', `${api}/people`, someone)).json()
  const { completionId } = (
    await post('provider-1', `${api}/people/${personId}/completions`, training)
  ).json()
  const url = `${api}/people/${personId}/completions/${completionId}/correct`
  const before = await count()
  const refused = async (body: object, code: string): Promise<void> => {
    t.match((await post('provider-1', url, body)).json(), { code })
  }
  await refused({ certificates: [], reason: '补录' }, 'empty')
  await refused(
    { certificates: [{ ...certificate('ZJ2024000001'), level: '大师' }], reason: '补录' },
    'level-unknown',
  )
  await refused(
    { certificates: [{ ...certificate('ZJ2024000001'), issuedOn: '2030-01-01' }], reason: '补' },
    'date-future',
  )
  t.equal(await count(), before)

  const typesSince = async (from: number): Promise<readonly string[]> => {
    const events = await store.readAll({ after: null, limit: 1_000 })
    return events.slice(from).map(({ type }) => type)
  }
  const headers = { 'idempotency-key': 'late-1' }
  const payload = { certificates: [certificate('ZJ2024000001')], reason: '证书后到' }
  const added = await send('provider-1', { method: 'POST', url, headers, payload })
  t.equal(added.statusCode, 200, added.payload)
  t.same(await typesSince(before), ['CertificateIssued'])
  const again = await send('provider-1', { method: 'POST', url, headers, payload })
  t.match(again, { headers: { 'idempotent-replayed': 'true' } })
  t.same(again.json(), added.json())
  await refused(payload, 'nothing-changed')
  t.equal(await count(), before + 1, 'the repeat adds nothing')

  const both = {
    certificates: [certificate('ZJ2024000009')],
    eligibleCostYuan: '7000.00',
    reason: '编号抄错',
  }
  const corrected = await post('provider-1', url, both)
  t.equal(corrected.statusCode, 200, corrected.payload)
  t.same(await typesSince(before + 1), ['CertificateVoided', 'CertificateIssued', 'CompletionCorrected'])
  const shown = await get('provider-1', `${api}/certificates?atLeast=${corrected.json().position}`)
  t.match(shown.json().items, [
    { completionId, occupation: '数控车工', level: '高级工', voided: false },
    { completionId, voided: true },
  ])
  const text = JSON.stringify(await store.readAll({ after: null, limit: 1_000 }), (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  for (const secret of ['ZJ2024000001', 'ZJ2024000009', '证书后到', '编号抄错']) t.notMatch(text, secret)
})

t.test('once a claim was approved, the provider adds no certificate and an officer does', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, send, count } = fixture
  const { personId } = (await post('provider-1', `${api}/people`, someone)).json()
  const person = `${api}/people/${personId}`
  const { completionId: basis } = (await post('provider-1', `${person}/completions`, training)).json()
  const claim = { instrument: 'workshop-in-province', basis }
  const { claimId } = (await post('provider-1', `${person}/claims`, claim)).json()
  await post('officer-330600', `${api}/claims/${claimId}/review`)
  t.equal((await post('reviewer-330602', `${api}/claims/${claimId}/approve`)).statusCode, 200)
  const before = await count()
  const url = `${person}/completions/${basis}/correct`
  const title = { ...certificate('ZJ2024000077'), kind: 'title', level: '工程师' }
  const payload = { certificates: [title], reason: '补录职称' }
  const refused = await post('provider-1', url, payload)
  t.match(refused, { statusCode: 409 })
  t.match(refused.json(), { code: 'certificates-awarded', detail: /经办人/ })
  t.equal(await count(), before)

  const headers = { 'idempotency-key': 'title-1' }
  const added = await send('officer-330602', { method: 'POST', url, headers, payload })
  t.equal(added.statusCode, 200, added.payload)
  t.equal(await count(), before + 1)
  const again = await send('officer-330602', { method: 'POST', url, headers, payload })
  t.match(again, { statusCode: 200, headers: { 'idempotent-replayed': 'true' } })
  t.equal(await count(), before + 1)
})
