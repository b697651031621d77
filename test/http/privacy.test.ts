import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { loggedError, scrubbing } from '../../src/http/log.ts'
import { openFixture } from './http-fixture.ts'

const api = '/api/v1'

/** Values that nobody else has: wherever one of them turns up, it has leaked. */
const canary = {
  idNumber: syntheticIdNumber(987_654),
  name: '鸐龘靐',
  phone: '13987654321',
  bankAccount: '6214835719283746508',
  bankName: '金丝雀农商银行',
  reason: '金丝雀因病未能到场',
  certificate: 'CANARY2024000777',
}
const secrets = Object.values(canary)
const stranger = syntheticIdNumber(987_655)

t.test('personal data is in no answer, log line, event, metric or description', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const { post, get, send } = fixture
  const heard: LightMyRequestResponse[] = []
  const say = async (answer: Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse> => {
    heard.push(await answer)
    return answer
  }
  const officer = 'officer-330602'
  const { idNumber, name, phone, bankAccount, bankName, reason, certificate } = canary
  const person = { idNumber, name, district: '330602', phone, bankAccount, bankName }
  const { personId } = (await say(post(officer, `${api}/people`, person))).json()
  const people = `${api}/people/${personId}`
  const training = {
    course: 'composite',
    trainingId: 'T1',
    startsOn: '2024-05-01',
    endsOn: '2024-05-09',
    eligibleCostYuan: '100.00',
  }
  const certificates = [
    { occupation: '数控车工', level: '高级工', number: certificate, issuedOn: '2024-05-10' },
  ]
  const doors: [string, object][] = [
    [`${people}/completions`, { ...training, certificates }],
    [`${people}/recognitions`, { title: 'golden-collar', grantedOn: '2024-05-01', document: '文1' }],
    [`${people}/recognitions/${personId}-r2/correct`, { document: '文2', reason }],
    [`${people}/claims`, { instrument: 'composite-workshop', basis: `${personId}-t1` }],
    [`${api}/claims/${personId}-c1/return`, { reason }],
    [`${api}/claims/${personId}-c1/resubmit`, {}],
    [`${api}/claims/${personId}-c1/reject`, { reason }],
    [`${people}/completions/${personId}-t1/withdraw`, { reason }],
    [`${people}/recognitions/${personId}-r2/revoke`, { revokedOn: '2024-06-01', reason }],
  ]
  for (const [url, body] of doors) t.ok((await say(post(officer, url, body))).statusCode < 300, url)

  await say(post(officer, `${api}/people`, { ...person, name: `${name}丙` }))
  await say(
    post(officer, `${api}/people`, {
      ...person,
      idNumber: `${idNumber}1`,
      phone: `${phone}1`,
      bankAccount: `${bankAccount}1`,
    }),
  )
  for (const secret of secrets) {
    await say(
      post(officer, `${api}/people`, { ...person, [secret]: secret, idNumber: stranger, district: secret }),
    )
    await say(
      post(officer, `${people}/recognitions`, { title: secret, grantedOn: secret, document: idNumber }),
    )
    await say(
      post(officer, `${people}/completions`, {
        ...training,
        course: secret,
        trainingId: phone,
        endsOn: secret,
      }),
    )
    await say(post(officer, `${people}/completions/${secret}/withdraw`, { reason: secret }))
    await say(post(officer, `${people}/claims`, { instrument: secret, basis: secret, requestedYuan: secret }))
    await say(post(officer, `${people}/claims`, { instrument: secret, basis: `${personId}-t1` }))
    await say(post(officer, `${people}/completions`, { ...training, course: secret }))
    await say(
      post(officer, `${people}/recognitions`, { title: secret, grantedOn: '2024-05-01', document: '文' }),
    )
    await say(
      post(officer, `${api}/claims/${encodeURIComponent(secret)}/review`, {}, encodeURIComponent(secret)),
    )
    await say(post(officer, `${api}/session`, { persona: secret }))
    await say(post(officer, `${api}/demo/clock`, { now: secret }))
    const query = encodeURIComponent(secret)
    for (const url of [
      `${api}/claims?q=${query}&${query}=1`,
      `${api}/claims?after=${query}`,
      `${api}/people/${query}`,
      `/${query}`,
      `/problems/${query}`,
    ]) {
      await say(get(officer, url))
    }
    await say(
      send(null, {
        method: 'POST',
        url: `${api}/people`,
        headers: { authorization: `Bearer ${query}`, [`x-${query.replaceAll('%', '')}`]: query },
        payload: `{"${secret}`,
      }),
    )
  }
  for (const url of [
    people,
    `${people}/entitlement`,
    `${api}/claims`,
    `${api}/claims/${personId}-c1`,
    `${api}/claims/${personId}-c1/trace`,
  ]) {
    t.equal((await say(get(officer, url))).statusCode, 200)
  }
  for (const url of ['/metrics', '/openapi.json', '/readyz']) await say(get(officer, url))

  const events = await fixture.store.readAll({ after: null, limit: 10_000 })
  const places: Record<string, string[]> = {
    answers: heard.map(({ payload, headers }) => payload + JSON.stringify(headers)),
    'log lines': fixture.lines,
    events: events.map(({ stream, id, type, data, metadata }) =>
      JSON.stringify([stream, id, type, data, metadata]),
    ),
  }
  for (const [place, texts] of Object.entries(places)) {
    t.ok(texts.length > 10, place)
    for (const secret of secrets) {
      const found = texts.filter((text) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
      t.same(found, [], `${place}: ${secret}`)
    }
  }
  t.match((await get(officer, people)).json(), { idNumber: `${'*'.repeat(14)}${idNumber.slice(-4)}` })
  t.match((await get(officer, '/metrics')).payload, /jinlan_log_lines_scrubbed_total 0/)
  t.notOk(heard.some(({ statusCode }) => statusCode >= 500))
})

t.test('a log line tells the route, not the address', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  await fixture.get('auditor', `${api}/people/${canary.idNumber}?atLeast=1`)
  const line = JSON.parse(fixture.lines.at(-1) ?? '{}')
  t.match(line, { method: 'GET', route: '/api/v1/people/:personId', status: 404, account: 'auditor' })
  t.same(Object.keys(line).sort(), ['account', 'level', 'method', 'ms', 'reqId', 'route', 'status', 'time'])
  await fixture.get('auditor', `${api}/people/${canary.idNumber}%zz`)
  t.match(JSON.parse(fixture.lines.at(-1) ?? '{}'), { route: '', status: 400 })
})

t.test('should a number get as far as the log, it is blotted out and counted', async (t) => {
  const written: string[] = []
  let found = 0
  const { write } = scrubbing({ write: (line) => void written.push(line) }, () => found++)
  write(`{"msg":"${canary.idNumber} ${canary.phone}"}`)
  write('{"time":"2024-10-01T01:00:00.000Z","position":"123456789012"}')
  t.same([written[0], found], ['{"msg":"*** ***"}', 1])
  t.equal(written[1], '{"time":"2024-10-01T01:00:00.000Z","position":"123456789012"}')
  t.notMatch(JSON.stringify(loggedError(new TypeError(`bad value ${canary.name}`))), canary.name)
})
