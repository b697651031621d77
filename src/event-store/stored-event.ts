import { IntegrityFailure, type JsonObject, type RecordedEvent, type StreamName } from './event-store.ts'

/** What an adapter hands to `StoredEvent`: texts as stored, places as numbers. */
export interface StoredFields {
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/**
 * A recorded event whose JSON is parsed on first use: a fold skips most types, and then pays for
 * none of them. Read `data` and `metadata` by name; spreading this object leaves them out.
 */
export class StoredEvent implements RecordedEvent {
  readonly stream: StreamName
  readonly revision: bigint
  readonly position: bigint
  readonly id: string
  readonly type: string
  #data: string | JsonObject
  #metadata: string | JsonObject

  constructor(fields: StoredFields) {
    this.stream = fields.stream as StreamName
    this.revision = BigInt(fields.revision)
    this.position = BigInt(fields.position)
    this.id = fields.id
    this.type = fields.type
    this.#data = fields.data
    this.#metadata = fields.metadata
  }

  /** @throws {IntegrityFailure} when the stored text is not a JSON object. */
  get data(): JsonObject {
    if (typeof this.#data === 'string') this.#data = parseObject(this.#data, this, 'data')
    return this.#data
  }

  /** @throws {IntegrityFailure} when the stored text is not a JSON object. */
  get metadata(): JsonObject {
    if (typeof this.#metadata === 'string') this.#metadata = parseObject(this.#metadata, this, 'metadata')
    return this.#metadata
  }
}

function parseObject(text: string, event: StoredEvent, field: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // The parser's message quotes the text, so it is not passed on.
  }
  throw new IntegrityFailure(`event ${event.id} at position ${event.position}: ${field} is not a JSON object`)
}
