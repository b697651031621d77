import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../app/ledger.ts'
import type { WriteHealth } from './health.ts'
import { commandIdOf, createDigest } from './idempotency.ts'
import type { HttpParts } from './parts.ts'
import { RequestRefused } from './refusal.ts'
import { Upload } from './upload.ts'

/** What every write comes to, whatever else it answers. */
export interface Written {
  readonly position: bigint
  /** It was carried out before. */
  readonly replayed: boolean
}

/**
 * Carries out a write once per caller and Idempotency-Key; a read that is recorded, every time.
 *
 * @throws {RequestRefused} `request-in-progress`: the same key is being worked on.
 * @throws as the ledger
 */
export type CarryOut = <Answer extends Written>(
  request: FastifyRequest,
  reply: FastifyReply,
  run: (caller: Caller) => Promise<Answer>,
) => Promise<Answer>

type WriteParts = Pick<HttpParts, 'keys' | 'now' | 'projector'>

export type CallerOf = (request: FastifyRequest) => Caller

/** @returns who asks, with the command id of their key and the digest of all they ask. */
export const createCallerOf = ({ keys, now }: WriteParts): CallerOf => {
  const digestOf = createDigest(keys.digestKey)
  return ({ principal, idempotencyKey, method, params, body, routeOptions }) => {
    if (principal === null) throw new RequestRefused('unauthenticated')
    // A read that is recorded has no key: every look counts.
    const isLook = method === 'GET'
    const commandId = isLook ? randomUUID() : commandIdOf(principal.account, idempotencyKey)
    // Where a body may be left out, none says as much as an empty one.
    const content = body instanceof Upload ? { file: body.digest } : (body ?? {})
    const digest = digestOf({ method, route: routeOptions.url ?? '', params, body: content })
    return { principal, commandId, digest, at: now() }
  }
}

export const createCarryOut = (parts: WriteParts, health: WriteHealth): CarryOut => {
  const inFlight = new Set<string>()
  const callerOf = createCallerOf(parts)
  const { projector } = parts
  return async (request, reply, run) => {
    const caller = callerOf(request)
    const { commandId } = caller
    if (inFlight.has(commandId)) throw new RequestRefused('request-in-progress')
    inFlight.add(commandId)
    try {
      const answer = await run(caller)
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
