import { connect } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { createDemoSessions } from '../../src/http/auth/demo-sessions.ts'
import { needLoopback } from '../../src/http/auth/loopback.ts'
import { guardRoutes } from '../../src/http/guard.ts'
import { openFixture } from './http-fixture.ts'

const api = '/api/v1'

t.test('a route without an action keeps the server from starting', async (t) => {
  const bare = Fastify()
  guardRoutes(bare, { authenticate: () => undefined })
  bare.get('/open', { config: { action: 'public' } }, async () => 'ok')
  bare.get('/forgotten', async () => 'oops')
  await t.rejects(async () => bare.ready(), { message: /GET \/forgotten/ })
})

t.test('who is not signed in, or has another role, gets no further', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const before = await fixture.count()
  const headers = [
    {},
    { authorization: 'Bearer nonsense' },
    { authorization: 'Basic eDp5' },
    { authorization: 'Bearer ' },
  ]
  for (const header of headers) {
    const answer = await fixture.send(null, {
      method: 'POST',
      url: `${api}/people`,
      headers: header,
      payload: '{',
    })
    t.match({ status: answer.statusCode, code: answer.json().code }, { status: 401, code: 'unauthenticated' })
    t.equal(answer.headers['www-authenticate'], 'Bearer')
  }
  for (const persona of ['auditor', 'applicant-1', 'finance-330602', 'reviewer-330602']) {
    t.match(
      (await fixture.post(persona, `${api}/people`, {})).json(),
      { code: 'forbidden', status: 403 },
      persona,
    )
  }
  t.match((await fixture.get('policy-officer', `${api}/claims`)).json(), { code: 'forbidden' })
  t.equal(await fixture.count(), before)
})

t.test('a session ends, and old ones make room', (t) => {
  let now = 0
  const principal = { account: 'a', role: 'auditor', pid: 'p', districts: [], provider: null } as const
  let drawn = 0
  const random = (bytes: number): Uint8Array =>
    new Uint8Array(bytes).fill(0).map((_, i) => (i < 4 ? (drawn >> (8 * i)) & 255 : 0))
  const sessions = createDemoSessions({
    personas: new Map([['a', principal]]),
    random: (bytes) => {
      drawn++
      return random(bytes)
    },
    elapsedMs: () => now,
  })
  t.equal(sessions.open('b'), undefined)
  const token = sessions.open('a')?.token ?? ''
  now = 12 * 3_600_000 - 1
  t.equal(sessions.authenticate(token), principal)
  now += 1
  t.equal(sessions.authenticate(token), undefined)
  const first = sessions.open('a')?.token ?? ''
  for (let i = 0; i < 10_000; i++) sessions.open('a')
  t.equal(sessions.authenticate(first), undefined)
  t.end()
})

t.test('demo sign-in listens on loopback only', (t) => {
  for (const host of ['0.0.0.0', '::', '192.168.1.4', '127.0.0.1.example.org', '']) {
    t.throws(() => needLoopback(host), { code: 'listen-beyond-loopback' }, host)
  }
  for (const host of ['127.0.0.1', '127.8.9.1', '::1', 'localhost']) needLoopback(host)
  t.end()
})

t.test('in demo mode only what was sent to this machine by name is answered', async (t) => {
  const fixture = await openFixture()
  const open = await openFixture({ change: ({ demo: _, ...parts }) => parts })
  t.teardown(() => Promise.all([fixture.close(), open.close()]))
  const ask = ({ app }: typeof fixture, host: string, url: string) =>
    app.inject({ method: 'GET', url, headers: { host } })
  const foreign = [
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '[::2]:80',
    'x@localhost',
  ]
  for (const host of foreign) {
    for (const url of [`${api}/personas`, '/docs', '/healthz', '/nowhere']) {
      const answer = await ask(fixture, host, url)
      t.match(
        { status: answer.statusCode, body: answer.json() },
        { status: 421, body: { code: 'host-unknown' } },
      )
    }
    t.equal((await ask(open, host, '/healthz')).statusCode, 200, 'with other sign-in, whatever the name')
  }
  for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:8080', '[::1]', '[::1]:65535']) {
    t.equal((await ask(fixture, host, `${api}/personas`)).statusCode, 200, host)
  }
})

t.test('what is out of scope is answered as what does not exist', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, pidOf } = fixture
  const officer = 'officer-330602'
  const person = { idNumber: syntheticIdNumber(1), name: '张三', district: '330602' }
  const { personId } = (await post(officer, `${api}/people`, person)).json()
  t.equal(personId, pidOf('applicant-1'))
  const training = {
    course: 'composite',
    trainingId: 'T1',
    startsOn: '2024-05-01',
    endsOn: '2024-05-09',
    eligibleCostYuan: '100.00',
  }
  await post(officer, `${api}/people/${personId}/completions`, training)
  const claim = { instrument: 'composite-workshop', basis: `${personId}-t1` }
  t.equal((await post('applicant-1', `${api}/people/${personId}/claims`, claim)).statusCode, 201)
  const missing = 'a'.repeat(26)
  const foreign = ['officer-330603', 'reviewer-330681', 'finance-330624', 'provider-1', 'applicant-2']
  const reads = ['', '/trace', '/cap-check'].map((part) => `claims/P-c1${part}`)
  reads.push('people/P', 'people/P/entitlement')
  const writes: [string, object][] = [
    ['people/P/claims', claim],
    ['claims/P-c1/withdraw', {}],
  ]
  for (const persona of foreign) {
    for (const read of reads) {
      const there = await get(persona, `${api}/${read.replace('P', personId)}`)
      const nowhere = await get(persona, `${api}/${read.replace('P', missing)}`)
      t.same([there.statusCode, there.payload], [404, nowhere.payload], `${persona} ${read}`)
    }
    for (const [write, body] of writes) {
      const there = await post(persona, `${api}/${write.replace('P', personId)}`, body)
      const nowhere = await post(persona, `${api}/${write.replace('P', missing)}`, body)
      t.same([there.statusCode, there.payload], [nowhere.statusCode, nowhere.payload], `${persona} ${write}`)
      t.ok(there.statusCode === 404 || there.statusCode === 403)
    }
    t.same((await get(persona, `${api}/claims`)).json().items, [], persona)
  }
  for (const persona of [officer, 'officer-330600', 'auditor', 'applicant-1']) {
    for (const read of reads)
      t.equal((await get(persona, `${api}/${read.replace('P', personId)}`)).statusCode, 200)
    t.equal((await get(persona, `${api}/claims`)).json().items.length, 1)
  }
})

t.test('lists go page by page, newest first, and by filter', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get } = fixture
  const officer = 'officer-330602'
  for (const no of [11, 12, 13]) {
    const person = { idNumber: syntheticIdNumber(no), name: '张三', district: '330602' }
    const { personId } = (await post(officer, `${api}/people`, person)).json()
    const granted = { title: 'technical-expert-municipal', grantedOn: '2024-05-01', document: '文' }
    const { recognitionId } = (await post(officer, `${api}/people/${personId}/recognitions`, granted)).json()
    const claim = { instrument: 'technical-expert-municipal', basis: recognitionId }
    await post(officer, `${api}/people/${personId}/claims`, claim)
  }
  const all = (await get(officer, `${api}/claims`)).json()
  t.match({ count: all.items.length, next: all.next }, { count: 3, next: null })
  t.match(all.asOf, { position: /^\d+$/, at: /Z$/ })
  const first = (await get(officer, `${api}/claims?limit=2`)).json()
  const second = (await get(officer, `${api}/claims?limit=2&after=${first.next}`)).json()
  t.same([...first.items, ...second.items], all.items)
  t.equal(second.next, null)
  const [newest] = all.items
  await post('officer-330600', `${api}/claims/${newest.claimId}/review`)
  const found = async (query: string): Promise<number> =>
    (await get(officer, `${api}/claims?${query}`)).json().items.length
  t.equal(await found('status=reviewed'), 1)
  t.equal(await found(`q=${newest.personId.slice(0, 8)}`), 1)
  t.equal(await found('district=330602&instrument=technical-expert-municipal'), 3)
  t.equal(await found('district=330603'), 0)
  t.match((await get(officer, `${api}/claims?after=x`)).json(), {
    status: 422,
    code: 'cursor-unknown',
    errors: [{ pointer: 'query/after' }],
  })
  t.match((await get(officer, `${api}/claims?status=lost`)).json(), { status: 422, code: 'value-unknown' })
})

t.test('policies are read whole, by version', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const list = (await fixture.get('applicant-1', `${api}/policies`)).json()
  t.match(list.items, [{ id: 'plan-2024-2026', version: 1, inForceFrom: '2024-01-01', inForce: true }])
  const url = `${api}/policies/plan-2024-2026`
  const policy = (await fixture.get('applicant-1', url)).json()
  t.match(policy, { digest: list.items[0].digest, document: { id: 'plan-2024-2026', instruments: [] } })
  t.same((await fixture.get('applicant-1', `${url}?version=1`)).json(), policy)
  for (const missing of [`${url}?version=2`, `${api}/policies/other`]) {
    t.equal((await fixture.get('applicant-1', missing)).statusCode, 404)
  }
})

t.test('a read that cannot show what its caller has seen says so', async (t) => {
  const fixture = await openFixture({
    change: (parts) => ({ ...parts, projector: { ...parts.projector, waitFor: async () => false } }),
  })
  t.teardown(() => fixture.close())
  const late = await fixture.get('auditor', `${api}/claims?atLeast=99`)
  t.match({ status: late.statusCode, code: late.json().code }, { status: 503, code: 'read-model-behind' })
  t.equal(late.headers['retry-after'], '1')
  const levels = fixture.lines.map((line) => JSON.parse(line)).filter(({ code }) => code !== undefined)
  t.match(levels, [{ level: 40, code: 'read-model-behind' }], 'no failure: it catches up')
})

t.test('the description names every route, in words, with its problems', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const text = (await fixture.send(null, { method: 'GET', url: '/openapi.json' })).payload
  const api31 = JSON.parse(text)
  t.equal(api31.openapi, '3.1.0')
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    t.ok(api31.components.schemas[name as string], `${name} is there`)
  }
  const ids = new Set<string>()
  for (const [path, operations] of Object.entries<Record<string, never>>(api31.paths)) {
    for (const [method, operation] of Object.entries<Record<string, never>>(operations)) {
      const {
        operationId,
        summary,
        security,
        responses,
        parameters = [],
      } = operation as never as {
        operationId: string
        summary: string
        security: object[]
        responses: Record<string, { description: string }>
        parameters?: { name: string }[]
      }
      t.match(summary, /\p{Script=Han}/u, `${method} ${path}`)
      for (const { description } of Object.values(responses)) t.match(description, /\p{Script=Han}/u)
      t.match(responses['422'], { content: { 'application/problem+json': {} } })
      ids.add(operationId)
      const open = /personas|session|clock/.test(path)
      t.equal(security.length, open ? 0 : 1)
      t.equal(
        parameters.some(({ name }) => name === 'Idempotency-Key'),
        method === 'post' && !open,
      )
    }
  }
  t.equal(ids.size, 93)
  t.match((await fixture.send(null, { method: 'GET', url: '/docs/' })).statusCode, 200)
})

t.test('what is no HTTP is answered too, and the connection closed', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  await fixture.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = fixture.app.server.address() as { port: number }
  const say = (request: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(request))
      socket.on('data', (chunk) => {
        heard += chunk
      })
      socket.on('close', () => resolve(heard)).on('error', reject)
    })
  const post = `POST ${api}/people HTTP/1.1\r\nHost: x\r\n`
  const rows: [string, string, number, string][] = [
    [
      '21 length and chunks',
      `${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'bad-request',
    ],
    ['21 garbage', 'nonsense\r\n\r\n', 400, 'bad-request'],
    ['21 no host', `GET ${api}/claims HTTP/1.1\r\n\r\n`, 400, 'bad-request'],
    ['23 headers', `${post}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ]
  for (const [name, request, status, code] of rows) {
    const answer = await say(request)
    t.match(answer, new RegExp(`^HTTP/1.1 ${status} `), name)
    t.match(answer, /content-type: application\/problem\+json/i, name)
    t.match(answer, new RegExp(`"code":"${code}"`), name)
  }
})
