import type { FastifyReply, FastifyRequest } from 'fastify'
import { LedgerError } from '../app/errors.ts'
import { isProblemCode, type ProblemCode, problemDetail, problemText } from '../app/problem-catalogue.ts'
import { DomainError } from '../domain/errors.ts'
import { type Finding, RequestRefused } from './refusal.ts'

export const problemType = 'application/problem+json; charset=utf-8'

interface Problem {
  readonly code: ProblemCode
  /** Whose words are used; for `not-found` those of what was not found. */
  readonly worded: ProblemCode
  readonly facts: Readonly<Record<string, string>>
  readonly findings: readonly Finding[]
}

/** Body fields that the domain's own codes are about. */
const pointers: Readonly<Record<string, string>> = {
  'title-unknown': '#/title',
  'course-unknown': '#/course',
  'instrument-unknown': '#/instrument',
  'district-unknown': '#/district',
  'district-out-of-scope': '#/district',
}

const frameworkCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'bad-url',
  FST_ERR_MAX_PARAM_LENGTH: 'url-too-long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_STATIC_FORBIDDEN_PATH: 'not-found',
  FST_UNDER_PRESSURE: 'overloaded',
}

const namedCodes: Readonly<Record<string, ProblemCode>> = {
  StoreUnavailable: 'log-unavailable',
  StoreOverloaded: 'overloaded',
  VaultUnavailable: 'vault-unavailable',
  VaultErased: 'person-erased',
  VaultIntegrityFailure: 'integrity-failure',
  ReadModelBehind: 'read-model-behind',
  ReadModelsBusy: 'read-model-behind',
}

const plain = (code: ProblemCode): Problem => ({ code, worded: code, facts: {}, findings: [] })

const ofDomain = ({ code, facts }: DomainError): Problem => {
  // What is missing and what is out of scope must look the same, whatever it is.
  if (problemText(code).status === 404) {
    return { code: 'not-found', worded: code, facts, findings: [{ pointer: '', code, facts }] }
  }
  const pointer = facts.field === undefined ? pointers[code] : `#/${facts.field}`
  return { code, worded: code, facts, findings: pointer === undefined ? [] : [{ pointer, code, facts }] }
}

const ofIntegrity = (error: Error): Problem =>
  plain(error.message.startsWith('schema-unsupported') ? 'schema-unsupported' : 'integrity-failure')

export const problemOf = (error: unknown): Problem => {
  if (error instanceof RequestRefused) {
    const [first] = error.findings
    const facts = error.findings.length === 1 ? (first?.facts ?? {}) : {}
    return { code: error.code, worded: error.code, facts, findings: error.findings }
  }
  if (error instanceof DomainError) return ofDomain(error)
  if (error instanceof LedgerError) {
    return isProblemCode(error.code) ? { ...plain(error.code), facts: error.facts } : plain('internal-error')
  }
  if (!(error instanceof Error)) return plain('internal-error')
  if (error.name === 'IntegrityFailure') return ofIntegrity(error)
  if (error.name === 'CursorInvalid') {
    return { ...plain('cursor-unknown'), findings: [{ pointer: 'query/after', code: 'cursor-unknown' }] }
  }
  const code = frameworkCodes[(error as { code?: string }).code ?? ''] ?? namedCodes[error.name]
  return plain(code ?? 'internal-error')
}

/** The body, RFC 9457. `instance` is the route's pattern: an address may hold what it should not. */
export const problemBody = (problem: Problem, instance: string): string => {
  const { code, worded, facts, findings } = problem
  const { title } = problemText(worded)
  return JSON.stringify({
    type: `/problems/${code}`,
    title,
    status: problemText(code).status,
    code,
    detail: problemDetail(worded, facts),
    instance,
    errors: findings.map((finding) => ({
      pointer: finding.pointer,
      code: finding.code,
      detail: problemDetail(finding.code, finding.facts),
    })),
  })
}

export const plainProblem = plain

const patternOf = (request: FastifyRequest): string =>
  (request.routeOptions.url ?? '/').replace(/:(\w+)/g, '{$1}')

export const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply => {
  const { status, retryAfter } = problemText(problem.code)
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  if (problem.code === 'bad-request') reply.header('connection', 'close')
  return reply
    .code(status)
    .headers({ 'content-type': problemType, 'cache-control': 'no-store', 'x-request-id': request.id })
    .send(problemBody(problem, patternOf(request)))
}
