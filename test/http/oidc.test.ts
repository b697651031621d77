import { createPrivateKey, createPublicKey } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import type { JWK } from 'jose'
import t from 'tap'
import { openFixture } from './http-fixture.ts'
import {
  algorithms,
  audience,
  authenticatorFor,
  keysNamed,
  made,
  personId,
  startProvider,
} from './oidc-fixture.ts'

const finance = { role: 'finance', districts: ['330602'], pid: personId }
const first = await keysNamed('first')
const provider = await startProvider(first)
t.teardown(() => provider.stop())
const { issuer } = provider
const privateKey = (jwk: JWK) => createPrivateKey({ key: { ...jwk }, format: 'jwk' })
const signing = privateKey(first.RS256)

t.test('what the provider did not sign for us, now, is nobody', async (t) => {
  const { authenticate } = authenticatorFor(issuer)
  const stranger = await keysNamed('first')
  const publicPem = createPublicKey(signing).export({ type: 'spki', format: 'pem' })
  const now = Math.trunc(Date.now() / 1000)
  const unsigned = (header: object): string =>
    [header, { iss: issuer, aud: audience, sub: 'x', exp: now + 300, ...finance }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
  const own = (claims: object, header = {}): Promise<string> =>
    made(issuer, { ...finance, ...claims }, { key: signing, header })
  const real = await provider.token(finance)
  const [head, body, signature] = real.split('.')
  const otherBody = Buffer.from(JSON.stringify({ ...finance, iss: issuer, aud: audience, exp: now + 300 }))
  const { d: _, ...strangerPublic } = stranger.RS256
  const table: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no token', 'abc'],
    ['alg none', `${unsigned({ alg: 'none', typ: 'at+jwt' })}.`],
    ['alg None', `${unsigned({ alg: 'None', typ: 'at+jwt', kid: 'first-RS256' })}.`],
    ['no alg', `${unsigned({ typ: 'at+jwt' })}.`],
    ['a signature of nothing', `${unsigned({ alg: 'RS256', typ: 'at+jwt', kid: 'first-RS256' })}.`],
    ['another key under the same name', await made(issuer, finance, { key: privateKey(stranger.RS256) })],
    [
      'its own key in the header',
      await made(issuer, finance, { key: privateKey(stranger.RS256), header: { jwk: strangerPublic } }),
    ],
    [
      'keys at its own address',
      await made(issuer, finance, {
        key: privateKey(stranger.RS256),
        header: { jku: 'http://127.0.0.1:9/' },
      }),
    ],
    [
      'the public key as a shared secret',
      await made(issuer, finance, { key: Buffer.from(publicPem), header: { alg: 'HS256' } }),
    ],
    ['an algorithm that is not allowed', await own({}, { alg: 'RS512' })],
    ['a key that nobody knows', await own({}, { kid: 'second-RS256' })],
    ['expired', await own({ exp: now - 60 })],
    ['without an end', await own({ exp: undefined })],
    ['not yet', await own({ nbf: now + 60 })],
    ['for another', await own({ aud: 'urn:other' })],
    ['for nobody', await own({ aud: undefined })],
    ['by another', await own({ iss: `${issuer}/` })],
    ['by nobody', await own({ iss: undefined })],
    ['an id token', await own({}, { typ: 'JWT' })],
    ['of no type', await own({}, { typ: undefined })],
    ['with an unknown demand', await own({ x: 1 }, { x: 1, crit: ['x'] }).catch(() => 'refused.when.made')],
    ['changed', [head, otherBody.toString('base64url'), signature].join('.')],
    ['cut', real.slice(0, -8)],
    ['too long', `${real}${'A'.repeat(17_000)}`],
  ]
  for (const [what, token] of table) t.equal(await authenticate(token), undefined, what)
  const anything = fc.oneof(
    fc.string(),
    fc.string().map((text) => `${head}.${body}.${text}`),
  )
  await fc.assert(fc.asyncProperty(anything, async (text) => (await authenticate(text)) === undefined))
  t.match(await authenticate(await own({ exp: now - 10 })), { role: 'finance' }, 'clocks differ a little')
})

t.test('tokens of the provider, by every algorithm', async (t) => {
  const { authenticate } = authenticatorFor(issuer)
  for (const alg of algorithms) {
    t.strictSame(await authenticate(await provider.token(finance, alg)), {
      account: alg,
      role: 'finance',
      pid: personId,
      districts: ['330602'],
      provider: null,
    })
  }
  const only = authenticatorFor(issuer, { algorithms: ['EdDSA'], jwksUri: `${issuer}/jwks` })
  t.equal(await only.authenticate(await provider.token(finance)), undefined)
  t.match(await only.authenticate(await provider.token(finance, 'EdDSA')), { role: 'finance' })
  const plain = authenticatorFor(issuer, { tokenType: 'JWT' })
  t.equal(await plain.authenticate(await provider.token(finance)), undefined)
  t.match(await plain.authenticate(await made(issuer, finance, { key: signing, header: { typ: 'JWT' } })), {
    role: 'finance',
  })
})

t.test('a good token without a role here is told so', async (t) => {
  const { authenticate } = authenticatorFor(issuer)
  for (const claims of [
    {},
    { ...finance, role: 'king' },
    { ...finance, districts: [] },
    { ...finance, pid: '' },
  ]) {
    await t.rejects(Promise.resolve(authenticate(await provider.token(claims))), { code: 'account-unmapped' })
  }
})

t.test('over HTTP', async (t) => {
  const authenticator = authenticatorFor(issuer)
  const fixture = await openFixture({ change: (parts) => ({ ...parts, authenticator, demo: undefined }) })
  t.teardown(fixture.close)
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fixture.send(null, { url: '/api/v1/claims', headers })
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
  }
  const real = await provider.token(finance)
  // Brings the figures up to date: until they are, a list is not there yet.
  await fixture.get('nobody', '/healthz')
  t.match(await ask('abc'), {
    status: 401,
    body: { code: 'unauthenticated' },
    headers: { 'www-authenticate': 'Bearer' },
  })
  t.match(await ask(await provider.token({ ...finance, role: 'king' })), {
    status: 403,
    body: { code: 'account-unmapped' },
  })
  t.match(await ask(await provider.token({ role: 'policy-officer', pid: personId })), {
    status: 403,
    body: { code: 'forbidden' },
  })
  t.match(await ask(real), { status: 200, body: { items: [] } })
  const named = { authorization: `Bearer ${real}`, host: 'ledger.city.example' }
  const elsewhere = await fixture.send(null, { url: '/api/v1/claims', headers: named })
  t.equal(elsewhere.statusCode, 200, 'under any name')
  const personas = await fixture.send(null, { url: '/api/v1/personas' })
  t.equal(personas.statusCode, 404, 'no personas to choose from')
  t.notMatch(fixture.lines.join(''), real, 'no token in the log')
})

t.test('keys change, the provider goes and comes back', async (t) => {
  const port = Number(new URL(issuer).port)
  const { authenticate } = authenticatorFor(issuer, { cooldownMs: 0 })
  const old = await provider.token(finance)
  await provider.stop()
  const away = Promise.resolve(authenticate(old))
  await t.rejects(away, { code: 'sign-in-unavailable' }, 'not there when first asked')
  const second = await startProvider({ ...(await keysNamed('second')), old: first.RS256 }, port)
  t.match(await authenticate(old), { role: 'finance' })
  const young = await second.token(finance)
  await second.stop()
  t.match(await authenticate(old), { role: 'finance' }, 'known keys need no provider')
  const third = await startProvider(await keysNamed('third'), port)
  t.teardown(() => third.stop())
  t.match(
    await authenticate(await third.token(finance, 'ES256')),
    { role: 'finance' },
    'a new key is fetched',
  )
  t.equal(await authenticate(old), undefined, 'a key that was withdrawn is no key')
  t.equal(await authenticate(young), undefined)
})

t.test('an unknown key is not looked for again and again', async (t) => {
  const port = Number(new URL(issuer).port)
  let asked = 0
  const keys = { keys: [{ ...first.ES256, d: undefined }] }
  const counting = createServer((request, reply) => {
    asked += request.url === '/jwks' ? 1 : 0
    reply.setHeader('content-type', 'application/json').end(JSON.stringify(keys))
  })
  await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve))
  t.teardown(() => counting.close())
  const jwksUri = `http://127.0.0.1:${portOf(counting)}/jwks`
  const { authenticate } = authenticatorFor(`http://127.0.0.1:${port}`, { jwksUri })
  for (let times = 0; times < 5; times += 1) {
    const token = await made(issuer, finance, { key: signing, header: { kid: `unknown-${times}` } })
    t.equal(await authenticate(token), undefined)
  }
  t.equal(asked, 1)
})

t.test('a discovery document that cannot be believed makes sign-in unavailable', async (t) => {
  const good = { issuer: 'http://127.0.0.1:PORT', jwks_uri: 'http://127.0.0.1:PORT/jwks' }
  const answers: readonly (readonly [string, number, unknown])[] = [
    ['another issuer', 200, { ...good, issuer: 'http://127.0.0.1:PORT/' }],
    ['no keys', 200, { issuer: good.issuer }],
    ['keys on an open line elsewhere', 200, { ...good, jwks_uri: 'http://localhost:PORT/jwks' }],
    ['an error', 500, good],
    ['no JSON', 200, undefined],
    ['a good one', 200, good],
  ]
  for (const [what, status, document] of answers) {
    const server = createServer((request, reply) => {
      const isKeys = request.url === '/jwks'
      const content = isKeys ? JSON.stringify({ keys: [{ ...first.RS256, d: undefined }] }) : textOf(document)
      reply.statusCode = isKeys ? 200 : status
      reply.end(content.replaceAll('PORT', String(portOf(server))))
    })
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '::', ipv6Only: false }, resolve))
    const self = `http://127.0.0.1:${portOf(server)}`
    const token = await made(self, finance, { key: signing })
    const asked = Promise.resolve(authenticatorFor(self).authenticate(token))
    if (what === 'a good one') t.match(await asked, { role: 'finance' }, what)
    else await t.rejects(asked, { code: 'sign-in-unavailable' }, what)
    server.close()
  }
})

const textOf = (document: unknown): string => (document === undefined ? '<html>' : JSON.stringify(document))
const portOf = (server: Server): number => (server.address() as AddressInfo).port
