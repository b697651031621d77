import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { api, district, type Office, officer, openOffice, type Said } from './treasury-fixture.ts'

/**
 * Whoever sees a person, and not the record, changes nothing of it: a second provider of the same trainee, an
 * office that only pays, a colleague's upload. Each is answered as if there were nothing.
 */

const [mine, theirs] = ['provider-1', 'provider-2']
const named = { idNumber: syntheticIdNumber(801), name: '王学员', district }
const completion = {
  ...{ course: 'workshop-in-province', trainingId: 'GJ-7', startsOn: '2024-06-03', endsOn: '2024-06-07' },
  eligibleCostYuan: '900.00',
}
const certificate = { occupation: '焊工', level: '高级工', number: 'S3306990801', issuedOn: '2024-06-08' }
const cheaper = { eligibleCostYuan: '800.00', reason: '费用录错' }
const bodies = [cheaper, { certificates: [certificate], reason: '补录' }]

const recorded = async ({ post }: Office): Promise<{ person: string; completionId: string }> => {
  const { personId } = (await post(mine, '/people', named)).body
  const person = `/people/${personId}`
  return { person, completionId: (await post(mine, `${person}/completions`, completion)).body.completionId }
}

t.test(
  'a second provider of the same trainee neither corrects nor withdraws what it did not record',
  async (t) => {
    const office = await openOffice()
    t.teardown(() => office.fixture.close())
    const { post, get, fixture } = office
    const { person, completionId } = await recorded(office)
    t.equal((await post(theirs, '/people', named)).status, 200)
    t.match((await get(theirs, person)).body, { completions: [] }, 'it sees the person, and no record')

    const before = await fixture.count()
    const as = async (id: string, step: string, body: object): Promise<Said> =>
      post(theirs, `${person}/completions/${id}/${step}`, body)
    const missing = `${completionId.split('-t')[0]}-t99`
    for (const [step, body] of [
      ...bodies.map((one) => ['correct', one] as const),
      ['withdraw', { reason: '错' }] as const,
    ]) {
      const [foreign, none] = [await as(completionId, step, body), await as(missing, step, body)]
      t.equal(foreign.status, 404, step)
      t.match(foreign.body, { code: none.body.code, detail: none.body.detail }, 'as if it did not exist')
    }
    t.equal(await fixture.count(), before)
    const url = `${person}/completions/${completionId}/correct`
    t.match(await post(mine, url, cheaper, 'own'), { status: 200 })
    t.match(await post(mine, url, cheaper, 'own'), { repeated: true })
    t.equal(await fixture.count(), before + 1)
  },
)

t.test(
  'an office that only pays a claim of the person corrects nothing; their own office does',
  async (t) => {
    const office = await openOffice()
    t.teardown(() => office.fixture.close())
    const { post, get, fixture } = office
    const { person, completionId } = await recorded(office)
    const url = `${person}/completions/${completionId}/correct`
    for (const body of bodies) t.match(await post('officer-330603', url, body), { status: 404 }, 'a stranger')
    await post(mine, `${person}/claims`, { instrument: 'workshop-in-province', basis: completionId })
    await post(officer, `${person}/move`, { district: '330603', movedOn: '2024-06-10' })
    t.equal((await get(officer, person)).status, 200, 'it pays, and looks')
    const before = await fixture.count()
    for (const body of bodies) t.match(await post(officer, url, body), { status: 404 })
    for (const persona of ['finance-330602', 'reviewer-330602', 'auditor', 'admin']) {
      t.match(await post(persona, url, cheaper), { status: 403, body: { code: 'forbidden' } }, persona)
    }
    t.equal(await fixture.count(), before)
    t.match(await post('officer-330603', url, cheaper, 'own'), { status: 200 })
    t.match(await post('officer-330603', url, cheaper, 'own'), { repeated: true })
  },
)

t.test('an import is its provider’s and its uploader’s: for everybody else there is none', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, fixture } = office
  const { parts, send, count } = fixture
  const provider = {
    ...{ providerId: mine, name: '第一职业学校', districts: [district], occupations: [] },
    ...{ from: '2024-01-01', until: '2026-12-31', document: '绍市人社〔2024〕1号' },
  }
  t.equal((await post(officer, '/providers', provider)).status, 201)
  const dates = { 开始日期: '2024-09-02', 结业日期: '2024-09-06', 发证日期: '2024-09-10' }
  const upload = async (persona: string, query: string): Promise<string> => {
    const headers = { 'content-type': 'text/csv', 'idempotency-key': `upload-${persona}` }
    const url = `${api}/imports${query}`
    const sent = await send(persona, { method: 'POST', url, headers, payload: csvOf([cellsOf(1, dates)]) })
    await parts.jobs.settle()
    return sent.json().importId
  }
  const own = await upload(mine, '')
  const byOffice = await upload(officer, `?provider=${mine}`)
  t.not(own, byOffice)
  const strangers = [
    [own, [theirs, officer, 'officer-330603']],
    [byOffice, [theirs, 'officer-330600', 'officer-330603']],
  ] as const
  const before = await count()
  for (const [importId, personas] of strangers) {
    for (const persona of personas) {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/rows'],
        ['GET', '/marked'],
        ['POST', '/commit'],
        ['POST', '/cancel'],
      ] as const) {
        const ask = (id: string) => {
          const headers = method === 'POST' ? { 'idempotency-key': `${persona}${path}${id}` } : {}
          return send(persona, { method, url: `${api}/imports/${id}${path}`, headers })
        }
        const [foreign, none] = [await ask(importId), await ask('00000000-0000-5000-8000-000000000000')]
        t.equal(foreign.statusCode, 404, `${persona} ${path}`)
        t.same(foreign.json(), none.json(), 'as if it did not exist')
      }
    }
    t.match(await post('finance-330602', `/imports/${importId}/commit`), { status: 403 })
  }
  await parts.jobs.settle()
  t.equal(await count(), before, 'nothing was promised to anybody')
  t.equal((await post(officer, `/imports/${byOffice}/commit`, undefined, 'own')).status, 202)
  await parts.jobs.settle()
  const after = await count()
  t.ok(after > before)
  t.equal((await post(officer, `/imports/${byOffice}/commit`, undefined, 'own')).status, 202)
  await parts.jobs.settle()
  t.equal(await count(), after, 'again adds nothing')
})
