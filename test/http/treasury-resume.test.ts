import t from 'tap'
import { type ResumeParts, resumeInterrupted } from '../../src/compose-resume.ts'
import {
  bankFile,
  district,
  fundId,
  type Office,
  officer,
  openOffice,
  planner,
  releasedBatch,
} from './treasury-fixture.ts'

/** What a start takes up that the process before it left half done. */

const partsOf = ({ fixture: { parts, store } }: Office): ResumeParts => {
  const { treasury, ledger, funds, batches, queries } = parts
  return { treasury, ledger, funds, batches, store, figures: () => ({ queries }) }
}

const callerOf = ({ fixture: { parts } }: Office, no: number) => {
  const principal = parts.demo.sessions.personas.get(planner)
  if (principal === undefined) throw new Error('no such persona')
  const commandId = `00000000-0000-5000-8000-00000000000${no}`
  return { principal, commandId, digest: 'd', at: parts.now() }
}

const noTrouble = (subject: string): never => {
  throw new Error(`${subject} stays half done`)
}

t.test('a freeze that was begun is ended, and only once', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const claims = await office.approved(2)
  await office.post(planner, '/funds', { district, source: 'employment-subsidy', year: 2024 })
  const paper = { amountYuan: '30000.00', document: '绍市财社〔2024〕1号' }
  await office.post(planner, `/funds/${fundId}/allot`, paper)
  const { batchId } = (await office.post(planner, '/batches', { district, claimIds: claims })).body
  const { batches } = office.fixture.parts
  await batches.execute(callerOf(office, 1), batchId, { type: 'StartFreeze', data: { attempt: 1 } })
  t.match((await office.get(planner, `/batches/${batchId}`)).body, { status: 'freezing' })
  t.match((await office.post(planner, `/batches/${batchId}/freeze`)).body, { code: 'batch-freezing' })
  t.same(await resumeInterrupted(partsOf(office), noTrouble), { batches: 1, recoveries: 0 })
  t.match((await office.get(planner, `/batches/${batchId}`)).body, { status: 'frozen', lines: 2 })
  t.match((await office.get(planner, `/funds/${fundId}`)).body, { reservedYuan: '20000.00' })
  const before = await office.fixture.count()
  t.same(await resumeInterrupted(partsOf(office), noTrouble), { batches: 0, recoveries: 0 })
  t.equal(await office.fixture.count(), before)
})

t.test('money that was received comes to its fund, and a batch in trouble keeps nobody else', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const [claimId = '', other = ''] = await office.approved(2)
  const batchId = await releasedBatch(office, [claimId])
  const file = bankFile([[1, claimId, '成功', '', '2024-10-14']])
  await office.upload(planner, `/batches/${batchId}/results`, file)
  await office.post('reviewer-330602', `/claims/${claimId}/recoveries`, { reason: '查明不实' })
  await office.post(planner, `/claims/${claimId}/recoveries/1/confirm`)
  const { ledger, batches } = office.fixture.parts
  const caller = callerOf(office, 2)
  await ledger.execute(caller, claimId.split('-')[0] ?? '', {
    type: 'ReceiveRecovery',
    data: { claimId, no: 1, amountFen: 400_000, receivedOn: '2024-10-14' },
  })
  const second = (await office.post(planner, '/batches', { district, claimIds: [other] })).body.batchId
  await batches.execute(callerOf(office, 3), second, { type: 'StartFreeze', data: { attempt: 1 } })
  t.match((await office.get(planner, `/funds/${fundId}`)).body, {
    paidYuan: '10000.00',
    recoveredYuan: '0.00',
  })
  const parts = partsOf(office)
  const failing: ResumeParts['treasury'] = Object.create(parts.treasury, {
    resume: { value: () => Promise.reject(new Error('the store is away')) },
  })
  const told: string[] = []
  const resumed = await resumeInterrupted({ ...parts, treasury: failing }, (subject) => told.push(subject))
  t.same(resumed, { batches: 0, recoveries: 1 })
  t.ok(told.includes(second))
  t.match((await office.get(planner, `/funds/${fundId}`)).body, {
    paidYuan: '6000.00',
    recoveredYuan: '4000.00',
  })
  t.match((await office.get(officer, `/claims/${claimId}`)).body, { recoveredYuan: '4000.00' })
  t.same(await resumeInterrupted(parts, noTrouble), { batches: 1, recoveries: 0 })
})
