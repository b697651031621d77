import { getHeapStatistics } from 'node:v8'
import helmet from '@fastify/helmet'
import swaggerUi from '@fastify/swagger-ui'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyInstance } from 'fastify'
import { needLocalName } from './auth/loopback.ts'
import { answerFailures, recordRequests } from './failures.ts'
import { guardRoutes } from './guard.ts'
import { operatorRoutes, WriteHealth } from './health.ts'
import { zodValidator } from './input.ts'
import { takeJsonOnly } from './json-body.ts'
import { createRunJob } from './long-writes.ts'
import { describeApi } from './openapi.ts'
import type { HttpParts } from './parts.ts'
import { problemPages } from './problem-pages.ts'
import { createSettle } from './reads.ts'
import type { App } from './route-parts.ts'
import { balanceRoutes } from './routes/balances.ts'
import { batchFileRoutes } from './routes/batch-files.ts'
import { batchLineRoutes } from './routes/batch-line-steps.ts'
import { batchStepRoutes } from './routes/batch-steps.ts'
import { batchRoutes } from './routes/batches.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { claimReadRoutes } from './routes/claim-reads.ts'
import { claimStepRoutes } from './routes/claim-steps.ts'
import { claimRoutes } from './routes/claims.ts'
import { completionRoutes } from './routes/completions.ts'
import { entitlementRoutes } from './routes/entitlement.ts'
import { findingRoutes } from './routes/findings.ts'
import { fundRoutes } from './routes/funds.ts'
import { importFileRoutes } from './routes/import-files.ts'
import { importReadRoutes } from './routes/import-reads.ts'
import { importRoutes } from './routes/imports.ts'
import { jobRoutes } from './routes/jobs.ts'
import { peopleRoutes } from './routes/people.ts'
import { policyRoutes } from './routes/policies.ts'
import { providerDeskRoutes } from './routes/provider-desk.ts'
import { providerRoutes } from './routes/providers.ts'
import { recognitionRoutes } from './routes/recognitions.ts'
import { recoveryRoutes } from './routes/recoveries.ts'
import { registerRoutes } from './routes/registers.ts'
import { revealRoutes } from './routes/reveal.ts'
import { demoRoutes } from './routes/session.ts'
import { trainerRoutes } from './routes/trainers.ts'
import { trainingStepRoutes } from './routes/training-steps.ts'
import { trainingRoutes } from './routes/trainings.ts'
import { serverOptions } from './server-options.ts'
import { createCarryOut } from './writes.ts'

/** Well above what a busy second brings; beyond them waiting callers are told to come back. */
const pressure = {
  maxEventLoopDelay: 1_000,
  maxHeapUsedBytes: Math.trunc(getHeapStatistics().heap_size_limit * 0.9),
  retryAfter: 2,
} as const

const api = (parts: HttpParts, health: WriteHealth) => async (app: FastifyInstance) => {
  await app.register(underPressure, pressure)
  const routes = app as unknown as App
  const carryOut = createCarryOut(parts, health)
  const all = { ...parts, carryOut, runJob: createRunJob(parts, health), settle: createSettle(parts) }
  if (parts.demo !== undefined) demoRoutes(routes, parts.demo)
  peopleRoutes(routes, all)
  revealRoutes(routes, all)
  recognitionRoutes(routes, all)
  completionRoutes(routes, all)
  findingRoutes(routes, all)
  registerRoutes(routes, all)
  catalogueRoutes(routes, all)
  providerDeskRoutes(routes, all)
  claimRoutes(routes, all)
  claimStepRoutes(routes, all)
  recoveryRoutes(routes, all)
  claimReadRoutes(routes, all)
  entitlementRoutes(routes, all)
  balanceRoutes(routes, all)
  policyRoutes(routes, all)
  providerRoutes(routes, all)
  trainerRoutes(routes, all)
  trainingRoutes(routes, all)
  trainingStepRoutes(routes, all)
  fundRoutes(routes, all)
  batchRoutes(routes, all)
  batchStepRoutes(routes, all)
  batchLineRoutes(routes, all)
  batchFileRoutes(routes, all)
  importReadRoutes(routes, all)
  importFileRoutes(routes, all)
  importRoutes(routes, all)
  jobRoutes(routes, all)
}

/** Pages for people: strict headers, and nothing from other servers. */
const pages = async (app: FastifyInstance): Promise<void> => {
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  })
  problemPages(app)
  app.addHook('onRoute', (route) => {
    route.config = { action: 'public', ...route.config }
  })
  app.get('/', { schema: { hide: true } as object }, async (_, reply) => reply.redirect('/docs'))
  await app.register(swaggerUi, { routePrefix: '/docs', theme: { title: '金蓝台账 · 接口文档' } })
}

/**
 * The server, ready but not listening: `app.listen({ host, port })` is the caller's, as is
 * `app.close()`. Closing it closes none of its parts.
 */
export const buildHttp = async (parts: HttpParts): Promise<FastifyInstance> => {
  const { logger, metrics, authenticator } = parts
  const app: FastifyInstance = Fastify(serverOptions(logger, metrics))
  const health = new WriteHealth()
  if (parts.demo !== undefined) needLocalName(app)
  takeJsonOnly(app)
  app.setValidatorCompiler(zodValidator)
  // Answers are typed by their schemas and checked against them in tests; here they are only written.
  app.setSerializerCompiler(() => JSON.stringify)
  answerFailures(app, logger, metrics)
  recordRequests(app, logger, metrics)
  guardRoutes(app, authenticator)
  await describeApi(app)
  operatorRoutes(app, parts, health)
  await app.register(api(parts, health), { prefix: '/api/v1' })
  await app.register(pages)
  await app.ready()
  return app
}
