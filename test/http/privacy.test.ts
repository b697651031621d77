import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { loggedError, scrubbing } from '../../src/http/log.ts'
import {
  api,
  badAddresses,
  badRequests,
  canary,
  goodRequests,
  reads,
  registration,
  secrets,
  withoutNotes,
} from './canaries.ts'
import { openFixture } from './http-fixture.ts'

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
  const { personId } = (await say(post(officer, `${api}/people`, registration))).json()
  const people = `${api}/people/${personId}`
  for (const { url, body } of goodRequests(personId)) {
    t.ok((await say(post(officer, url, body))).statusCode < 300, url)
  }
  for (const { url, body, key } of badRequests(personId)) await say(post(officer, url, body, key))
  for (const url of badAddresses) await say(get(officer, url))
  for (const secret of secrets) {
    const query = encodeURIComponent(secret)
    await say(
      send(null, {
        method: 'POST',
        url: `${api}/people`,
        headers: { authorization: `Bearer ${query}`, [`x-${query.replaceAll('%', '')}`]: query },
        payload: `{"${secret}`,
      }),
    )
  }
  for (const url of reads(personId)) t.equal((await say(get(officer, url))).statusCode, 200)
  for (const url of ['/metrics', '/openapi.json', '/readyz']) await say(get(officer, url))

  const events = await fixture.store.readAll({ after: null, limit: 10_000 })
  const places: Record<string, string[]> = {
    answers: heard.map(({ payload, headers }) => withoutNotes(payload) + JSON.stringify(headers)),
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
  t.match((await get(officer, people)).json(), { idNumber: `${'*'.repeat(14)}${canary.idNumber.slice(-4)}` })
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
