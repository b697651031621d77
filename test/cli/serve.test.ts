import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'
import { endOf, jinlan, startJinlan, urlOf } from '../support/run-jinlan.ts'

const folder = mkdtempSync(join(tmpdir(), 'jinlan-serve-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const post = async (url: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}

const signIn = async (url: string, persona: string): Promise<string> => {
  const { body } = await post(`${url}/api/v1/session`, { persona })
  return `Bearer ${body.token}`
}

t.test('told to stop under load, it finishes what it began and loses nothing it acknowledged', async (t) => {
  const data = join(folder, 'load')
  const server = startJinlan(['serve', '--port', '0', '--json', '--quiet', '--data', data])
  const ended = endOf(server)
  const url = await urlOf(server)
  const authorization = await signIn(url, 'officer-330602')
  const acknowledged: string[] = []
  const refused = new Set<number>()
  let next = 0
  let stopped = false
  const register = async (): Promise<void> => {
    while (!stopped) {
      const n = ++next
      const person = { idNumber: syntheticIdNumber(n), name: '王演示', district: '330602' }
      const headers = { authorization, 'idempotency-key': `stop-${n}` }
      try {
        const { status, body } = await post(`${url}/api/v1/people`, person, headers)
        if (status === 201) acknowledged.push(body.personId ?? '')
        else refused.add(status)
      } catch {
        stopped = true
      }
    }
  }
  const clients = Array.from({ length: 16 }, register)
  while (acknowledged.length < 200) await new Promise((resume) => setTimeout(resume, 5))
  server.kill('SIGTERM')
  await Promise.all(clients)
  const { code, stderr } = await ended
  t.equal(code, 0, stderr)
  t.ok(acknowledged.length >= 200)
  t.strictSame(
    [...refused].filter((status) => status !== 503),
    [],
  )
  const log = new Database(join(data, 'ledger.db'), { readonly: true })
  const streams = new Set(log.prepare('SELECT stream FROM events').pluck().all())
  log.close()
  t.same(
    acknowledged.filter((personId) => !streams.has(`person-${personId}`)),
    [],
  )
  for (const verb of ['fsck', 'verify', 'replay']) {
    t.same(await jinlan([verb, '--data', data]), { code: 0, stdout: '', stderr: '' }, verb)
  }
})

t.test(
  'Ctrl-C is 130; the next start finds the policy published and the demo clock where it is told',
  async (t) => {
    const data = join(folder, 'load')
    const clock = '2026-06-30T09:00:00+08:00'
    const args = ['serve', '--port', '0', '--json', '--quiet', '--data', data, '--clock', clock]
    const server = startJinlan(args)
    const ended = endOf(server)
    const url = await urlOf(server)
    const moved = await post(`${url}/api/v1/demo/clock`, { now: '2026-06-30T02:00:00Z' })
    t.equal(moved.status, 200)
    t.match(moved.body.now, /^2026-06-30T02:00:0/)
    const authorization = await signIn(url, 'auditor')
    const policies = await fetch(`${url}/api/v1/policies`, { headers: { authorization } })
    t.match(await policies.json(), { items: [{ id: 'plan-2024-2026', version: 1, inForce: true }] })
    server.kill('SIGINT')
    t.equal((await ended).code, 130)
  },
)
