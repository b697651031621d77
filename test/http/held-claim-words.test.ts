import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { openClasses } from './open-classes.ts'
import { cardNumber, district, type Office, officer, openOffice } from './treasury-fixture.ts'

/** A held claim says that it is held: by which rule, on which clause, and who decides next. */

const provider = 'provider-1'
const second = 'officer-330600'
const days = { startsOn: '2024-06-03', endsOn: '2024-06-07' }
const audit = '审计发现的常见情形(方案未载,待确认)'
const checker = '没有录入这条记录的经办人或复核人'

const learner = async ({ post }: Office, idNumber: string, account: number): Promise<string> => {
  const named = { idNumber, name: '王学员', district, bankAccount: cardNumber(account) }
  return (await post(provider, '/people', named)).body.personId
}

const claimed = async ({ post }: Office, personId: string, trainingId: string) => {
  const cost = { course: 'vocational', trainingId, ...days, eligibleCostYuan: '900.00' }
  const number = `S3306990000${trainingId.slice(2)}${personId.length}`
  const certificate = { occupation: '焊工', level: '高级工', number, issuedOn: '2024-06-08' }
  const recorded = await post(provider, `/people/${personId}/completions`, {
    ...cost,
    certificates: [certificate],
  })
  const basis = recorded.body.completionId as string
  const claim = { instrument: 'differentiated-training', basis }
  const { claimId } = (await post(provider, `/people/${personId}/claims`, claim)).body
  return { basis, claimId: claimId as string }
}

t.test('an open finding is the next step, whoever looks', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get, fixture } = office
  await openClasses(office, { provider, district }, [{ trainingId: 'T-1', course: 'vocational', ...days }])
  const applicant = fixture.parts.demo.sessions.personas.get('applicant-1')
  await learner(office, syntheticIdNumber(701), 7)
  const person = await learner(office, syntheticIdNumber(1), 7)
  t.equal(person, applicant?.pid, 'the person can sign in')
  const { basis, claimId } = await claimed(office, person, 'T-1')

  const text = `核查中:多人共用一个银行账号,依据${audit}。由${checker}核实后再办。`
  const step = { holder: 'checker', holderText: checker, dueOn: null, nextText: text }
  for (const persona of [officer, 'applicant-1', provider]) {
    t.match((await get(persona, `/claims/${claimId}`)).body, { status: 'submitted', ...step }, persona)
    t.match(
      (await get(persona, `/people/${person}/entitlement`)).body.held,
      [{ claimId, rules: ['account-shared'], nextText: text }],
      persona,
    )
  }
  t.match((await get(provider, `/claims/${claimId}`)).body.findings, [{ becauseOf: [basis], others: 0 }])

  await post(second, `/people/${person}/findings/1/resolve`, { upheld: true, reason: '账号是他人的' })
  t.match((await get('applicant-1', `/claims/${claimId}`)).body, {
    holder: 'officer',
    nextText: `核查属实:多人共用一个银行账号,依据${audit}。只能退回补正或不予通过。`,
  })
  await post(second, `/claims/${claimId}/return`, { reason: '请更正账号' })
  t.match((await get('applicant-1', `/claims/${claimId}`)).body, { nextText: '请补正后重新提交。' })
  await post(provider, `/claims/${claimId}/resubmit`)
  const decided = { upheld: false, reason: '已换账号' }
  t.equal((await post(second, `/people/${person}/findings/1/resolve`, decided)).status, 200)
  t.match((await get('applicant-1', `/claims/${claimId}`)).body, {
    holder: 'officer',
    nextText: '等待初审。',
  })
  t.strictSame((await get('applicant-1', `/people/${person}/entitlement`)).body.held, [])
})

t.test('a class in doubt holds with its clause; of its records a provider sees its own', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { get } = office
  const twins = ['T-8', 'T-9'].map((trainingId) => ({ trainingId, course: 'vocational', ...days }))
  await openClasses(office, { provider, district }, twins)
  const person = await learner(office, syntheticIdNumber(702), 8)
  const { claimId } = await claimed(office, person, 'T-9')
  const { nextText, holderText } = (await get(officer, `/claims/${claimId}`)).body
  t.match(nextText, new RegExp(`^核查中:培训班教师同时在两个班授课,依据${audit.slice(0, 9)}`))
  t.equal(holderText, '没有办理那一步的经办人')

  const other = await learner(office, syntheticIdNumber(703), 9)
  const elsewhere = { course: 'composite', trainingId: 'GJ-1', ...days, eligibleCostYuan: '900.00' }
  const foreign = await office.post('provider-2', '/people', {
    ...{ idNumber: syntheticIdNumber(703), name: '王学员', district },
  })
  t.equal(foreign.body.personId, other)
  const theirs = await office.post('provider-2', `/people/${other}/completions`, elsewhere)
  const own = { ...elsewhere, trainingId: 'GJ-2', startsOn: '2024-06-04' }
  const first = await office.post(provider, `/people/${other}/completions`, own)
  const again = { ...own, trainingId: 'GJ-3', startsOn: '2024-06-05' }
  const latest = await office.post(provider, `/people/${other}/completions`, again)
  const claim = { instrument: 'composite-workshop', basis: latest.body.completionId }
  const filed = (await office.post(provider, `/people/${other}/claims`, claim)).body.claimId
  const both = [theirs.body.completionId, first.body.completionId]
  t.match((await get(officer, `/claims/${filed}`)).body.findings, [{ becauseOf: both }])
  t.strictSame((await get(provider, `/claims/${filed}`)).body.findings[0].becauseOf, both.slice(1))
})
