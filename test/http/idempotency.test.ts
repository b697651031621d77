import { createHmac } from 'node:crypto'
import t from 'tap'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import {
  type AppendOutcome,
  type EventStore,
  StoreOverloaded,
  StoreUnavailable,
} from '../../src/event-store/event-store.ts'
import { createDigest } from '../../src/http/idempotency.ts'
import { type Fixture, openFixture } from './http-fixture.ts'

const api = '/api/v1'
const officer = 'officer-330602'
const person = { idNumber: syntheticIdNumber(500), name: '张三', district: '330602' }
const recognition = {
  title: 'technical-expert-municipal',
  grantedOn: '2024-05-01',
  document: '绍市人社〔2024〕18号',
}

/** A log whose appends can be held up, refused, or left without an answer. */
const fickle = () => {
  let next: (() => Promise<AppendOutcome | undefined>) | undefined
  let held: (() => void)[] = []
  const between = (store: EventStore): EventStore => ({
    ...store,
    append: async (...request) => {
      const first = await next?.()
      return first ?? store.append(...request)
    },
  })
  return {
    between,
    answer: (make: typeof next): void => {
      next = make
    },
    hold: (): void => {
      next = () => new Promise((resolve) => held.push(() => resolve(undefined)))
    },
    release: (): void => {
      next = undefined
      for (const go of held) go()
      held = []
    },
  }
}

const personIn = async (fixture: Fixture): Promise<string> =>
  (await fixture.post(officer, `${api}/people`, person)).json().personId

t.test('60, 61 a key is needed, and must be one', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const before = await fixture.count()
  const bad: [string | undefined, string][] = [
    [undefined, 'idempotency-key-missing'],
    ['', 'idempotency-key-invalid'],
    ['a'.repeat(256), 'idempotency-key-invalid'],
    ['schlüssel', 'idempotency-key-invalid'],
    ['a b', 'idempotency-key-invalid'],
    ['a,b', 'idempotency-key-invalid'],
  ]
  for (const [key, code] of bad) {
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    }
    const answer = await fixture.send(officer, {
      method: 'POST',
      url: `${api}/people`,
      headers,
      payload: JSON.stringify(person),
    })
    t.match(
      { status: answer.statusCode, body: answer.json() },
      { status: 400, body: { code, errors: [{ pointer: 'header/idempotency-key' }] } },
    )
  }
  t.equal(await fixture.count(), before)
  t.equal((await fixture.post(officer, `${api}/people`, person, '~'.repeat(255))).statusCode, 201)
})

t.test(
  '62, 63, 65 a repeat is answered as the first time; another request under its key is refused',
  async (t) => {
    const fixture = await openFixture()
    t.teardown(() => fixture.close())
    const { post } = fixture
    const first = await post(officer, `${api}/people`, person, 'k')
    t.equal(first.headers['idempotent-replayed'], undefined)
    const personId = first.json().personId
    const url = `${api}/people/${personId}/recognitions`
    const granted = await post(officer, url, recognition, 'k2')
    const filed = { instrument: 'technical-expert-municipal', basis: granted.json().recognitionId }
    const claim = await post(officer, `${api}/people/${personId}/claims`, filed, 'k3')
    const changed = await post(officer, url, { ...recognition, document: '绍市人社〔2024〕19号' })
    t.equal(changed.statusCode, 201)
    await post(officer, `${api}/demo/clock`, { now: '2026-11-01T00:00:00+08:00' })
    const before = await fixture.count()

    const spelt = { district: person.district, name: ' 张三', idNumber: person.idNumber.toLowerCase() }
    const repeats: [string, object, string, typeof first][] = [
      [`${api}/people`, spelt, 'k', first],
      [url, recognition, 'k2', granted],
      [`${api}/people/${personId}/claims`, filed, 'k3', claim],
    ]
    for (const [place, body, key, answer] of repeats) {
      const again = await post(officer, place, body, key)
      t.equal(again.headers['idempotent-replayed'], 'true')
      t.same([again.statusCode, again.payload], [answer.statusCode, answer.payload])
    }
    const reused: [string, object][] = [
      [url, { ...recognition, grantedOn: '2024-05-02' }],
      [`${api}/people/${personId}/move`, { district: '330603', movedOn: '2024-06-01' }],
      [`${api}/people`, { ...person, idNumber: syntheticIdNumber(501) }],
    ]
    for (const [place, body] of reused) {
      const answer = await post(officer, place, body, 'k2')
      t.match(
        { status: answer.statusCode, code: answer.json().code },
        { status: 422, code: 'idempotency-key-reused' },
        place,
      )
    }
    t.equal(await fixture.count(), before)

    const gone = `${url}/${granted.json().recognitionId}/revoke`
    t.equal((await post(officer, gone, { revokedOn: '2024-06-01', reason: '查实' })).statusCode, 200)
    const step = `${api}/claims/${claim.json().claimId}`
    const bare = await post('officer-330600', `${step}/review`, undefined, 'k4')
    t.equal(bare.statusCode, 200)
    const empty = await post('officer-330600', `${step}/review`, {}, 'k4')
    t.same([empty.statusCode, empty.payload], [200, bare.payload], 'no body is an empty one')
    t.equal(bare.json().assessment.outcome, 'refused', 'the title is gone')
    const firstly = await post(officer, `${api}/people/${personId}/claims`, filed, 'k3')
    t.equal(firstly.payload, claim.payload, 'what the claim came to before it was reviewed')
    const elsewhere = await post('officer-330600', `${step}/withdraw`, {}, 'k4')
    t.match(elsewhere.json(), { code: 'idempotency-key-reused' }, 'the same words at another address')

    const other = await post(
      'officer-330600',
      url,
      { ...recognition, document: '绍市人社〔2024〕20号' },
      'k2',
    )
    t.equal(other.statusCode, 201, 'the same key of another account is another key')
  },
)

t.test('64 of ten at once one is carried out, and the others are told to wait', async (t) => {
  const log = fickle()
  const fixture = await openFixture({ between: log.between })
  t.teardown(() => fixture.close())
  const personId = await personIn(fixture)
  const before = await fixture.count()
  const url = `${api}/people/${personId}/recognitions`
  log.hold()
  const first = fixture.post(officer, url, recognition, 'k')
  await new Promise((resolve) => setTimeout(resolve, 20))
  const others = await Promise.all(
    Array.from({ length: 9 }, () => fixture.post(officer, url, recognition, 'k')),
  )
  for (const other of others) {
    t.match(
      { status: other.statusCode, code: other.json().code },
      { status: 409, code: 'request-in-progress' },
    )
    t.equal(other.headers['retry-after'], '1')
  }
  const stranger = fixture.post(
    'officer-330600',
    url,
    { ...recognition, document: '绍市人社〔2024〕20号' },
    'k',
  )
  log.release()
  t.equal((await first).statusCode, 201)
  t.equal((await stranger).statusCode, 201)
  const late = await fixture.post(officer, url, recognition, 'k')
  t.same([late.statusCode, late.payload], [201, (await first).payload])
  t.equal(await fixture.count(), before + 2)
})

t.test('69 what the log does not take, or does not answer, is never called done', async (t) => {
  const log = fickle()
  const fixture = await openFixture({ between: log.between })
  t.teardown(() => fixture.close())
  const personId = await personIn(fixture)
  const url = `${api}/people/${personId}/recognitions`
  const ready = async (): Promise<number> => (await fixture.get(officer, '/readyz')).statusCode
  const failing: [() => Promise<AppendOutcome>, number, string][] = [
    [async () => ({ outcome: 'unknown', cause: 'timeout' }), 503, 'outcome-unknown'],
    [() => Promise.reject(new StoreOverloaded('full')), 503, 'overloaded'],
    [() => Promise.reject(new StoreUnavailable('ENOSPC /secret/path')), 503, 'log-unavailable'],
    [() => Promise.reject(new Error('secret')), 500, 'internal-error'],
  ]
  const before = await fixture.count()
  for (const [fail, status, code] of failing) {
    log.answer(fail)
    const answer = await fixture.post(officer, url, recognition, 'k')
    t.match({ status: answer.statusCode, body: answer.json() }, { status, body: { code } })
    t.equal(answer.headers['retry-after'] !== undefined, status === 503, code)
    t.notMatch(answer.payload, /secret|ENOSPC|timeout/)
    if (code === 'log-unavailable') t.equal(await ready(), 503, 'out of service while the log is')
  }
  t.equal(await fixture.count(), before)
  log.release()
  t.equal((await fixture.post(officer, url, recognition, 'k')).statusCode, 201, 'the same key finds out')
  t.equal(await fixture.count(), before + 1)
  t.equal(await ready(), 200)
})

t.test('the digest of a request is its HMAC, whatever the order of its keys', (t) => {
  const key = new Uint8Array(32).map((_, place) => place * 7)
  const digestOf = createDigest(key)
  const content = { route: '/x', body: { b: '贰', a: '1' } }
  const expected = createHmac('sha256', key).update(canonicalJson(content)).digest('base64url')
  t.equal(digestOf(content), expected)
  t.equal(digestOf({ body: { a: '1', b: '贰' }, route: '/x' }), expected)
  t.not(digestOf({ ...content, route: '/y' }), expected)
  t.not(createDigest(key.map((byte) => byte ^ 1))(content), expected)
  t.end()
})
