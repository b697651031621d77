import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RequestRefused } from './refusal.ts'

const deepest = 32
const [quote, colon, backslash, openList, closeList, openObject, closeObject] = [...'":\\[]{}'].map((mark) =>
  mark.charCodeAt(0),
)

/** Where the string that begins before `from` ends. */
const endOfString = (text: string, from: number): number => {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return text.length
}

/** What the text has by its marks alone: keys, and how deep it goes. */
const survey = (text: string): { readonly keys: number; readonly depth: number } => {
  let keys = 0
  let open = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at)
    if (mark === quote) at = endOfString(text, at + 1)
    else if (mark === colon) keys++
    else if (mark === openObject || mark === openList) depth = Math.max(depth, ++open)
    else if (mark === closeObject || mark === closeList) open--
  }
  return { keys, depth }
}

/** Keys that a parsed value still has; fewer than the text had where one was written twice. */
const keysIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + keysIn(item), 0)
  let keys = 0
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key]
    if (key === '__proto__' || (key === 'constructor' && poisons(member))) throw refused('malformed-json')
    keys += 1 + keysIn(member)
  }
  return keys
}

const poisons = (member: unknown): boolean =>
  typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype')

const refused = (code: ConstructorParameters<typeof RequestRefused>[0]): RequestRefused =>
  new RequestRefused(code)

/**
 * JSON without its traps: strict UTF-8, no byte order mark, no key twice, no bottomless nesting.
 *
 * @throws {RequestRefused}
 */
export const parseJson = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) throw refused('invalid-encoding')
  const text = bytes.toString('utf8')
  const { keys, depth } = survey(text)
  if (depth > deepest) throw refused('too-deep')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's message quotes the text.
    throw refused('malformed-json')
  }
  if (keysIn(value) !== keys) throw refused('duplicate-json-key')
  return value
}

const needPlainUtf8 = ({ headers }: FastifyRequest): void => {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw refused('unsupported-content-encoding')
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw refused('unsupported-charset')
}

/**
 * Takes JSON and nothing else as a body. An empty body stands for none on routes that need none;
 * everywhere else it is malformed.
 */
export const takeJsonOnly = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      needPlainUtf8(request)
      const bytes = body as Buffer
      const none = bytes.length === 0 && request.routeOptions.config.bodyOptional === true
      done(null, none ? undefined : parseJson(bytes))
    } catch (error) {
      done(error as Error)
    }
  })
}
