import { createHash } from 'node:crypto'
import {
  IntegrityFailure,
  InvalidAppend,
  type JsonObject,
  type RecordedEvent,
  type StreamName,
} from './event-store.ts'
import type { PreparedEvent } from './prepare-append.ts'

/** An event as the server keeps it. Its id is not the ledger's id, which is `metadata.id`. */
export interface WireEvent {
  readonly id: string
  readonly type: string
  readonly data: JsonObject
  readonly metadata: JsonObject
}

/** What the client hands back of a recorded event, before anything about it is believed. */
export interface WireRecord {
  readonly streamId: string
  readonly revision: bigint
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly metadata?: unknown
  readonly position?: { readonly commit: bigint } | undefined
}

/**
 * The server compares the ids of a repeated append and nothing else: with other content it answers
 * success and keeps the old. So the id it is given is made of the ledger's id and all content, and
 * a repeat with other content is refused by the server itself, at no extra round trip.
 *
 * @throws {InvalidAppend} when the metadata has an `id` of its own.
 */
export function toWire(event: PreparedEvent, place: number): WireEvent {
  const metadata = JSON.parse(event.metadata) as JsonObject
  if (Object.hasOwn(metadata, 'id')) throw new InvalidAppend(`event ${place}: metadata.id is taken`)
  return {
    id: wireId(event),
    type: event.type,
    data: JSON.parse(event.data) as JsonObject,
    metadata: { ...metadata, id: event.id },
  }
}

/** A UUID of version 8 (RFC 9562): 122 bits of SHA-256 over id, type, data and metadata. */
export function wireId({ id, type, data, metadata }: PreparedEvent): string {
  // JSON texts hold no line feed and neither does a type, so the parts cannot run together.
  const hash = createHash('sha256').update(`${id}\n${type}\n${data}\n${metadata}`).digest('hex')
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0b0011) | 0b1000).toString(16)
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`]
  return [...parts, `${variant}${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-')
}

/** The server's own bookkeeping: statistics, metadata, links, tombstones. Never the ledger's. */
export const isSystemRecord = ({ streamId, type }: Pick<WireRecord, 'streamId' | 'type'>): boolean =>
  streamId.startsWith('$') || type.startsWith('$')

/** @throws {IntegrityFailure} for a record the ledger cannot have written; names its place. */
export function fromWire(record: WireRecord): RecordedEvent {
  const { data, metadata, position } = record
  if (!isObject(data) || !isObject(metadata) || typeof metadata.id !== 'string' || position === undefined) {
    throw new IntegrityFailure(
      `${record.streamId} revision ${record.revision}: not an event of the ledger (${record.id})`,
    )
  }
  const { id, ...rest } = metadata
  return {
    stream: record.streamId as StreamName,
    revision: record.revision,
    position: position.commit,
    id,
    type: record.type,
    data,
    metadata: rest,
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
