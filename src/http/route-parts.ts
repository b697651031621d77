import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isPersonId, personOfClaim } from '../app/ledger.ts'
import { DomainError } from '../domain/errors.ts'
import type { RunJob } from './long-writes.ts'
import type { HttpParts } from './parts.ts'
import type { Settle } from './reads.ts'
import type { CarryOut } from './writes.ts'

/** The app as routes see it: schemas are zod, and handlers are typed by them. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  ZodTypeProvider
>

export interface RouteParts extends HttpParts {
  readonly carryOut: CarryOut
  readonly runJob: RunJob
  readonly settle: Settle
}

export const pathId = (description: string, example: string) =>
  z.string().meta({ description, examples: [example] })

export const personPath = z.object({
  personId: pathId('人员编号', 'aaaaaaaaaaaaaaaaaaaaaaaaaa'),
})
export const claimPath = z.object({ claimId: pathId('受理号', 'aaaaaaaaaaaaaaaaaaaaaaaaaa-c1') })

export const batchPath = z.object({ batchId: pathId('批次编号', '330602-202606-abcdef') })
export const providerPath = z.object({ providerId: pathId('机构编号', 'provider-1') })
export const trainerPath = z.object({ trainerId: pathId('培训师的人员编号', 'aaaaaaaaaaaaaaaaaaaaaaaaaa') })
export const trainingPath = z.object({ trainingId: pathId('培训班编号', 'SX-2024-017') })
export const importPath = z.object({
  importId: pathId('导入编号', '7d1c0d1a-0f2b-5c53-9a53-2f0d3a3a5c9b'),
})
export const fundPath = z.object({ fundId: pathId('资金编号', '330602-employment-subsidy-2026') })

/** @throws {DomainError} `person-unknown` for what cannot be a person id */
export const personIn = ({ personId }: z.output<typeof personPath>): string => {
  if (!isPersonId(personId)) throw new DomainError('person-unknown')
  return personId
}

/** @throws {DomainError} `claim-unknown` for what cannot be a claim id */
export const personOf = (claimId: string): string => {
  const personId = personOfClaim(claimId)
  if (personId === undefined) throw new DomainError('claim-unknown')
  return personId
}
