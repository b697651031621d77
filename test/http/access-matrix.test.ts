import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, LightMyRequestResponse, RouteOptions } from 'fastify'
import t from 'tap'
import { can } from '../../src/domain/can.ts'
import { addressIn, nothing, type Row, rowsOf } from './access-rows.ts'
import { abroad, home, openWorld, personasAt, type World } from './access-world.ts'
import type { Fixture } from './http-fixture.ts'
import { type Office, openOffice } from './treasury-fixture.ts'

/**
 * Every route that the server registers, by every role, on what is theirs, what is another district's,
 * provider's or person's, and what does not exist. The last two are answered alike.
 */

const ofCity = ['officer-330600', 'reviewer-330600', 'finance-330600']
const ofAll = ['auditor', 'admin', 'policy-officer', 'policy-reviewer']
const personas = [...personasAt(home), ...personasAt(abroad), ...ofCity, ...ofAll]

const isInside = ({ reach }: Row, persona: string): boolean => {
  if (reach === 'everyone' || reach === 'list') return true
  if (reach === 'upload') return ['provider-1', 'auditor', 'admin'].includes(persona)
  if (reach === 'starter') return persona === 'finance-330602'
  if (personasAt(abroad).includes(persona)) return reach === 'create' && persona === 'provider-2'
  return reach !== 'office' || !['applicant-1', 'provider-1'].includes(persona)
}

/** The routes of every server that is built meanwhile. */
const routesOf = async <T>(build: () => Promise<T>): Promise<readonly [T, readonly RouteOptions[]]> => {
  const routes: RouteOptions[] = []
  const watch = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onRoute', (route) => void routes.push(route))
  }
  subscribe('fastify.initialization', watch)
  const built = await build()
  unsubscribe('fastify.initialization', watch)
  return [built, routes]
}

let keys = 0
const ask = (fixture: Fixture, persona: string | null, route: string, row: Row, url: string) => {
  const [method = ''] = route.split(' ')
  const type = row.file === undefined ? 'application/json' : 'text/csv'
  const payload = row.file ?? (row.body && JSON.stringify(row.body))
  const write = method === 'POST'
  const headers = {
    ...(write ? { 'idempotency-key': `matrix-${keys++}` } : {}),
    ...(write && payload !== undefined ? { 'content-type': type } : {}),
  }
  return fixture.send(persona, {
    method: method as 'GET',
    url,
    headers,
    ...(write && payload !== undefined ? { payload } : {}),
  })
}

const codeOf = ({ payload, headers }: LightMyRequestResponse): string =>
  String(headers['content-type']).includes('problem+json') && payload !== '' ? JSON.parse(payload).code : ''

/** Everything of an answer but what is another for every request. */
const lookOf = ({ statusCode, payload, headers }: LightMyRequestResponse): object => {
  const { 'x-request-id': _, date: __, ...rest } = headers
  return { statusCode, payload, rest }
}

/** The step was taken, or its own rules refused it: the right and the scope let it through. */
const isReached = (answer: LightMyRequestResponse, isRead: boolean): boolean => {
  const { statusCode } = answer
  if (statusCode < 400) return true
  return !isRead && (statusCode === 409 || codeOf(answer) === 'separation-of-duties')
}

t.test('every route is in the table, with the action it declares', async (t) => {
  const [office, routes] = await routesOf(openOffice)
  t.teardown(() => office.fixture.close())
  const rows = rowsOf(nothing)
  const seen = new Set<string>()
  for (const { method, url, config } of routes) {
    for (const name of [method].flat()) {
      const route = `${name} ${url.replace(/(?<=.)\/$/, '')}`
      const row = rows[route.replace(/^HEAD /, 'GET ')]
      t.equal(config?.action, row?.action ?? 'in the table', route)
      seen.add(route)
    }
  }
  const gone = Object.keys(rows).filter((route) => !seen.has(route))
  t.same(gone, [], 'nothing stands in the table alone')
})

const openBoth = async (): Promise<readonly [Office, ReturnType<typeof rowsOf>, World]> => {
  const office = await openOffice()
  await openWorld(office, abroad)
  const world = await openWorld(office, home)
  return [office, rowsOf(world), world]
}

/** Whose every answer is recorded, so that nobody can ask for its headers alone. */
const recorded = 'GET /api/v1/batches/:batchId/pay-list'

/** What is said to who has the right, and to who has none. */
const codes = {
  right: { 401: '-', 403: 'district-out-of-scope', 404: /^(?:not-found|job-unknown)$/ },
  none: { 401: 'unauthenticated', 403: 'forbidden', 404: '-' },
} as const

t.test('who has no right or no reach gets no further, and learns nothing', async (t) => {
  const [{ fixture }, rows, world] = await openBoth()
  t.teardown(() => fixture.close())
  await fixture.get('auditor', '/healthz')
  const before = await fixture.count()
  let asked = 0
  for (const [route, row] of Object.entries(rows)) {
    if (row.action === 'public') continue
    const reads = route === recorded ? ['GET'] : ['GET', 'HEAD']
    for (const method of route.startsWith('GET ') ? reads : ['POST']) {
      const as = route.replace(/^GET/, method)
      const both = (persona: string | null) =>
        Promise.all([world, nothing].map((of) => ask(fixture, persona, as, row, addressIn(route, row, of))))
      for (const persona of [null, ...personas]) {
        const principal = persona === null ? undefined : fixture.parts.demo.sessions.personas.get(persona)
        const isRight = principal !== undefined && can(principal, row.action)
        if (persona !== null && isRight && isInside(row, persona)) continue
        const name = `${as} by ${persona}`
        const [there, nowhere] = await both(persona)
        if (there === undefined || nowhere === undefined) throw new Error('two answers')
        asked += 2
        t.same(lookOf(there), lookOf(nowhere), name)
        const expected = persona === null ? 401 : !isRight || row.reach === 'create' ? 403 : 404
        t.equal(there.statusCode, expected, name)
        if (method !== 'HEAD') t.match(codeOf(there), codes[isRight ? 'right' : 'none'][expected], name)
        const given = world.secrets.filter((secret) => there.payload.includes(secret))
        t.same(given, [], name)
      }
    }
  }
  t.ok(asked > 1500, `${asked} requests`)
  t.equal(await fixture.count(), before, 'nothing was recorded')
})

t.test('who has the right and the reach is let through, and finds nothing where nothing is', async (t) => {
  const [{ fixture }, rows, world] = await openBoth()
  t.teardown(() => fixture.close())
  await fixture.get('auditor', '/healthz')
  for (const [route, row] of Object.entries(rows)) {
    const isRead = route.startsWith('GET')
    const hasTarget = /:\w+Id/.test(route)
    for (const persona of row.action === 'public' ? [null] : personas) {
      const principal = persona === null ? undefined : fixture.parts.demo.sessions.personas.get(persona)
      const isRight = row.action === 'public' || (principal !== undefined && can(principal, row.action))
      if (!isRight || !(persona === null || isInside(row, persona))) continue
      const name = `${route} by ${persona}`
      if (hasTarget) {
        const nowhere = await ask(fixture, persona, route, row, addressIn(route, row, nothing))
        t.match([nowhere.statusCode, codeOf(nowhere)], [404, /^(?:not-found|job-unknown)$/], name)
      }
      const there = await ask(fixture, persona, route, row, addressIn(route, row, world))
      t.ok(isReached(there, isRead), `${name}: ${there.statusCode} ${codeOf(there)}`)
      // The demo's own people are told to whoever may be one of them.
      if (persona === null && route !== 'GET /api/v1/personas') {
        const given = world.secrets.filter((secret) => there.payload.includes(secret))
        t.same(given, [], name)
      }
    }
  }
})
