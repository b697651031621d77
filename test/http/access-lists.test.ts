import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { abroad, home, openWorld, personasAt, type World } from './access-world.ts'
import { openOffice, type Said } from './treasury-fixture.ts'

/** Lists, sums and ids within requests: what others have is neither counted nor told from what is not there. */

const nobody = 'a'.repeat(26)

/** What a list says, but for where the log stands: that moves with whatever anybody does. */
const saidIn = ({ status, body }: Said): object => {
  const { asOf: _, ...rest } = body
  return { status, ...rest }
}

const listsOf = ({ personId }: World): readonly string[] => [
  ...['', '?limit=1', '?district=330602', '?provider=provider-1', '?money=paid', '?status=paid'].map(
    (query) => `/claims${query}`,
  ),
  `/claims?q=${personId}`,
  `/claims?q=${personId.slice(0, 2)}`,
  ...['', '?limit=1', '?district=330602', '?year=2024'].map((query) => `/funds${query}`),
  ...['', '?limit=1', '?district=330602', '?status=frozen'].map((query) => `/batches${query}`),
  ...['', '?limit=1', '?district=330602', '?status=designated'].map((query) => `/providers${query}`),
  ...['', '?limit=1', '?district=330602', '?provider=provider-1', '?findings=open', '?status=open'].map(
    (query) => `/trainings${query}`,
  ),
  ...['department=industry', 'place=K-330602-1教室'].map((query) => `/trainings?${query}`),
  ...['district', 'fund', 'year', 'instrument', 'month'].flatMap((by) => [
    `/balances?by=${by}`,
    `/balances?by=${by}&district=330602`,
    `/balances?by=${by}&year=2024`,
  ]),
  '/balances?by=district&instrument=composite-workshop',
]

t.test("a list is the same whether or not there is anything of others' to leave out", async (t) => {
  const [alone, together] = [await openOffice(), await openOffice()]
  t.teardown(() => Promise.all([alone.fixture.close(), together.fixture.close()]))
  await openWorld(alone, abroad)
  await alone.moveClock(home.noticeOver)
  const theirs = await openWorld(together, abroad)
  const world = await openWorld(together, home)
  let filled = 0
  for (const persona of personasAt(abroad)) {
    for (const url of listsOf(world)) {
      const [without, within] = [await alone.get(persona, url), await together.get(persona, url)]
      t.same(saidIn(within), saidIn(without), `${persona} ${url}`)
      const text = JSON.stringify(within.body)
      t.same(
        world.secrets.filter((secret) => !url.includes(secret) && text.includes(secret)),
        [],
        `${persona} ${url}`,
      )
      filled += within.status === 200 && theirs.secrets.some((secret) => text.includes(secret)) ? 1 : 0
    }
  }
  t.ok(filled > 30, `${filled} lists had something of their own`)
})

const withoutIds = ({ status, body }: Said, ids: readonly string[]): object =>
  JSON.parse(ids.reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify({ status, body })))

t.test("an id within a request that is others' is as an id of nothing", async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const theirs = await openWorld(office, abroad)
  const { personId, frozenBatchId } = await openWorld(office, home)
  const { post } = office
  const none = { recognitionId: `${nobody}-r1`, completionId: `${nobody}-t1`, frozenClaimId: `${nobody}-c2` }
  const people = `/people/${personId}`
  const reason = '核对记录'
  const rows: readonly [string, (ids: typeof none) => string, (ids: typeof none) => object][] = [
    [
      'officer-330602',
      ({ recognitionId }) => `${people}/recognitions/${recognitionId}/revoke`,
      () => ({ revokedOn: '2024-06-01', reason }),
    ],
    [
      'officer-330600',
      ({ recognitionId }) => `${people}/recognitions/${recognitionId}/correct`,
      () => ({ document: '文', reason }),
    ],
    [
      'officer-330602',
      ({ completionId }) => `${people}/completions/${completionId}/withdraw`,
      () => ({ reason }),
    ],
    [
      'provider-1',
      ({ completionId }) => `${people}/completions/${completionId}/withdraw`,
      () => ({ reason }),
    ],
    [
      'provider-1',
      () => `${people}/claims`,
      ({ completionId }) => ({ instrument: 'composite-workshop', basis: completionId }),
    ],
    [
      'finance-330602',
      () => `/batches/${frozenBatchId}/remove`,
      ({ frozenClaimId }) => ({ claimId: frozenClaimId, reason }),
    ],
    [
      'auditor',
      () => `/batches/${frozenBatchId}/give-up`,
      ({ frozenClaimId }) => ({ claimId: frozenClaimId, reason }),
    ],
  ]
  for (const [persona, url, body] of rows) {
    const there = await post(persona, url(theirs), body(theirs))
    t.equal(there.status, persona === 'auditor' ? 403 : 404, url(theirs))
    t.same(there, await post(persona, url(none), body(none)), url(theirs))
  }
  const planned = async (claimId: string): Promise<object> => {
    const plan = { district: '330602', claimIds: [claimId] }
    return withoutIds(await post('finance-330602', '/batches', plan), [claimId])
  }
  const refused = await planned(theirs.frozenClaimId)
  t.match(refused, { status: 409, body: { code: 'claims-not-ready', errors: [{ code: 'claim-unknown' }] } })
  t.same(refused, await planned(none.frozenClaimId))
})

t.test('who registers a known person is told the id; what others recorded stays out of reach', async (t) => {
  const office = await openOffice()
  t.teardown(() => office.fixture.close())
  const { post, get } = office
  const { personId, paidClaimId, completionId } = await openWorld(office, home)
  const known = { idNumber: syntheticIdNumber(home.applicant), name: home.name, district: '330603' }
  t.match(await post('provider-2', '/people', { ...known, name: '张外地' }), { status: 409 })
  t.match(await get('provider-2', `/people/${personId}`), { status: 404 })
  for (const persona of ['officer-330603', 'provider-2']) {
    t.match(await post(persona, '/people', known), { status: 200, body: { personId } }, persona)
    t.match(await get(persona, `/claims/${paidClaimId}`), { status: 404 })
    t.match((await get(persona, '/claims')).body, { items: [] })
  }
  t.match(await get('officer-330603', `/people/${personId}`), { status: 404 })
  t.match(await post('officer-330603', `/people/${personId}/details`, { phone: '13800000000' }), {
    status: 404,
  })
  // A provider comes to know whom it trains, from the id number and the name that belong together.
  const seen = await get('provider-2', `/people/${personId}`)
  t.match(seen, { status: 200, body: { providers: ['provider-2'] } })
  const text = JSON.stringify(seen.body)
  for (const theirs of [home.name, home.provider, completionId, paidClaimId]) t.notMatch(text, theirs)
  const withdrawn = await post('provider-2', `/people/${personId}/completions/${completionId}/withdraw`, {
    reason: '不是本机构的',
  })
  t.equal(withdrawn.status, 404)
})
