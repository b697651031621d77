import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { type Action, can } from '../domain/can.ts'
import type { Principal } from '../domain/scope.ts'
import type { Authenticator } from './auth/authenticator.ts'
import { idempotencyKeyOf } from './idempotency.ts'
import { RequestRefused } from './refusal.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route does; `public` needs no sign-in. A route without one fails start-up. */
    action?: Action | 'public'
    /** The route may be sent without a body. */
    bodyOptional?: boolean
    /** The route answers with a file, whatever the caller would rather have. */
    answersFile?: boolean
    /** The route takes a file as its body. */
    takesFile?: boolean
  }
  interface FastifyRequest {
    /** Who asks; null on public routes. */
    principal: Principal | null
    /** Set on writes. */
    idempotencyKey: string
  }
}

const acceptsJson = /\*\/\*|application\/(?:\*|json|problem\+json)/i

/** @throws {RequestRefused} `bad-request` */
const needHost = ({ headers, raw }: FastifyRequest): void => {
  if (headers.host === undefined && raw.httpVersion === '1.1') throw new RequestRefused('bad-request')
}

/** @throws {RequestRefused} `not-acceptable`, `revision-conflict` */
const needPlain = ({ headers, routeOptions }: FastifyRequest): void => {
  const anyForm = routeOptions.config.answersFile === true
  if (!anyForm && headers.accept !== undefined && !acceptsJson.test(headers.accept)) {
    throw new RequestRefused('not-acceptable')
  }
  // No answer carries an entity tag, so none that is sent back can still be right.
  const expected = headers['if-match']
  if (expected !== undefined && expected.trim() !== '*') throw new RequestRefused('revision-conflict')
}

/** @throws {RequestRefused} `unauthenticated`, and what the authenticator throws */
const signedIn = async (authenticator: Authenticator, header: string | undefined): Promise<Principal> => {
  const token = header !== undefined && /^bearer /i.test(header) ? header.slice(7).trim() : ''
  const principal = token === '' ? undefined : await authenticator.authenticate(token)
  if (principal === undefined) throw new RequestRefused('unauthenticated')
  return principal
}

const guardOf =
  (action: Action | 'public', write: boolean, authenticator: Authenticator) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
    needHost(request)
    if (action === 'public') return
    needPlain(request)
    const principal = await signedIn(authenticator, request.headers.authorization)
    request.principal = principal
    if (!can(principal, action)) throw new RequestRefused('forbidden')
    if (write) request.idempotencyKey = idempotencyKeyOf(request)
  }

const isWrite = ({ method }: RouteOptions): boolean => method !== 'GET' && method !== 'HEAD'

/** Puts sign-in, right and idempotency key before every route that is added from here on. */
export const guardRoutes = (app: FastifyInstance, authenticator: Authenticator): void => {
  const unguarded: RouteOptions[] = []
  app.decorateRequest('principal', null)
  app.decorateRequest('idempotencyKey', '')
  app.addHook('onRoute', (route) => {
    const action = route.config?.action
    if (action === undefined) {
      unguarded.push(route)
      return
    }
    const before = route.onRequest === undefined ? [] : [route.onRequest].flat()
    route.onRequest = [guardOf(action, isWrite(route), authenticator), ...before]
  })
  app.addHook('onReady', async () => {
    // A plugin's own routes may be declared public after they were made; nothing else may.
    const bare = unguarded.filter(({ config }) => config?.action !== 'public')
    const names = bare.map(({ method, url }) => `${String(method)} ${url}`)
    if (names.length > 0) throw new Error(`routes without an action: ${names.join(', ')}`)
  })
}
