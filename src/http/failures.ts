import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { problemText } from '../app/problem-catalogue.ts'
import { loggedError, logRequest } from './log.ts'
import type { Metrics } from './metrics.ts'
import { plainProblem, problemOf, sendProblem } from './problem.ts'

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Nothing is amiss: the figures catch up, as they do after every start. */
const passing: ReadonlySet<string> = new Set(['read-model-behind'])

/** Everything that goes wrong leaves as problem+json; what went wrong inside stays inside. */
export const answerFailures = (app: FastifyInstance, logger: FastifyBaseLogger, metrics: Metrics): void => {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    metrics.problem(problem.code)
    if (problemText(problem.code).status >= 500) {
      const line = { reqId: request.id, code: problem.code, error: loggedError(error) }
      if (passing.has(problem.code)) logger.warn(line, 'request told to come again')
      else logger.error(line, 'request failed')
    }
    return sendProblem(request, reply, problem)
  })
  const answerMissing = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const url = request.url.split('?', 1)[0] ?? '/'
    const allowed = methods.filter((method) => app.findRoute({ method, url }) !== null)
    // A route may itself have found nothing, as the one for files does.
    const served = allowed.includes(request.method as HTTPMethods)
    const code = allowed.length === 0 || served ? 'not-found' : 'method-not-allowed'
    if (code === 'method-not-allowed') reply.header('allow', allowed.join(', '))
    metrics.problem(code)
    return sendProblem(request, reply, plainProblem(code))
  }
  app.setNotFoundHandler(answerMissing)
  // Before anything of it is read: what a body says does not matter where there is nobody to take it.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) answerMissing(request, reply)
    else done()
  })
}

/** One log line and one figure per request, after the answer has gone. */
export const recordRequests = (app: FastifyInstance, logger: FastifyBaseLogger, metrics: Metrics): void => {
  app.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? ''
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000)
    logRequest(logger, route, request, reply)
    done()
  })
}
