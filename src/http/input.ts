import type { FastifySchemaCompiler } from 'fastify'
import type { ZodType, z } from 'zod'
import { isProblemCode, type ProblemCode } from '../app/problem-catalogue.ts'
import { type Finding, refusalOf } from './refusal.ts'

type Part = 'body' | 'querystring' | 'params'

/** What zod itself finds, as one of our codes. Checks of ours bring their code as message. */
const codeOf =
  (part: Part): z.core.$ZodErrorMap =>
  (issue) => {
    switch (issue.code) {
      case 'invalid_type':
        return typeCode(part, issue.input, issue.path ?? [])
      case 'unrecognized_keys':
        return part === 'querystring' ? 'unknown-parameter' : 'unknown-field'
      case 'too_big':
        return issue.origin === 'string' ? 'too-long' : 'too-many'
      case 'too_small':
        return 'empty'
      case 'invalid_value':
        return Array.isArray(issue.input) ? 'duplicate-parameter' : 'value-unknown'
      default:
        return 'type-mismatch'
    }
  }

const typeCode = (part: Part, input: unknown, path: readonly PropertyKey[]): ProblemCode => {
  if (path.length === 0) return 'validation-failed'
  if (part === 'querystring' && Array.isArray(input)) return 'duplicate-parameter'
  if (input === undefined) return 'required'
  return typeof input === 'number' ? 'number-not-allowed' : 'type-mismatch'
}

/** Names of fields are repeated in answers only when they are words: a key may hold anything. */
const isWord = (key: PropertyKey): boolean => typeof key === 'string' && /^[A-Za-z]{1,40}$/.test(key)

const pointerTo = (part: Part, path: readonly PropertyKey[]): string => {
  const known = path.filter((key) => typeof key === 'number' || isWord(key)).map(String)
  if (part === 'body') return ['#', ...known].join('/')
  return ['query', ...known].join('/')
}

const factsOf = (issue: z.core.$ZodIssue): Finding['facts'] => {
  if (issue.code === 'custom') return issue.params as Finding['facts']
  return issue.code === 'too_big' ? { max: String(issue.maximum) } : undefined
}

const findingsOf = (part: Part, issue: z.core.$ZodIssue): readonly Finding[] => {
  const code = isProblemCode(issue.message) ? issue.message : 'type-mismatch'
  const facts = factsOf(issue)
  const paths =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
  return paths.map((path) => ({ pointer: pointerTo(part, path), code, facts }))
}

/** Fastify's validation by zod schemas; what does not fit is a `RequestRefused`. */
export const zodValidator: FastifySchemaCompiler<ZodType> = ({ schema, httpPart = 'body' }) => {
  const part = httpPart as Part
  // They are text whatever they are, and ids are judged where they are looked up.
  if (part === 'params') return (data) => ({ value: data })
  const options = { error: codeOf(part) }
  return (data) => {
    const result = schema.safeParse(data, options)
    if (result.success) return { value: result.data }
    return { error: refusalOf(result.error.issues.flatMap((issue) => findingsOf(part, issue))) }
  }
}
