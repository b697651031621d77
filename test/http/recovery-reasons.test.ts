import t from 'tap'
import { bankFile, officer, openOffice, planner, releasedBatch } from './treasury-fixture.ts'

/** Who decides on money back can read why it is asked back; who has no business with it cannot. */

const reason = '称号系伪造,查明属实'
const dismissal = '经核实称号有效'

t.test('the reasons of a recovery are in the timeline of those who may read notes', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, upload } = office
  const [claimId = ''] = await office.approved(1)
  const batchId = await releasedBatch(office, [claimId])
  await upload(planner, `/batches/${batchId}/results`, bankFile([[1, claimId, '成功', '', '2024-10-14']]))
  const url = `/claims/${claimId}`
  t.equal((await post('reviewer-330602', `${url}/recoveries`, { reason })).status, 201)
  t.equal((await post(planner, `${url}/recoveries/1/dismiss`, { reason: dismissal })).status, 200)
  const notes = async (persona: string) =>
    ((await get(persona, url)).body.timeline ?? []).flatMap(({ note }: { note: string | null }) => note ?? [])
  for (const persona of ['admin', 'finance-330603', 'applicant-1', 'provider-1']) {
    t.strictSame(await notes(persona), [], persona)
  }
  for (const persona of [officer, 'reviewer-330602', planner, 'auditor']) {
    t.strictSame(await notes(persona), [reason, dismissal], persona)
  }
})
