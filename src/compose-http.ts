import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type DestinationStream, pino } from 'pino'
import type { DemoClock } from './app/demo-clock.ts'
import { districtCodes } from './app/directory.ts'
import type { Listening, LogLevel } from './cli/host.ts'
import type { Node } from './compose.ts'
import { keptClock } from './compose-clock.ts'
import { keepImports } from './compose-import-life.ts'
import type { Principal } from './domain/scope.ts'
import type { Authenticator } from './http/auth/authenticator.ts'
import { createDemoSessions } from './http/auth/demo-sessions.ts'
import { needLoopback } from './http/auth/loopback.ts'
import { createOidcAuthenticator } from './http/auth/oidc.ts'
import { buildHttp } from './http/build-http.ts'
import { createLog, loggedError } from './http/log.ts'
import { Metrics } from './http/metrics.ts'
import type { HttpParts } from './http/parts.ts'
import { shippedCalendar } from './seeds.ts'
import { takeUp } from './take-up.ts'

type Access = Pick<HttpParts, 'authenticator' | 'demo'>

interface Watch {
  readonly logger: ReturnType<typeof createLog>
  readonly metrics: Metrics
}

const watchOf = (logging: { readonly level: string; readonly destination: DestinationStream }): Watch => {
  const metrics = new Metrics()
  return { metrics, logger: createLog({ ...logging, onScrubbed: metrics.scrubbed }) }
}

const serverOf = (node: Node, access: Access, { logger, metrics }: Watch): Promise<FastifyInstance> => {
  const { ledger, rulebook, store, vault, directory, keys, clock } = node
  const { funds, batches, treasury, bankFiles, jobs } = node
  const { providers, trainers, trainings } = node
  const { queries, projector } = node.figures()
  const parts = { ledger, rulebook, store, vault, directory, keys, queries, projector, metrics, logger }
  const { imports } = node
  const office = { funds, batches, treasury, bankFiles, jobs, imports, providers, trainers, trainings }
  return buildHttp({ ...parts, ...office, calendar: shippedCalendar(), now: clock.now, ...access })
}

/** Demo sign-in has no passwords, so it is for this machine alone. */
const demoAccess = ({ settings, personas }: Node, clock: DemoClock): Access => {
  needLoopback(settings.host)
  const sessions = createDemoSessions({
    personas,
    random: (bytes) => randomBytes(bytes),
    elapsedMs: () => performance.now(),
  })
  return { authenticator: sessions, demo: { sessions, clock } }
}

const oidcAccess = ({ settings, directory }: Node): Access => ({
  authenticator: createOidcAuthenticator({
    issuer: settings.oidcIssuer ?? '',
    audience: settings.oidcAudience ?? '',
    jwksUri: settings.oidcJwksUri,
    algorithms: settings.oidcAlgorithms,
    tokenType: settings.oidcTokenType,
    claims: {
      account: settings.oidcAccountClaim,
      role: settings.oidcRoleClaim,
      districts: settings.oidcDistrictsClaim,
      provider: settings.oidcProviderClaim,
      person: settings.oidcPersonClaim,
    },
    places: { city: directory.city.code, districts: districtCodes(directory) },
  }),
})

/** Serves the node with the sign-in of its settings. */
export const listen = async (node: Node, logLevel: LogLevel): Promise<Listening> => {
  const { host, port, auth } = node.settings
  // Lines are written in the background; a reader of them that is slow must not slow down the server.
  const destination = pino.destination({ fd: process.stderr.fd, sync: false })
  const watch = watchOf({ level: logLevel, destination })
  watch.metrics.watchProcess()
  const kept = keptClock(node.settings, node.clock, (error) =>
    watch.logger.error({ error: loggedError(error) }, 'the clock of the demo is not noted'),
  )
  const access = auth === 'demo' ? demoAccess(node, kept.clock) : oidcAccess(node)
  const app = await serverOf(node, access, watch)
  await takeUp(node, watch)
  node.figures().start()
  const retention = await keepImports(node, watch)
  const url = await app.listen({ host, port })
  return {
    url,
    async close() {
      retention.stop()
      await closeApp(app)
      // What was asked for without waiting is finished too.
      await node.jobs.settle()
      kept.stop()
      destination.flushSync()
    },
  }
}

const idlePauseMs = 50

/**
 * Takes no more connections and answers what is under way. A connection that was busy when closing
 * began is kept alive by its client, so idle ones are dropped until none is left.
 */
const closeApp = async (app: FastifyInstance): Promise<void> => {
  const dropping = setInterval(() => app.server.closeIdleConnections(), idlePauseMs)
  try {
    await app.close()
  } finally {
    clearInterval(dropping)
  }
}

/**
 * What the interface would answer whoever runs the machine, without a network: all figures, but no
 * person's words, since nobody signs in at a terminal.
 */
export const readAsOperator = async (
  node: Node,
  path: string,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  await node.figures().catchUp()
  const token = randomBytes(32).toString('base64url')
  const operator: Principal = {
    account: 'command-line',
    role: 'admin',
    pid: 'command-line',
    districts: [],
    provider: null,
  }
  const authenticator: Authenticator = {
    authenticate: (given) => (given === token ? operator : undefined),
  }
  const app = await serverOf(
    node,
    { authenticator },
    watchOf({ level: 'silent', destination: { write() {} } }),
  )
  try {
    const headers = { authorization: `Bearer ${token}` }
    const { statusCode, body } = await app.inject({ url: `/api/v1${path}`, headers })
    return { status: statusCode, body: JSON.parse(body) as unknown }
  } finally {
    await app.close()
  }
}
