import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import {
  bankFile,
  cardNumber,
  district,
  officer,
  openOffice,
  planner,
  releasedBatch,
} from './treasury-fixture.ts'

/** What the new life of a claim asks of people: lists, accounts, relatives; and what must not be lost. */

t.test('a title of an official list comes with its claim; the person confirms the account', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const person = { idNumber: syntheticIdNumber(1), name: '钱多多', district }
  const { personId } = (await post(officer, '/people', person)).body
  const title = {
    title: 'technical-expert-municipal',
    grantedOn: '2024-05-01',
    document: '绍市人社〔2024〕18号',
  }
  const wrong = await post(officer, `/people/${personId}/recognitions`, { ...title, officialList: 'yes' })
  t.match(wrong, { status: 422, body: { code: 'type-mismatch' } })
  const granted = await post(officer, `/people/${personId}/recognitions`, { ...title, officialList: true })
  t.match(granted, { status: 201, body: { claimIds: [`${personId}-c1`] } })
  const url = `/claims/${personId}-c1`
  t.match((await get('applicant-1', url)).body, {
    statusText: '待补正',
    onBehalf: true,
    holderText: '申领人',
    dueOn: /^\d{4}-\d{2}-\d{2}$/,
    nextText: '请确认收款账户。',
  })
  t.match((await post('applicant-2', `${url}/confirm-account`)).status, 404)
  t.match((await post('applicant-1', `${url}/confirm-account`)).body, { code: 'account-missing' })
  await post('applicant-1', `/people/${personId}/details`, { bankAccount: cardNumber(1) })
  t.match((await post('applicant-1', `${url}/confirm-account`, undefined, 'ok')).body, {
    status: 'submitted',
  })
  t.match(await post('applicant-1', `${url}/confirm-account`, undefined, 'ok'), { repeated: true })
})

t.test('a relative who is declared decides nothing', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post } = office
  const person = { idNumber: syntheticIdNumber(1), name: '钱多多', district }
  const { personId } = (await post(officer, '/people', person)).body
  const relatives = `/people/${personId}/relatives`
  const reviewer = office.fixture.pidOf('officer-330600')
  t.match((await post(officer, relatives, { personId: '330699' })).body, { code: 'person-id-format' })
  t.match((await post(officer, relatives, { personId })).body, { code: 'relative-self' })
  t.match((await post('officer-330603', relatives, { personId: reviewer })).status, 404)
  t.match((await post(officer, relatives, { personId: reviewer }, 'r')).body, { personId })
  t.match(await post(officer, relatives, { personId: reviewer }, 'r'), { repeated: true })
  const title = { title: 'technical-expert-municipal', grantedOn: '2024-05-01', document: '文' }
  const { recognitionId } = (await post(officer, `/people/${personId}/recognitions`, title)).body
  const claim = { instrument: 'technical-expert-municipal', basis: recognitionId }
  const { claimId } = (await post(officer, `/people/${personId}/claims`, claim)).body
  t.match((await post('officer-330600', `/claims/${claimId}/review`)).body, { code: 'separation-of-duties' })
})

t.test('nothing that was paid back can be returned by the bank as well', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, upload } = office
  const [claimId = '', other = ''] = await office.approved(2)
  const batchId = await releasedBatch(office, [claimId, other])
  const url = `/batches/${batchId}`
  const on = '2024-10-14'
  await upload(planner, `${url}/results`, bankFile([[1, claimId, '成功', '', on]]))
  await post('reviewer-330602', `/claims/${claimId}/recoveries`, { reason: '查明不实' })
  await post(planner, `/claims/${claimId}/recoveries/1/confirm`)
  const part = { amountYuan: '1000.00', receivedOn: on }
  await post(planner, `/claims/${claimId}/recoveries/1/receive`, part)
  const late = bankFile([
    [1, claimId, '失败', '户名不符', on],
    [2, other, '失败', '户名不符', on],
  ])
  t.match((await upload(planner, `${url}/results`, late)).body, {
    returned: 1,
    faults: [{ line: 2, code: 'claim-recovered' }],
  })
  t.match((await get(officer, `/claims/${claimId}`)).body, { status: 'paid', recoveredYuan: '1000.00' })
  const given = { claimId: other, reason: '本人放弃' }
  t.match((await post(planner, `${url}/give-up`, { ...given, claimId })).body, { code: 'line-not-returned' })
  t.match((await post(planner, `${url}/give-up`, given)).body, { status: 'released' })
  t.match((await get(officer, `/claims/${other}`)).body, { status: 'approved', batchId: null })
  t.match((await post(planner, `${url}/close`)).body, { status: 'closed' })
})

t.test('a batch waits for accounts, and for those who may sign', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post } = office
  const person = { idNumber: syntheticIdNumber(1), name: '钱多多', district }
  const { personId } = (await post(officer, '/people', person)).body
  const title = { title: 'technical-expert-municipal', grantedOn: '2024-05-01', document: '文' }
  const { recognitionId } = (await post(officer, `/people/${personId}/recognitions`, title)).body
  const claim = { instrument: 'technical-expert-municipal', basis: recognitionId }
  const { claimId } = (await post(officer, `/people/${personId}/claims`, claim)).body
  await post('officer-330600', `/claims/${claimId}/review`)
  await post('reviewer-330602', `/claims/${claimId}/approve`)
  const batchId = await releasedBatch(office, [claimId])
  const url = `/batches/${batchId}`
  t.match((await office.get(planner, url)).body, { status: 'approved', signaturesNeeded: 1 })
  t.match(await post(planner, `${url}/release`), {
    status: 409,
    body: { code: 'account-missing-lines', errors: [{ pointer: claimId, code: 'account-missing' }] },
  })
  await post('applicant-1', `/people/${personId}/details`, { bankAccount: cardNumber(1) })
  t.match((await post(planner, `${url}/release`, { format: 'xlsx' })).body, { status: 'released' })
})
