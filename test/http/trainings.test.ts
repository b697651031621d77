import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { district, type Office, officer, openOffice } from './treasury-fixture.ts'

/** The training office by HTTP: from a provider's designation to what a finding does to a claim. */

const reviewer = 'officer-330600'
const year = { from: '2024-01-01', until: '2024-12-31', document: '绍市人社〔2024〕9号' }

const planned = {
  trainingId: 'SX-2024-001',
  course: 'composite',
  name: '数智复合班',
  startsOn: '2024-06-03',
  endsOn: '2024-06-07',
  hours: 40,
  place: '市技师学院 2 号楼 201',
  capacity: 2,
  department: 'industry',
  district,
}

const designated = async ({ post }: Office, providerId = 'provider-1') => {
  const school = { providerId, name: `${providerId} 职业学校`, districts: [district], ...year }
  return post(officer, '/providers', school)
}
const enlisted = async ({ post }: Office) => {
  const trainer = { idNumber: syntheticIdNumber(300), name: '钱老师', ...year }
  const skill = { occupation: '数控车工', level: '高级技师', certificateNumber: 'S000033010000240000300' }
  return post(officer, '/trainers', { ...trainer, ...skill })
}
const learner = async ({ post }: Office, no: number) => {
  const person = { idNumber: syntheticIdNumber(310 + no), name: '李学员', district }
  return (await post('provider-1', '/people', person)).body.personId as string
}
const completion = (trainingId: string) => {
  const { course, startsOn, endsOn } = planned
  return { course, trainingId, startsOn, endsOn, eligibleCostYuan: '900.00' }
}

t.test('a provider is designated, changed, suspended and reinstated', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const school = { providerId: 'provider-1', name: '绍兴技师学院', districts: [district], ...year }
  const refusals: readonly [object, string][] = [
    [{ ...school, providerId: 'A 1' }, 'provider-id-invalid'],
    [{ ...school, creditCode: '91110000600037341M' }, 'credit-code'],
    [{ ...school, districts: [] }, 'empty'],
    [{ ...school, districts: ['110000'] }, 'district-unknown'],
    [{ ...school, until: '2023-12-31' }, 'date-order'],
  ]
  for (const [body, code] of refusals) {
    const { status, body: said } = await post(officer, '/providers', body)
    t.match({ status, code: said.errors[0].code }, { status: 422, code }, code)
  }
  t.match(await post(officer, '/providers', { ...school, districts: ['330603'] }), { status: 403 })
  const done = await post(officer, '/providers', { ...school, creditCode: '91110000600037341l' }, 'designate')
  t.match(done, { status: 201, body: { providerId: 'provider-1', status: 'designated' } })
  t.match(await post(officer, '/providers', { ...school, creditCode: '91110000600037341l' }, 'designate'), {
    status: 201,
    repeated: true,
    body: done.body,
  })
  t.match(await post(officer, '/providers', school), { status: 409, body: { code: 'provider-exists' } })
  const later = { ...year, districts: [district], occupations: ['数控车工'], from: '2024-03-01' }
  t.match(await post(officer, '/providers/provider-1/change', later), { status: 200 })
  const suspend = { from: '2024-09-01', document: '停〔2024〕1号' }
  t.match(await post(officer, '/providers/provider-1/suspend', suspend), { body: { status: 'suspended' } })
  t.match(await get('provider-1', '/providers/provider-1'), {
    body: {
      ...{
        creditCode: '91110000600037341L',
        occupations: ['数控车工'],
        statusText: '已暂停',
        current: false,
      },
      designations: [{ from: '2024-01-01' }, { from: '2024-03-01' }],
      suspensions: [{ from: '2024-09-01', endedOn: null }],
    },
  })
  const reinstate = { on: '2024-09-15', document: '复〔2024〕1号' }
  t.match(await post(officer, '/providers/provider-1/reinstate', reinstate), {
    body: { status: 'designated' },
  })
  t.match((await get('auditor', '/providers?status=designated')).body.items, [{ current: true }])
  t.match((await get('officer-330603', '/providers')).body.items, [])
  t.match((await get('auditor', '/providers?district=330603')).body.items, [])
})

t.test('the pool shows masked names, and takes the same enlistment once', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const first = await enlisted(office)
  t.equal(first.status, 201)
  const again = await enlisted(office)
  t.match(again, { status: 200, body: { trainerId: first.body.trainerId } })
  const { trainerId } = first.body
  const { body } = await office.get('provider-2', '/trainers?occupation=数控车工')
  t.match(body.items, [{ trainerId, name: '钱**', current: true, enlistments: [{ level: '高级技师' }] }])
  t.notMatch(JSON.stringify(body), /钱老师|240000300/)
  t.match((await office.get('provider-2', '/trainers?occupation=焊工')).body.items, [])
  const leave = { on: '2024-10-01', document: '退〔2024〕1号' }
  t.match(await office.post(officer, `/trainers/${trainerId}/delist`, leave), { status: 200 })
  t.match((await office.get('auditor', '/trainers')).body.items, [{ current: false, delistings: [leave] }])
})

t.test('a class lives from plan to close, and its roster is for who holds it', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  t.match(await post('provider-1', '/trainings', planned), { status: 404 })
  await designated(office)
  for (const [change, code] of [
    [{ capacity: 0 }, 'count-range'],
    [{ hours: '40' }, 'type-mismatch'],
    [{ department: 'moon' }, 'department-unknown'],
    [{ course: 'dancing' }, 'course-unknown'],
    [{ trainingId: '班-1' }, 'training-id-invalid'],
    [{ endsOn: '2024-06-01' }, 'training-dates'],
  ] as const) {
    const { status, body } = await post('provider-1', '/trainings', { ...planned, ...change })
    t.match({ status, code: body.errors[0].code }, { status: 422, code }, code)
  }
  t.match(await post('provider-1', '/trainings', planned), { status: 201, body: { status: 'planned' } })
  const url = `/trainings/${planned.trainingId}`
  t.match(await post('provider-1', `${url}/open`), { status: 409, body: { code: 'trainer-not-current' } })
  const { trainerId } = (await enlisted(office)).body
  t.match(await post('provider-1', `${url}/change`, { trainerId }), { status: 200 })
  const people = [await learner(office, 1), await learner(office, 2), await learner(office, 3)] as const
  const complete = (no: 0 | 1 | 2) =>
    post('provider-1', `/people/${people[no]}/completions`, completion(planned.trainingId))
  t.match(await complete(0), { status: 409, body: { code: 'training-not-open' } })
  t.match(await post('provider-1', `${url}/open`), { body: { statusText: '已开班', openFindings: 0 } })
  for (const no of [0, 1] as const) t.equal((await complete(no)).status, 201)
  t.match(await complete(2), { status: 409, body: { code: 'training-full' } })
  t.match(await post('provider-1', `${url}/change`, { hours: 41 }), { body: { code: 'has-learners' } })
  t.match(await post(officer, `${url}/cancel`), { status: 409, body: { code: 'has-learners' } })
  t.match(await post(officer, `${url}/close`), { status: 409, body: { code: 'training-not-finished' } })
  const seen = (await get('provider-1', url)).body
  t.match(seen, { enrolled: 2, capacity: 2, departmentName: '市经信局', findings: [] })
  t.strictSame(
    seen.learners.map(({ personId }: { personId: string }) => personId).sort(),
    [people[0], people[1]].sort(),
  )
  t.match(seen.learners[0].name, '李**')
  t.equal((await get(officer, url)).body.learners.length, 2)
  t.equal((await get('auditor', url)).body.learners, null)
  for (const who of ['provider-2', 'officer-330603']) t.equal((await get(who, url)).status, 404)
  t.match(await post('provider-1', `${url}/finish`), { body: { status: 'finished' } })
  t.match(await post('provider-1', `${url}/close`), { body: { status: 'closed', statusText: '已办结' } })
  t.match(await complete(2), { status: 409, body: { code: 'training-not-open' } })
  const filters = ['status=closed', 'department=industry', `trainer=${trainerId}`, 'place=市技师学院2号楼201']
  for (const filter of filters) {
    t.match((await get('provider-1', `/trainings?${filter}`)).body.items, [{ enrolled: 2 }], filter)
    t.match((await get('provider-2', `/trainings?${filter}`)).body.items, [], filter)
  }
  t.match((await get(officer, '/trainings?status=open')).body.items, [])
})

t.test('a finding of a class holds the claims that rest on it, until an officer decides', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  await designated(office)
  await designated(office, 'provider-2')
  const { trainerId } = (await enlisted(office)).body
  const plan = async (provider: string, trainingId: string, change: object = {}) => {
    await post(provider, '/trainings', { ...planned, trainingId, trainerId, place: trainingId, ...change })
    return post(provider, `/trainings/${trainingId}/open`)
  }
  t.match(await plan('provider-2', 'A-1'), { body: { openFindings: 0 } })
  t.match(await plan('provider-1', 'B-1', { startsOn: '2024-06-07' }), { body: { openFindings: 1 } })
  t.match(await plan('provider-1', 'B-2', { startsOn: '2024-06-10', endsOn: '2024-06-14' }), {
    body: { openFindings: 0 },
  })
  const own = (await get('provider-1', '/trainings/B-1')).body.findings
  t.match(own, [{ rule: 'trainer-two-places', becauseOf: [], becauseOfCount: 1, upheld: null }])
  t.match((await get(officer, '/trainings/B-1')).body.findings, [{ becauseOf: ['A-1'] }])
  t.match((await get(officer, '/trainings?findings=open')).body.items, [{ trainingId: 'B-1' }])
  const personId = await learner(office, 9)
  const done = { ...completion('B-1'), startsOn: '2024-06-07' }
  const { completionId } = (await post('provider-1', `/people/${personId}/completions`, done)).body
  const claim = { instrument: 'composite-workshop', basis: completionId }
  const { claimId } = (await post('provider-1', `/people/${personId}/claims`, claim)).body
  t.match(await post(reviewer, `/claims/${claimId}/review`), { status: 409, body: { code: 'finding-open' } })
  const resolve = { upheld: false, reason: '分上下午,核对课表无误' }
  t.match(await post('provider-1', '/trainings/B-1/findings/1/resolve', resolve), { status: 403 })
  t.match(await post('officer-330603', '/trainings/B-1/findings/1/resolve', resolve), { status: 404 })
  t.match(await post(officer, '/trainings/B-1/findings/2/resolve', resolve), { status: 404 })
  t.match(await post(officer, '/trainings/B-1/findings/1/resolve', resolve, 'k'), {
    status: 200,
    body: { openFindings: 0 },
  })
  t.match(await post(officer, '/trainings/B-1/findings/1/resolve', resolve, 'k'), { repeated: true })
  t.match(await post(officer, '/trainings/B-1/findings/1/resolve', resolve), {
    status: 409,
    body: { code: 'finding-resolved' },
  })
  t.match(await post(reviewer, `/claims/${claimId}/review`), { status: 200 })
  const log = JSON.stringify(await office.fixture.store.readStream('training-B-1'), (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  t.notMatch(log, /课表/)
})
