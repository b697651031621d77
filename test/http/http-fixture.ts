import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { EventStore } from '../../src/event-store/event-store.ts'
import { buildHttp } from '../../src/http/build-http.ts'
import type { HttpParts } from '../../src/http/parts.ts'
import { type MemoryNode, openMemoryNode } from './http-parts.ts'

type Answer = Promise<LightMyRequestResponse>

export interface Fixture extends Omit<MemoryNode, 'catchUp'> {
  readonly app: FastifyInstance
  /** Events in the log, of all streams. */
  readonly count: () => Promise<number>
  readonly pidOf: (persona: string) => string
  /** As the persona; null: without a token. */
  readonly send: (persona: string | null, options: InjectOptions) => Answer
  /** With a key of its own, unless one is given. */
  readonly post: (persona: string, url: string, body?: object, key?: string) => Answer
  /** Once the figures show everything that is in the log. */
  readonly get: (persona: string, url: string) => Answer
}

export interface FixtureOptions {
  /** What stands between the ledger and its log. */
  readonly between?: (store: EventStore) => EventStore
  readonly change?: (parts: HttpParts) => HttpParts
}

const same = <T>(value: T): T => value

export const openFixture = async ({
  between = same,
  change = same,
}: FixtureOptions = {}): Promise<Fixture> => {
  const { catchUp, ...node } = await openMemoryNode(between)
  const app = await buildHttp(change(node.parts))
  const { sessions } = node.parts.demo
  const tokens = new Map<string, string>()
  const headersOf = (persona: string | null): Record<string, string> => {
    if (persona === null) return {}
    const token = tokens.get(persona) ?? sessions.open(persona)?.token ?? ''
    tokens.set(persona, token)
    return { authorization: `Bearer ${token}` }
  }
  /** Told to come back by a machine that does much else at the moment, a caller comes back. */
  const send: Fixture['send'] = async (persona, { headers, ...options }) => {
    for (let tries = 1; ; tries++) {
      const answer = await app.inject({ ...options, headers: { ...headersOf(persona), ...headers } })
      if (answer.statusCode !== 503 || tries === 100 || answer.json().code !== 'overloaded') return answer
      await new Promise((resume) => setTimeout(resume, 100))
    }
  }
  let keys = 0
  const post: Fixture['post'] = (persona, url, body, key = `key-${keys++}`) => {
    const content = body && { 'content-type': 'application/json' }
    const headers = { 'idempotency-key': key, ...content }
    return send(persona, { method: 'POST', url, headers, ...(body && { payload: JSON.stringify(body) }) })
  }
  return {
    ...node,
    app,
    send,
    post,
    count: async () => (await node.store.readAll({ after: null, limit: 100_000 })).length,
    pidOf: (persona) => sessions.personas.get(persona)?.pid ?? '',
    get: async (persona, url) => {
      await catchUp()
      return send(persona, { method: 'GET', url })
    },
    close: async () => {
      await app.close()
      await node.close()
    },
  }
}
