import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openClasses } from './open-classes.ts'
import { cardNumber, district, type Office, officer, openOffice } from './treasury-fixture.ts'

/** Findings by HTTP: raised with the completion, shown with the claim, decided on by a person. */

const provider = 'provider-1'
const second = 'officer-330600'
const reason = '已核对课表和银行流水'

const learner = async ({ post }: Office, no: number, account: number) => {
  const named = {
    idNumber: syntheticIdNumber(no),
    name: '王学员',
    district,
    bankAccount: cardNumber(account),
  }
  return (await post(provider, '/people', named)).body.personId as string
}
const certificate = {
  occupation: '焊工',
  level: '三级/高级工',
  number: 'S3306990001',
  issuedOn: '2024-06-08',
}
const completion = (trainingId: string, over: object = {}) => ({
  ...{ course: 'vocational', trainingId, startsOn: '2024-06-03', endsOn: '2024-06-07' },
  ...{ eligibleCostYuan: '900.00', ...over },
})

const officeWithClasses = async (): Promise<Office> => {
  const office = await openOffice()
  await openClasses(office, { provider, district }, [
    { trainingId: 'T-1', course: 'vocational', startsOn: '2024-06-03', endsOn: '2024-06-07' },
    { trainingId: 'T-2', course: 'vocational', startsOn: '2024-07-01', endsOn: '2024-07-05' },
  ])
  return office
}

t.test(
  'what rules find holds a claim, is shown with its rule, and is decided on by somebody else',
  async (t) => {
    const office = await officeWithClasses()
    t.teardown(() => office.fixture.close())
    const { post, get } = office
    const [a, b] = [await learner(office, 501, 7), await learner(office, 502, 7)]
    const first = await post(provider, `/people/${a}/completions`, completion('T-1'))
    t.equal(first.status, 201)
    const recorded = await post(
      provider,
      `/people/${b}/completions`,
      completion('T-1', { certificates: [certificate] }),
    )
    t.match(recorded, { status: 201 })
    const { completionId } = recorded.body
    const again = { ...certificate, occupation: '钳工' }
    const other = completion('T-2', { startsOn: '2024-07-01', endsOn: '2024-07-05', certificates: [again] })
    await post(provider, `/people/${a}/completions`, other)

    const person = await get(officer, `/people/${b}`)
    t.match(person.body.findings, [
      {
        no: 1,
        rule: 'account-shared',
        ruleText: '多人共用一个银行账号',
        status: 'open',
        statusText: '待核实',
      },
    ])
    t.equal(person.body.findings.length, 1)
    t.match(person.body.completions[0].certificates, [
      { level: '高级工', kind: 'skill-level', evaluation: null },
    ])
    t.strictSame((await get(provider, `/people/${b}`)).body.findings, [], 'not for who recorded it')
    const twice = (await get(officer, `/people/${a}`)).body.findings
    t.match(
      twice.map(({ rule, others }: { rule: string; others: number }) => `${rule} ${others}`),
      ['account-shared 1', 'account-shared 1', 'certificate-twice 1'],
      'another person’s record is counted, not named',
    )

    const claim = { instrument: 'differentiated-training', basis: completionId }
    const { claimId } = (await post(provider, `/people/${b}/claims`, claim)).body
    const held = await post(second, `/claims/${claimId}/review`)
    t.match(held, { status: 409, body: { code: 'finding-open', detail: /多人共用一个银行账号/ } })
    const shown = (await get(officer, `/claims/${claimId}`)).body
    t.match(shown.findings, [
      { rule: 'account-shared', clause: /审计/, becauseOf: [completionId], of: 'completion' },
    ])
    t.match(shown.timeline[0], { step: 'finding-raised', stepText: '发现疑点:多人共用一个银行账号' })
    const check = (await get(officer, `/claims/${claimId}/cap-check`)).body
    t.match(check.findings, [{ rule: 'account-shared', status: 'open' }])
    t.match((await get(provider, `/claims/${claimId}`)).body.findings, [
      { rule: 'account-shared', becauseOf: [completionId], others: 0 },
    ])

    const url = `/people/${b}/findings/1/resolve`
    t.match(await post(provider, url, { upheld: false, reason }), { status: 403 })
    t.match(await post('officer-330603', url, { upheld: false, reason }), { status: 404 })
    t.match(await post(second, `/people/${b}/findings/9/resolve`, { upheld: false, reason }), {
      status: 404,
      body: { code: 'not-found' },
    })
    t.match(await post(second, url, { upheld: true }), { status: 422 })
    const open = await get(officer, '/findings?status=open')
    t.equal(open.body.items.length, 4)
    t.match(open.body.items.at(-1), { personId: a, rule: 'account-shared', district, provider })
    t.strictSame((await get('officer-330603', '/findings')).body.items, [])
    t.equal((await get(provider, '/findings')).status, 403)

    const done = await post(second, url, { upheld: false, reason }, 'resolve')
    t.match(done, { status: 200, body: { no: 1, status: 'dismissed', statusText: '排除' } })
    t.match(await post(second, url, { upheld: false, reason }, 'resolve'), {
      repeated: true,
      body: done.body,
    })
    t.match(await post(officer, url, { upheld: true, reason }), {
      status: 409,
      body: { code: 'finding-resolved' },
    })
    t.match(await post(second, `/claims/${claimId}/review`), { status: 200 })
    const later = (await get(officer, `/claims/${claimId}`)).body.timeline
    t.ok(
      later.some(({ stepText }: { stepText: string }) => stepText === '核实疑点:多人共用一个银行账号,排除'),
    )
  },
)

t.test('a finding that is so bars the claim', async (t) => {
  const office = await officeWithClasses()
  t.teardown(() => office.fixture.close())
  const { post } = office
  const [a, b] = [await learner(office, 511, 8), await learner(office, 512, 8)]
  t.not(a, b)
  const recorded = await post(
    provider,
    `/people/${b}/completions`,
    completion('T-1', { certificates: [certificate] }),
  )
  const claim = { instrument: 'differentiated-training', basis: recorded.body.completionId }
  const { claimId } = (await post(provider, `/people/${b}/claims`, claim)).body
  await post(second, `/people/${b}/findings/1/resolve`, { upheld: true, reason })
  t.match(await post(second, `/claims/${claimId}/review`), { status: 409, body: { code: 'finding-upheld' } })
  t.match(await post(second, `/claims/${claimId}/reject`, { reason }), {
    status: 200,
    body: { status: 'rejected' },
  })
})

t.test('registers count, list and never show a number; the catalogue says what it rests on', async (t) => {
  const office = await officeWithClasses()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const a = await learner(office, 521, 9)
  const title = { ...certificate, kind: 'title', level: '工程师', number: 'S3306990009', evaluation: 'PJ-1' }
  const pair = [{ ...certificate, evaluation: 'PJ-1' }, title]
  const recorded = await post(provider, `/people/${a}/completions`, completion('T-1', { certificates: pair }))
  const claim = { instrument: 'differentiated-training', basis: recorded.body.completionId }
  const { claimId } = (await post(provider, `/people/${a}/claims`, claim)).body
  await post(second, `/claims/${claimId}/review`)
  const approved = await post('reviewer-330602', `/claims/${claimId}/approve`)
  const rate = approved.body.assessment.amountYuan
  t.match(approved.body.status, 'approved')
  t.match(approved.body.assessment.steps[0], { rule: 'catalogue-rate', interpretation: 'I10' })

  const counts = await get(
    officer,
    `/training-register?by=provider&year=2024&atLeast=${approved.body.position}`,
  )
  const one = { people: 1, personTimes: 1, certificates: 2, awardedYuan: rate, paidYuan: '0.00' }
  t.match(counts.body, {
    by: 'provider',
    items: [{ key: provider, name: '第一职业学校', ...one }],
    total: one,
  })
  t.match((await get(provider, '/training-register?by=occupation')).body.items, [{ key: '焊工', ...one }])
  t.strictSame((await get('provider-2', '/training-register')).body.items, [])
  t.strictSame((await get('officer-330603', '/training-register')).body.total.people, 0)
  t.match(await get(officer, '/training-register?by=teacher'), { status: 422 })

  const listed = (await get(officer, '/certificates?occupation=焊工')).body
  t.match(listed.items, [
    { kindText: '专业技术职称证书', evaluation: 'PJ-1' },
    { level: '高级工', holder: '王**' },
  ])
  t.notMatch(JSON.stringify(listed), 'S330699')
  t.strictSame((await get('provider-2', '/certificates')).body.items, [])

  const catalogue = (await get('applicant-1', '/catalogue?year=2024&occupation=焊工')).body
  t.match(catalogue.interpretation, { id: 'I10', status: 'provisional' })
  t.match(
    catalogue.items.find(({ level }: { level: string }) => level === '高级工'),
    { rateYuan: rate, claims: 0 },
  )
  const used = (await get(officer, '/catalogue?year=2024')).body.items
  const row = used.find(
    (x: { occupation: string; level: string }) => x.occupation === '焊工' && x.level === '高级工',
  )
  t.match(row, { claims: 1, awardedYuan: rate, paidYuan: '0.00' })
  t.strictSame((await get(officer, '/catalogue?year=2023')).body.items, [])

  const desk = (await get(provider, '/providers/provider-1/desk')).body
  t.match(desk, {
    total: { underWay: 0, due: 1, dueYuan: rate, paid: 0 },
    batches: [{ batchId: null, due: 1 }],
    ...{ toCorrect: 0, importsToCommit: 0 },
  })
  t.match(await get('provider-2', '/providers/provider-1/desk'), { status: 404 })
})
