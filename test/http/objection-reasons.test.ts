import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { district, fundId, officer, openOffice, planner } from './treasury-fixture.ts'

/** Whose claim falls to an objection can read why; who has no business with it cannot. */

const dismissal = '经核实,培训属实'
const upheld = '称号系伪造,查明属实'

t.test('the reason of an upheld objection is in the timeline of its claim', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const claimId = await office.approvedFor(syntheticIdNumber(1))
  const [other = ''] = await office.approved(1)
  await post(planner, '/funds', { district, source: 'employment-subsidy', year: 2024 })
  await post(planner, `/funds/${fundId}/allot`, { amountYuan: '100000.00', document: '绍市财社〔2024〕1号' })
  const { batchId } = (await post(planner, '/batches', { district, claimIds: [claimId, other] })).body
  const url = `/batches/${batchId}`
  await post(planner, `${url}/freeze`)
  await post(planner, `${url}/notice`)
  const object = (by: string, of: string) =>
    post(by, `${url}/objections`, { claimId: of, ground: '请核对称号' })
  const resolve = async (no: number, isUpheld: boolean, reason: string) =>
    t.equal(
      (await post(planner, `${url}/objections/${no}/resolve`, { upheld: isUpheld, reason })).status,
      200,
    )
  const notes = async (persona: string, of = claimId) =>
    ((await get(persona, `/claims/${of}`)).body.timeline ?? []).flatMap(
      ({ note, step }: { note: string | null; step: string }) => (note === null ? [] : [[step, note]]),
    )

  await object('auditor', claimId)
  await resolve(1, false, dismissal)
  t.strictSame(await notes('applicant-1'), [], 'what came of nothing is no step of the claim')
  await object('auditor', other)
  await object('auditor', claimId)
  await resolve(2, false, dismissal)
  await resolve(3, true, upheld)
  for (const persona of ['admin', 'provider-1', 'finance-330603', 'applicant-2']) {
    t.strictSame(await notes(persona), [], persona)
  }
  for (const persona of ['applicant-1', officer, 'reviewer-330602', planner, 'auditor']) {
    t.strictSame(await notes(persona), [['objection-upheld', upheld]], persona)
  }
  t.strictSame(await notes('auditor', other), [])
  await (office.fixture.parts.vault as Vault).erase(claimId.split('-')[0] ?? '')
  t.strictSame(await notes('auditor'), [], 'gone with the person')
})
