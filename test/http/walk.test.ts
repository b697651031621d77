import t from 'tap'
import type { z } from 'zod'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { capCheckAnswer } from '../../src/http/answers/cap-check.ts'
import { claimAnswer, claimStepAnswer } from '../../src/http/answers/claim.ts'
import { position } from '../../src/http/answers/common.ts'
import { entitlementAnswer } from '../../src/http/answers/entitlement.ts'
import { personAnswer } from '../../src/http/answers/person.ts'
import { type Fixture, openFixture } from './http-fixture.ts'

const api = '/api/v1'
const idNumber = syntheticIdNumber(500)
const training = {
  course: 'workshop-in-province',
  trainingId: 'SX-2024-017',
  startsOn: '2024-05-06',
  endsOn: '2024-05-10',
  eligibleCostYuan: '12000.00',
}

/** Parsing drops what the schema does not name, so equality means that nothing else is answered. */
const fits = (test: Pick<typeof t, 'same'>, schema: z.ZodType, answer: unknown): void => {
  test.same(schema.parse(answer), answer)
}
const registered = async (fixture: Fixture, extra: object = {}): Promise<string> => {
  const person = { idNumber, name: '张三', district: '330602', ...extra }
  return (await fixture.post('officer-330602', `${api}/people`, person)).json().personId
}

t.test('a claim goes from a provider to its award, each step by another person', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get } = fixture
  const stepAnswer = claimStepAnswer.extend({ position })

  const person = await post('provider-1', `${api}/people`, { idNumber, name: '张三', district: '330602' })
  t.equal(person.statusCode, 201)
  const { personId } = person.json()
  const known = await post('officer-330602', `${api}/people`, { idNumber, name: '张三', district: '330602' })
  t.match({ status: known.statusCode, body: known.json() }, { status: 200, body: { personId } })

  const certificates = [{ occupation: '数控车工', level: '高级工', number: 'S0001', issuedOn: '2024-05-11' }]
  const completion = await post('provider-1', `${api}/people/${personId}/completions`, {
    ...training,
    certificates,
  })
  t.match(
    { status: completion.statusCode, body: completion.json() },
    { status: 201, body: { completionId: `${personId}-t1` } },
  )

  const claim = await post('provider-1', `${api}/people/${personId}/claims`, {
    instrument: 'workshop-in-province',
    basis: `${personId}-t1`,
    requestedYuan: '12000.00',
  })
  t.equal(claim.statusCode, 201)
  fits(t, stepAnswer, claim.json())
  t.match(claim.json(), {
    claimId: `${personId}-c1`,
    status: 'submitted',
    statusText: '审核中',
    assessment: {
      outcome: 'approved',
      amountYuan: '10000.00',
      reasons: ['trimmed-to-headroom'],
      steps: [{ rule: 'eligible-cost' }, { clause: '二(三)4', inYuan: '12000.00', outYuan: '10000.00' }],
    },
  })

  const url = `${api}/claims/${personId}-c1`
  const returned = await post('officer-330602', `${url}/return`, { reason: '缺结业证书照片' })
  t.match(returned.json(), { status: 'returned', statusText: '待补正' })
  t.match((await post('provider-1', `${url}/resubmit`)).json(), { status: 'submitted' })
  t.match((await post('officer-330602', `${url}/review`)).json(), {
    status: 'reviewed',
    statusText: '审核中',
  })
  const approved = await post('reviewer-330602', `${url}/approve`, {})
  t.equal(approved.statusCode, 200)
  fits(t, stepAnswer, approved.json())
  t.match(approved.json(), {
    status: 'approved',
    statusText: '待拨付',
    assessment: { amountYuan: '10000.00' },
  })

  const seen = await get('officer-330602', `${url}?atLeast=${approved.json().position}`)
  fits(t, claimAnswer, seen.json())
  t.match(seen.json(), { status: 'approved', amountYuan: '10000.00', instrumentName: '精英越匠省内研修补助' })
  t.same(
    seen.json().timeline.map((step: { step: string; by: string }) => `${step.step} ${step.by}`),
    [
      'submitted provider-1',
      'returned officer-330602',
      'resubmitted provider-1',
      'reviewed officer-330602',
      'approved reviewer-330602',
    ],
  )

  const check = (await get('provider-1', `${url}/cap-check`)).json()
  fits(t, capCheckAnswer, check)
  t.match(check, { stage: 'approval', askedYuan: '12000.00', amountYuan: '10000.00', cutYuan: '2000.00' })
  t.equal(check.cuts.length, 1)
  t.match(check.cuts[0], {
    rule: 'cap',
    clause: '二(三)4',
    interpretation: { id: 'I3', reading: /./ },
    cutYuan: '2000.00',
    reason: 'trimmed-to-headroom',
    reasonText: /./,
  })
  t.match(check.earlier, [{ stage: 'submission', amountYuan: '10000.00' }, {}, { stage: 'review' }])

  const trace = (await get('auditor', `${url}/trace`)).json()
  const types: string[] = trace.events.map(({ type }: { type: string }) => type)
  t.same(types.slice(0, 4), ['TrainingCompleted', 'CertificateIssued', 'ClaimSubmitted', 'ClaimAssessed'])
  t.equal(types.at(-1), 'ClaimApproved')
  t.equal(trace.events[0].data.eligibleCostYuan, '12000.00')
  const ids = new Set(trace.events.map(({ id }: { id: string }) => id))
  for (const step of trace.assessment.steps) for (const id of step.becauseOf) t.ok(ids.has(id))
  t.notMatch(JSON.stringify(trace), /Fen"|ommitment|igest":"[\w-]{43}"/)

  const again = await post('provider-1', `${api}/people/${personId}/claims`, {
    instrument: 'workshop-in-province',
    basis: `${personId}-t1`,
  })
  t.match(
    { status: again.statusCode, body: again.json() },
    {
      status: 201,
      body: { assessment: { outcome: 'refused', amountYuan: '0.00', reasons: ['basis-already-used'] } },
    },
  )
  t.match(again.json().assessment.explanations[0], { code: 'basis-already-used', text: /./, next: /./ })

  const withdrawn = await post('officer-330602', `${url}/withdraw`)
  t.match(withdrawn.json(), { status: 'withdrawn', statusText: '已撤回' })
})

t.test('entitlement shows what was drawn on and what is still open', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get } = fixture
  const personId = await registered(fixture)
  const before = (await get('officer-330602', `${api}/people/${personId}/entitlement`)).json()
  t.match(
    before.buckets.find(({ bucket }: { bucket: string }) => bucket === 'overseas-training'),
    {
      window: 'term',
      instruments: [{ id: 'overseas-training' }],
      capYuan: '50000.00',
      reservedYuan: '0.00',
      headroomYuan: '50000.00',
      clause: '二(三)4',
      interpretations: [
        { id: 'I2', chosen: 'term-cumulative', reading: /累计/, decidedBy: /./, status: 'provisional' },
      ],
    },
  )

  await post('officer-330602', `${api}/people/${personId}/completions`, {
    ...training,
    eligibleCostYuan: '4000.50',
  })
  const claim = { instrument: 'workshop-in-province', basis: `${personId}-t1` }
  const { position: place } = (await post('officer-330603', `${api}/people/${personId}/claims`, claim)).json()
  t.equal(place, undefined, 'another district finds nobody to claim for')
  const filed = (await post('officer-330602', `${api}/people/${personId}/claims`, claim)).json()
  const after = (
    await get('officer-330602', `${api}/people/${personId}/entitlement?atLeast=${filed.position}`)
  ).json()
  fits(t, entitlementAnswer, after)
  t.equal(after.buckets.length, before.buckets.length, 'a bucket drawn on takes the place of the open one')
  t.match(after.buckets[0], {
    bucket: 'workshop-in-province',
    pendingYuan: '4000.50',
    headroomYuan: '10000.00',
  })
  t.ok(Number(after.asOf.position) >= Number(filed.position))
})

t.test('a person is masked, and a provider sees its own records only', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get } = fixture
  const personId = await registered(fixture, {
    phone: '+86 138-0000-0000',
    bankAccount: '6222020000000000000',
  })
  await post('provider-1', `${api}/people`, { idNumber, name: '张三', district: '330602' })
  await post('provider-1', `${api}/people/${personId}/completions`, training)
  await post('officer-330602', `${api}/people/${personId}/recognitions`, {
    title: 'technical-expert-municipal',
    grantedOn: '2024-05-01',
    document: '绍市人社〔2024〕18号',
  })
  const whole = (await get('officer-330602', `${api}/people/${personId}`)).json()
  fits(t, personAnswer, whole)
  t.match(whole, {
    name: '张*',
    idNumber: `**************${idNumber.slice(-4)}`,
    phone: '138****0000',
    bankAccount: '***************0000',
    recognitions: [{ recognitionId: `${personId}-r2`, titleName: '市技术能手' }],
    completions: [{ completionId: `${personId}-t1`, courseName: '省内研修' }],
  })
  const own = (await get('provider-1', `${api}/people/${personId}`)).json()
  t.same([own.recognitions.length, own.completions.length, own.providers], [0, 1, ['provider-1']])
})

t.test('facts are corrected and taken back, with a reason that stays sealed', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post } = fixture
  const personId = await registered(fixture)
  const people = `${api}/people/${personId}`
  await post('officer-330602', `${people}/recognitions`, {
    title: 'technical-expert-municipal',
    grantedOn: '2024-05-01',
    document: '绍市人社〔2024〕18号',
  })
  await post('officer-330602', `${people}/completions`, training)
  const steps: [string, object, number][] = [
    [`${people}/recognitions/${personId}-r1/correct`, { grantedOn: '2024-05-01', reason: '照旧' }, 409],
    [`${people}/recognitions/${personId}-r1/correct`, { grantedOn: '2024-05-02', reason: '日期有误' }, 200],
    [`${people}/recognitions/${personId}-r1/revoke`, { revokedOn: '2024-05-01', reason: '撤销' }, 422],
    [`${people}/recognitions/${personId}-r1/revoke`, { revokedOn: '2024-06-01', reason: '撤销' }, 200],
    [`${people}/recognitions/${personId}-r1/revoke`, { revokedOn: '2024-06-01', reason: '再撤' }, 409],
    [
      `${people}/completions/${personId}-t2/correct`,
      { eligibleCostYuan: '9000.00', reason: '发票有误' },
      200,
    ],
    [`${people}/completions/${personId}-t2/withdraw`, { reason: '重复录入' }, 200],
    [`${people}/completions/${personId}-t9/withdraw`, { reason: '没有' }, 404],
    [`${people}/move`, { district: '330603', movedOn: '2024-07-01' }, 200],
  ]
  for (const [url, body, status] of steps) {
    const answer = await post('officer-330602', url, body)
    t.equal(answer.statusCode, status, `${url.slice(people.length)} ${answer.payload.slice(0, 120)}`)
  }
  t.equal((await post('officer-330602', `${people}/completions`, training)).statusCode, 404, 'moved away')
})
