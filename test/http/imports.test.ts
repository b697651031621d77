import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { cellsOf, csvOf } from '../support/import-world.ts'
import { type Fixture, openFixture } from './http-fixture.ts'

/** A provider's sheet over the wire: uploaded, judged, looked at, recorded; nobody else sees any of it. */

const api = '/api/v1'
const dates = { 开始日期: '2024-09-02', 结业日期: '2024-09-06', 发证日期: '2024-09-10' }
const row = (n: number, change: Readonly<Record<string, string>> = {}) => cellsOf(n, { ...dates, ...change })
const sheet = csvOf([row(1), row(2, { 证件号码: '330699197001010000' }), row(3)])

let keys = 0
const upload = (fixture: Fixture, persona: string, bytes: Buffer, url = `${api}/imports`) =>
  fixture.send(persona, {
    method: 'POST',
    url,
    headers: { 'content-type': 'text/csv', 'idempotency-key': `upload-${keys++}` },
    payload: bytes,
  })

t.test('from upload to record, and again', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, send, count, parts } = fixture
  t.match((await upload(fixture, 'finance-330602', sheet)).json(), { code: 'forbidden' })
  t.match((await upload(fixture, 'officer-330602', sheet)).json(), { code: 'provider-required' })
  const foreign = await upload(fixture, 'provider-1', sheet, `${api}/imports?provider=provider-2`)
  t.equal(foreign.statusCode, 404, 'a provider uploads for itself alone')

  const uploaded = await upload(fixture, 'provider-1', sheet)
  t.equal(uploaded.statusCode, 202)
  const { importId, jobId } = uploaded.json()
  await parts.jobs.settle()
  t.match((await get('provider-1', `${api}/jobs/${jobId}`)).json(), { state: 'done', step: '核对', done: 3 })
  const url = `${api}/imports/${importId}`
  t.match((await get('provider-1', url)).json(), {
    status: 'judged',
    statusText: '待提交',
    note: null,
    judged: { rows: 3, ok: 2, already: 0, changed: 0, wrong: 1 },
    reasons: [{ code: 'id-checksum', column: '证件号码', count: 1, addresses: ['B3'] }],
  })
  const wrong = (await get('provider-1', `${url}/rows?verdict=wrong`)).json()
  t.match(wrong, { items: [{ line: 3, verdictText: '需修改', name: null }], next: null })
  const first = (await get('provider-1', `${url}/rows?limit=1`)).json()
  t.equal(first.items[0].completionId, null, 'nothing is recorded yet')
  t.match(first, { items: [{ line: 2, name: /^.\*\*$/, idNumber: /^\*{14}\d{3}[\dX]$/ }], next: '2' })
  t.match((await get('provider-1', `${url}/rows?limit=1&after=2`)).json(), { items: [{ line: 3 }] })
  t.match((await get('provider-1', `${url}/rows?after=x`)).json(), { code: 'cursor-unknown' })

  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/rows'],
    ['POST', '/commit'],
    ['POST', '/cancel'],
  ] as const) {
    const headers = { 'idempotency-key': `foreign-${path}` }
    const theirs = await send('provider-2', { method, url: `${url}${path}`, headers })
    t.equal(theirs.statusCode, 404, `${method} ${path}`)
    const none = url.replace(importId, '00000000-0000-5000-8000-000000000000')
    const nothing = await send('provider-2', { method, url: `${none}${path}`, headers })
    t.same(theirs.json(), nothing.json(), 'as if it did not exist')
  }
  t.same((await get('provider-2', `${api}/imports`)).json().items, [])

  const whole = await post('provider-1', `${url}/commit`, { only: 'all-or-nothing' })
  await parts.jobs.settle()
  t.match((await get('provider-1', `${api}/jobs/${whole.json().jobId}`)).json(), {
    state: 'failed',
    problem: { code: 'import-has-faults' },
  })
  t.match((await get('provider-1', `${api}/providers/provider-1/desk`)).json(), { importsToCommit: 1 })
  const promised = async (): Promise<number> => {
    const events = await fixture.store.readAll({ after: null, limit: 1_000 })
    return events.filter(({ type }) => type === 'ImportCommitRequested').length
  }
  t.equal(await promised(), 1)
  const committed = await post('provider-1', `${url}/commit`)
  t.equal(committed.statusCode, 202)
  t.equal(await promised(), 2, 'what 202 promises is in the log by then')
  await parts.jobs.settle()
  t.match((await get('provider-1', url)).json(), {
    status: 'committed',
    committed: { recorded: 2, corrected: 0, claims: 2, left: 1 },
    note: '此文件已于 2024-10-01 09:00 导入:记录 2 行,提交申领 2 笔,没有记录 1 行',
    withdrawnSince: 0,
    unfiled: [],
    notes: [],
    remarks: [{ code: 'training-unregistered', count: 2 }],
  })
  const recorded = { completionId: /-t1$/, recordedAt: /^2024-10-01T/ }
  t.match((await get('provider-1', `${url}/rows`)).json().items, [
    { verdict: 'ok', ...recorded },
    { verdict: 'wrong', completionId: null },
    { verdict: 'ok', ...recorded },
  ])
  const claims = (await get('provider-1', `${api}/claims`)).json().items
  t.equal(claims.length, 2)
  t.match((await get('officer-330602', `${api}/claims`)).json().items.length, 2)
  t.match((await get('provider-1', `${api}/imports`)).json().items, [{ importId, status: 'committed' }])

  const events = await count()
  const again = await upload(fixture, 'provider-1', sheet)
  await parts.jobs.settle()
  t.equal(again.statusCode, 200)
  t.match(again.json(), { importId, note: /没有记录 1 行;没有记录的行正在重新校验$/ })
  t.match(await post('provider-1', `${url}/commit`), { statusCode: 202 })
  await parts.jobs.settle()
  t.equal(await count(), events, 'the same file again adds no event')
  t.match((await get('provider-1', `${url}/rows?verdict=already-recorded`)).json(), {
    items: [
      { line: 2, recordedAt: /^2024-10-01T/ },
      { line: 4, recordedAt: /^2024-10-01T/ },
    ],
  })
  t.match((await post('provider-1', `${url}/cancel`)).json(), { code: 'import-committed' })
  const text =
    fixture.lines.join('\n') +
    JSON.stringify(await fixture.store.readAll({ after: null, limit: 1_000 }), (_, v) =>
      typeof v === 'bigint' ? String(v) : v,
    )
  for (const secret of [syntheticIdNumber(1), row(1)[0] ?? '', '13800000001']) t.notMatch(text, secret)
})

t.test('what was recorded and withdrawn since is told of a file that comes again', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, parts } = fixture
  const early = { 开始日期: '2023-09-01', 结业日期: '2023-09-05', 发证日期: '2023-09-10' }
  const whole = csvOf([row(1), row(2), row(3, early)])
  const { importId } = (await upload(fixture, 'provider-1', whole)).json()
  await parts.jobs.settle()
  const url = `${api}/imports/${importId}`
  const unfiled = { code: 'outside-policy-term', clause: /./, text: /方案有效期/ }
  t.match((await get('provider-1', url)).json(), { note: null, unfiled: [{ ...unfiled, count: 1 }] })
  const { items } = (await get('provider-1', `${url}/rows`)).json()
  t.match(items[2], { line: 4, verdict: 'ok', claims: [], unfiled: [unfiled], notes: [] })
  await post('provider-1', `${url}/commit`)
  await parts.jobs.settle()
  const again = await upload(fixture, 'provider-1', whole)
  t.match(again, { statusCode: 200 })
  const done = '此文件已于 2024-10-01 09:00 导入:记录 3 行,提交申领 2 笔'
  t.match(again.json(), { jobId: null, note: `${done};再次上传,无新增` })

  const { basis, personId } = (await get('provider-1', `${api}/claims`)).json().items[0]
  const withdrawn = await post('provider-1', `${api}/people/${personId}/completions/${basis}/withdraw`, {
    reason: '重复录入',
  })
  t.equal(withdrawn.statusCode, 200)
  await get('provider-1', `${api}/claims?atLeast=${withdrawn.json().position}`)
  const since = `${done};其后已有 1 条结业记录撤回`
  t.match((await get('provider-1', url)).json(), { note: since, withdrawnSince: 1 })
  t.match((await upload(fixture, 'provider-1', whole)).json(), { note: `${since};再次上传,无新增` })
})

t.test('a form, an officer for a provider, a file that is none, and a change of mind', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, send, parts } = fixture
  const boundary = 'x-x-x'
  const form = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`),
    sheet,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const designation = { districts: ['330602'], from: '2024-01-01', until: '2026-12-31', document: '文1' }
  const named = { providerId: 'provider-1', name: '第一职业学校', ...designation }
  const early = await upload(fixture, 'officer-330602', sheet, `${api}/imports?provider=provider-1`)
  t.equal(early.statusCode, 404, 'nobody designated it')
  await post('officer-330602', `${api}/providers`, named)
  const sent = await send('officer-330602', {
    method: 'POST',
    url: `${api}/imports?provider=provider-1`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'idempotency-key': 'form' },
    payload: form,
  })
  t.equal(sent.statusCode, 202)
  const { importId } = sent.json()
  await parts.jobs.settle()
  const url = `${api}/imports/${importId}`
  t.match((await get('officer-330602', url)).json(), { status: 'judged', provider: 'provider-1' })
  t.equal((await get('officer-330603', url)).statusCode, 404)
  t.match((await post('officer-330602', `${url}/cancel`)).json(), { status: 'cancelled' })
  t.match((await post('officer-330602', `${url}/cancel`)).json(), { status: 'cancelled' })
  const late = await post('officer-330602', `${url}/commit`)
  t.match(late, { statusCode: 409 })
  t.match(late.json(), { code: 'import-cancelled' })
  t.match((await get('officer-330602', url)).json(), { status: 'cancelled', committed: null })
  t.notOk((await get('officer-330602', `${api}/claims`)).json().items.length)

  const none = await upload(fixture, 'provider-1', Buffer.from('%PDF-1.7\n'))
  await parts.jobs.settle()
  const broken = (await get('provider-1', `${api}/imports/${none.json().importId}`)).json()
  t.match(broken, { status: 'unreadable', judged: null, reasons: [] })
  t.ok(broken.fileFaults.length > 0)
  const refused = await post('provider-1', `${api}/imports/${none.json().importId}/commit`)
  t.equal(refused.statusCode, 409, 'at once, not by a job that fails')
  t.match(refused.json(), { code: 'import-unreadable' })
})

t.test(
  'a job that ends while the import is looked up is still told, so that its state is asked again',
  async (t) => {
    const fixture = await openFixture()
    t.teardown(() => fixture.close())
    const { get, parts } = fixture
    const { importId } = (await upload(fixture, 'provider-1', sheet)).json()
    await parts.jobs.settle()
    const url = `${api}/imports/${importId}`
    t.match((await get('provider-1', url)).json(), { status: 'judged', job: null })
    const { jobs } = parts
    const { imports } = parts.imports
    const find = imports.find.bind(imports)
    const job = { jobId: importId, step: '提交', done: 1, total: 2 }
    let isRunning = true
    Object.assign(jobs, { runningOn: () => (isRunning ? job : undefined) })
    Object.assign(imports, {
      find: async (...given: Parameters<typeof find>) => {
        const found = await find(...given)
        isRunning = false
        return found
      },
    })
    t.match(
      (await get('provider-1', url)).json(),
      { status: 'judged', job },
      'not at rest: it was judged before',
    )
  },
)
