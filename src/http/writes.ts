import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CommandAnswer } from '../app/handle-command.ts'
import type { Caller } from '../app/ledger.ts'
import type { PersonState } from '../domain/person/state.ts'
import type { WriteHealth } from './health.ts'
import { commandIdOf, createDigest } from './idempotency.ts'
import type { HttpParts } from './parts.ts'
import { RequestRefused } from './refusal.ts'

/**
 * Carries out a write once per caller and Idempotency-Key.
 *
 * @throws {RequestRefused} `request-in-progress`: the same key is being worked on.
 * @throws as the ledger
 */
export type CarryOut = (
  request: FastifyRequest,
  reply: FastifyReply,
  run: (caller: Caller) => Promise<CommandAnswer<PersonState>>,
) => Promise<CommandAnswer<PersonState>>

export const createCarryOut = (
  { keys, now, projector }: Pick<HttpParts, 'keys' | 'now' | 'projector'>,
  health: WriteHealth,
): CarryOut => {
  const inFlight = new Set<string>()
  const digestOf = createDigest(keys.digestKey)
  return async (request, reply, run) => {
    const { principal, idempotencyKey, method, params } = request
    if (principal === null) throw new RequestRefused('unauthenticated')
    const commandId = commandIdOf(principal.account, idempotencyKey)
    if (inFlight.has(commandId)) throw new RequestRefused('request-in-progress')
    inFlight.add(commandId)
    try {
      // Where a body may be left out, none says as much as an empty one.
      const body = request.body ?? {}
      const content = { method, route: request.routeOptions.url ?? '', params, body }
      const digest = digestOf(content)
      const answer = await run({ principal, commandId, digest, at: now() })
      if (answer.replayed) {
        reply.header('idempotent-replayed', 'true')
      } else {
        projector.notify()
        health.wrote()
      }
      return answer
    } catch (error) {
      health.failed(error)
      throw error
    } finally {
      inFlight.delete(commandId)
    }
  }
}
