import type { FastifyReply, FastifyRequest } from 'fastify'
import { LedgerError } from '../app/errors.ts'
import { isProblemCode, type ProblemCode, problemDetail, problemText } from '../app/problem-catalogue.ts'
import { ClaimsNotReady } from '../app/treasury/claims-not-ready.ts'
import { ResultsUnusable } from '../app/treasury/desk.ts'
import { DomainError } from '../domain/errors.ts'
import { type Finding, RequestRefused } from './refusal.ts'

export const problemType = 'application/problem+json; charset=utf-8'

export interface Problem {
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
  ReadModelsUnfit: 'read-models-unfit',
}

const plain = (code: ProblemCode): Problem => ({ code, worded: code, facts: {}, findings: [] })

const perClaim = (claims: string | undefined, code: ProblemCode): readonly Finding[] =>
  (claims ?? '').split('、').flatMap((pointer) => (pointer === '' ? [] : [{ pointer, code }]))

const ofDomain = ({ code, facts }: DomainError): Problem => {
  // What is missing and what is out of scope must look the same, whatever it is.
  if (problemText(code).status === 404) {
    return { code: 'not-found', worded: code, facts, findings: [{ pointer: '', code, facts }] }
  }
  if (code === 'digest-changed') {
    return { code, worded: code, facts, findings: perClaim(facts.removed, 'claim-removed-since') }
  }
  if (code === 'recovery-open' && facts.claims !== undefined) {
    return { code, worded: code, facts, findings: perClaim(facts.claims, 'recovery-open') }
  }
  const pointer = facts.field === undefined ? pointers[code] : `#/${facts.field}`
  return { code, worded: code, facts, findings: pointer === undefined ? [] : [{ pointer, code, facts }] }
}

const findingsOf = (error: LedgerError): readonly Finding[] => {
  if (error instanceof ClaimsNotReady) {
    return error.claims.map(({ claimId, code, facts }) => {
      return { pointer: claimId, code, facts: { ...facts, claimId } }
    })
  }
  if (error instanceof ResultsUnusable) {
    return error.faults.map(({ line, column, code, detail }) => {
      const pointer = ['line', String(line), column].filter((part) => part !== '').join('/')
      return { pointer, code, detail }
    })
  }
  return error.code === 'account-missing-lines' ? perClaim(error.facts.claims, 'account-missing') : []
}

const ofLedger = (error: LedgerError): Problem => {
  const { code, facts } = error
  if (!isProblemCode(code)) return plain('internal-error')
  return { code, worded: code, facts, findings: findingsOf(error) }
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
  if (error instanceof LedgerError) return ofLedger(error)
  if (!(error instanceof Error)) return plain('internal-error')
  if (error.name === 'IntegrityFailure') return ofIntegrity(error)
  if (error.name === 'CursorInvalid') {
    return { ...plain('cursor-unknown'), findings: [{ pointer: 'query/after', code: 'cursor-unknown' }] }
  }
  const { code: thrown = '' } = error as { code?: string }
  // Log and vault have errors of their own, so a bare one is the figures'.
  if (error.name === 'SqliteError' && /^SQLITE_(?:CORRUPT|NOTADB)/.test(thrown)) {
    return plain('read-models-unfit')
  }
  return plain(frameworkCodes[thrown] ?? namedCodes[error.name] ?? 'internal-error')
}

/** The body, RFC 9457. `instance` is the route's pattern: an address may hold what it should not. */
export const toProblem = (problem: Problem, instance: string) => {
  const { code, worded, facts, findings } = problem
  const { title } = problemText(worded)
  return {
    type: `/problems/${code}`,
    title,
    status: problemText(code).status,
    code,
    detail: problemDetail(worded, facts),
    instance,
    errors: findings.map((finding) => ({
      pointer: finding.pointer,
      code: finding.code,
      detail: finding.detail ?? problemDetail(finding.code, finding.facts),
    })),
  }
}

export const problemBody = (problem: Problem, instance: string): string =>
  JSON.stringify(toProblem(problem, instance))

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
