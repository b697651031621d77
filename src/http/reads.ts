import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LedgerError } from '../app/errors.ts'
import { type Scope, scopeOf } from '../domain/scope.ts'
import type { HttpParts } from './parts.ts'
import { RequestRefused } from './refusal.ts'

const waitMs = 5_000

const atLeast = z
  .string()
  .regex(/^\d{1,19}$/, 'position-format')
  .transform((text) => BigInt(text))
  .optional()
  .meta({ description: '至少反映到这个日志位置(写入时得到的 position),最多等 5 秒' })

const page = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'limit-range')
    .transform(Number)
    .default(20)
    .meta({ description: '每页条数,1 至 100', default: '20' }),
  after: z.string().max(200, 'cursor-unknown').optional().meta({ description: '上一页给出的 next' }),
}

export const readQuery = z.strictObject({ atLeast })
export const listQuery = z.strictObject({ atLeast, ...page })

/** The scope of who reads, once the figures reflect what the reader has seen. */
export type Settle = (
  request: FastifyRequest,
  query: { readonly atLeast?: bigint | undefined },
) => Promise<Scope>

/** @throws {LedgerError} `read-model-behind` after five seconds */
export const createSettle =
  ({ projector }: Pick<HttpParts, 'projector'>): Settle =>
  async ({ principal }, query) => {
    if (principal === null) throw new RequestRefused('unauthenticated')
    if (query.atLeast !== undefined && !(await projector.waitFor(query.atLeast, waitMs))) {
      throw new LedgerError('read-model-behind')
    }
    return scopeOf(principal)
  }
