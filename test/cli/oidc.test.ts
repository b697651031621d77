import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { audience, keysNamed, personId, startProvider } from '../http/oidc-fixture.ts'
import { jinlan, startJinlan } from '../support/run-jinlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-oidc-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const data = ['--data', folder]

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

const urlOf = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  let text = ''
  for await (const part of stream ?? []) {
    text += String(part)
    if (text.includes('\n')) return (JSON.parse(text) as { url: string }).url
  }
  throw new Error('it never listened')
}

t.test('settings that would let anybody in, or nobody, are refused at the start', async (t) => {
  const sound = { OIDC_ISSUER: 'https://id.example', OIDC_AUDIENCE: audience }
  const refused: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ OIDC_ISSUER: sound.OIDC_ISSUER }, /OIDC_AUDIENCE 无效/],
    [{ ...sound, OIDC_ISSUER: 'http://id.example' }, /OIDC_ISSUER 无效/],
    [{ ...sound, OIDC_ISSUER: 'http://127.0.0.1.example' }, /OIDC_ISSUER 无效/],
    [{ ...sound, OIDC_JWKS_URI: 'http://id.example/jwks' }, /OIDC_JWKS_URI 无效/],
    [{ ...sound, OIDC_ALGORITHMS: 'RS256,none' }, /OIDC_ALGORITHMS 无效/],
    [{ ...sound, OIDC_ALGORITHMS: 'HS256' }, /OIDC_ALGORITHMS 无效/],
    [{ ...sound, OIDC_TOKEN_TYPE: 'any' }, /OIDC_TOKEN_TYPE 无效/],
  ]
  for (const [env, says] of refused) {
    const end = await jinlan(['serve', '--auth', 'oidc', ...data], { env })
    t.match(end, { code: 2, stderr: says })
  }
  const clock = ['--clock', '2026-06-30T09:00:00+08:00']
  t.match(await jinlan(['serve', '--auth', 'oidc', ...clock, ...data], { env: sound }), {
    code: 2,
    stderr: /--clock 只用于演示登录/,
  })
  t.match(await jinlan(['demo', ...data], { env: { ...sound, JINLAN_AUTH: 'oidc' } }), {
    code: 2,
    stderr: /演示数据只用演示登录/,
  })
})

t.test('a server whose provider is away says so, and serves once it is there', async (t) => {
  const port = await freePort()
  const env = { OIDC_ISSUER: `http://127.0.0.1:${port}`, OIDC_AUDIENCE: audience }
  // Beyond loopback too: these tokens are no demo.
  const where = ['--host', '0.0.0.0', '--port', '0']
  const server = startJinlan(['serve', '--auth', 'oidc', '--json', '--quiet', ...where, ...data], { env })
  t.teardown(() => server.kill('SIGKILL'))
  const url = (await urlOf(server.stdout)).replace('0.0.0.0', '127.0.0.1')
  const ask = (token: string): Promise<Response> =>
    fetch(`${url}/api/v1/claims`, { headers: { authorization: `Bearer ${token}` } })
  const elsewhere = await startProvider(await keysNamed('elsewhere'))
  t.teardown(() => elsewhere.stop())
  const foreign = await elsewhere.token({ role: 'auditor', pid: personId })
  const away = await ask(foreign)
  t.match(await away.json(), { status: 503, code: 'sign-in-unavailable' })
  t.equal(away.headers.get('retry-after'), '5')
  const provider = await startProvider(await keysNamed('here'), port)
  t.teardown(() => provider.stop())
  t.equal((await ask(foreign)).status, 401)
  t.equal((await ask(await provider.token({ role: 'auditor', pid: personId }))).status, 200)
  t.equal((await fetch(`${url}/api/v1/personas`)).status, 404)
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  t.strictSame(await ended, [0, null])
})
