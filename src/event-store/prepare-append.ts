import { canonicalJson } from '../domain/canonical-json.ts'
import { appendLimits, type ExpectedRevision, InvalidAppend, type NewEvent } from './event-store.ts'

/** One event as it will be stored: id in lower case, data and metadata as canonical JSON texts. */
export interface PreparedEvent {
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

export interface PreparedAppend {
  readonly stream: string
  /** The revision of the stream's last event, as a number; −1 for no stream. */
  readonly expected: number
  readonly events: readonly PreparedEvent[]
  /** UTF-8 bytes of all types, data and metadata; never less than the true figure. */
  readonly bytes: number
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const forbidden = /[\p{Cc}\p{Surrogate}]/u

/**
 * Every check an adapter makes before it sends anything, so that all adapters refuse the same.
 * Turning the values into text here also means that the caller may change its objects afterwards.
 *
 * @throws {InvalidAppend} naming the event by its place and the fault by its path, never a value.
 */
export function prepareAppend(
  stream: string,
  events: readonly NewEvent[],
  expectedRevision: ExpectedRevision,
): PreparedAppend {
  checkStream(stream)
  const expected = expectedNumber(expectedRevision)
  if (events.length === 0) throw new InvalidAppend('an append needs at least one event')
  if (events.length > appendLimits.events) {
    throw new InvalidAppend(`more than ${appendLimits.events} events in one append`)
  }
  const prepared: PreparedEvent[] = []
  let bytes = 0
  for (let i = 0; i < events.length; i++) {
    const given = events[i] as NewEvent
    // The events of one command share their metadata.
    const sameMetadata = i > 0 && given.metadata === events[i - 1]?.metadata
    const event = prepareEvent(given, i, sameMetadata ? prepared[i - 1]?.metadata : undefined)
    prepared.push(event)
    bytes += sizeOf(event, i)
  }
  if (bytes > appendLimits.bytes) bytes = exactTotal(prepared)
  if (prepared.length > 1) checkIdsDiffer(prepared)
  return { stream, expected, events: prepared, bytes }
}

function checkStream(stream: string): void {
  const dash = typeof stream === 'string' ? stream.indexOf('-') : -1
  if (dash < 1 || dash === stream.length - 1 || stream.startsWith('$') || forbidden.test(stream)) {
    throw new InvalidAppend('a stream is named category-id, without control characters or a leading $')
  }
  if (stream.length > appendLimits.streamNameLength) {
    throw new InvalidAppend(`a stream name longer than ${appendLimits.streamNameLength} characters`)
  }
}

function expectedNumber(expected: ExpectedRevision): number {
  if (expected === 'no_stream') return -1
  if (typeof expected !== 'bigint' || expected < 0n) {
    throw new InvalidAppend("expectedRevision must be 'no_stream' or a bigint from 0n")
  }
  return Number(expected)
}

function prepareEvent(event: NewEvent, place: number, metadata: string | undefined): PreparedEvent {
  const { id, type } = event
  if (typeof id !== 'string' || !uuid.test(id)) throw new InvalidAppend(`event ${place}: id is no UUID`)
  if (typeof type !== 'string' || type === '' || type.startsWith('$') || forbidden.test(type)) {
    throw new InvalidAppend(`event ${place}: type is empty, starts with $ or has control characters`)
  }
  return {
    id: id.toLowerCase(),
    type,
    data: objectText(event.data, place, 'data'),
    metadata: metadata ?? objectText(event.metadata, place, 'metadata'),
  }
}

function objectText(value: unknown, place: number, field: string): string {
  let text: string
  try {
    text = canonicalJson(value)
  } catch (cause) {
    throw new InvalidAppend(`event ${place}, ${field}: ${(cause as Error).message}`)
  }
  if (!text.startsWith('{')) throw new InvalidAppend(`event ${place}, ${field}: not an object`)
  return text
}

/** A UTF-16 unit is at most three bytes; only events that might be too large are really measured. */
function sizeOf(event: PreparedEvent, place: number): number {
  const atMost = 3 * (event.type.length + event.data.length + event.metadata.length)
  if (atMost <= appendLimits.bytesPerEvent) return atMost
  const bytes = exactBytes(event)
  if (bytes <= appendLimits.bytesPerEvent) return bytes
  throw new InvalidAppend(`event ${place}: larger than ${appendLimits.bytesPerEvent} bytes`)
}

function exactBytes(event: PreparedEvent): number {
  return Buffer.byteLength(event.type) + Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata)
}

function exactTotal(events: readonly PreparedEvent[]): number {
  const bytes = events.reduce((sum, event) => sum + exactBytes(event), 0)
  if (bytes <= appendLimits.bytes) return bytes
  throw new InvalidAppend(`an append larger than ${appendLimits.bytes} bytes`)
}

function checkIdsDiffer(events: readonly PreparedEvent[]): void {
  const seen = new Set<string>()
  for (const [place, { id }] of events.entries()) {
    if (seen.has(id)) throw new InvalidAppend(`event ${place}: its id is already in this append`)
    seen.add(id)
  }
}
