import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { nameUuid } from '../app/name-uuid.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import { RequestRefused } from './refusal.ts'

const namespace = 'f4f6b1a6-7c38-5a39-9d55-0f6d5b0a5c11'
/** Visible ASCII without the comma, with which proxies join repeated headers. */
const keyForm = /^[\x21-\x2b\x2d-\x7e]{1,255}$/

/** @throws {RequestRefused} `idempotency-key-missing`, `idempotency-key-invalid` */
export const idempotencyKeyOf = ({ headers }: FastifyRequest): string => {
  const key = headers['idempotency-key']
  const pointer = 'header/idempotency-key'
  if (key === undefined) throw refused('idempotency-key-missing', pointer)
  if (typeof key !== 'string' || !keyForm.test(key)) throw refused('idempotency-key-invalid', pointer)
  return key
}

const refused = (
  code: 'idempotency-key-missing' | 'idempotency-key-invalid',
  pointer: string,
): RequestRefused => new RequestRefused(code, [{ pointer, code }])

/** The same caller and key make the same command, whatever is asked: that is how reuse is noticed. */
export const commandIdOf = (account: string, key: string): string => nameUuid(namespace, `${account}\n${key}`)

export type DigestOf = (content: object) => string

const blockBytes = 64

const pad = (key: Uint8Array, fill: number): Buffer => {
  const block = Buffer.alloc(blockBytes, fill)
  key.forEach((byte, place) => {
    block[place] = byte ^ fill
  })
  return block
}

/**
 * HMAC-SHA256 (RFC 2104) of the content's canonical JSON, base64url. Keyed, because the content may
 * hold an id number, which could be found by trying. Two plain digests, since a keyed one costs an
 * object each that is slow to make and to collect.
 *
 * @param digestKey at most 64 bytes
 */
export const createDigest = (digestKey: Uint8Array): DigestOf => {
  const inner = pad(digestKey, 0x36)
  const outer = pad(digestKey, 0x5c)
  return (content) => {
    const text = Buffer.from(canonicalJson(content))
    const within = hash('sha256', Buffer.concat([inner, text]), 'buffer')
    return hash('sha256', Buffer.concat([outer, within]), 'base64url')
  }
}
