import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { type ProblemCode, problemText } from '../app/problem-catalogue.ts'
import { logRequest } from './log.ts'
import type { Metrics } from './metrics.ts'
import { plainProblem, problemBody, problemOf, problemType, sendProblem } from './problem.ts'

/** Limits of one request. A read may wait five seconds for the figures, so all are longer. */
export const httpLimits = {
  bodyBytes: 65_536,
  paramLength: 100,
  requestMs: 15_000,
  headersMs: 10_000,
  idleMs: 30_000,
  keepAliveMs: 65_000,
} as const

const clientErrorCodes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** What is no HTTP is answered on the bare socket, which then closes. */
const clientErrorHandler =
  (metrics: Metrics) =>
  (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return
    const code = clientErrorCodes[error.code ?? ''] ?? 'bad-request'
    metrics.problem(code)
    const { status } = problemText(code)
    const body = problemBody(plainProblem(code), '/')
    const head = [
      `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  }

/** Unique over restarts, so that a reported id finds its line in the log. */
const requestIds = (): (() => string) => {
  const start = randomBytes(4).toString('hex')
  let count = 0
  return () => `${start}-${(count++).toString(36)}`
}

export const serverOptions = (logger: FastifyBaseLogger, metrics: Metrics): FastifyHttpOptions<Server> => ({
  loggerInstance: logger,
  logController: new LogController({ disableRequestLogging: true }),
  // One line is logged per request, by us; a logger per request would only cost.
  childLoggerFactory: (parent) => parent,
  genReqId: requestIds(),
  trustProxy: false,
  bodyLimit: httpLimits.bodyBytes,
  requestTimeout: httpLimits.requestMs,
  connectionTimeout: httpLimits.idleMs,
  keepAliveTimeout: httpLimits.keepAliveMs,
  routerOptions: { maxParamLength: httpLimits.paramLength },
  http: { headersTimeout: httpLimits.headersMs, requireHostHeader: false },
  clientErrorHandler: clientErrorHandler(metrics),
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemOf(error)
    metrics.problem(problem.code)
    sendProblem(request, reply, problem)
    // No hook runs for an address that no route was looked up for.
    logRequest(logger, '', request, reply)
  },
})
