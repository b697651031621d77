import { canonicalJson } from '../domain/canonical-json.ts'
import { leafHash } from '../evidence/leaf.ts'
import type { AuditFinding, AuditOptions } from './audit-sqlite-log.ts'
import { codeOf } from './sqlite-failures.ts'
import type { Connection } from './sqlite-log.ts'

type Bytes = Uint8Array | null
type Row = [
  position: number,
  revision: number,
  id: string,
  leaf: Bytes,
  stream: Bytes,
  type: Bytes,
  data: Bytes,
  metadata: Bytes,
]

const findingsAtMost = 1_000
const eventsBetweenReports = 1_000

// Bytes, so that a damaged character is seen and not quietly replaced.
const everyEvent = `SELECT position, revision, lower(hex(event_id)), CAST(leaf AS BLOB),
  CAST(stream AS BLOB), CAST(type AS BLOB), CAST(data AS BLOB), CAST(metadata AS BLOB)
  FROM events NOT INDEXED ORDER BY position`

const idsTwice = `SELECT lower(hex(event_id)), count(*) FROM events NOT INDEXED
  GROUP BY event_id HAVING count(*) > 1 LIMIT ${findingsAtMost}`

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** One walk through the events of an opened log, in the order of their positions. */
export class LogAudit {
  readonly #db: Connection
  readonly #options: AuditOptions
  readonly #findings: AuditFinding[] = []
  readonly #revisions = new Map<string, number>()
  #position = 0
  #audited = 0

  constructor(db: Connection, options: AuditOptions) {
    this.#db = db
    this.#options = options
  }

  run(): readonly AuditFinding[] {
    try {
      this.#walk()
      this.#lookForSharedIds()
    } catch (error) {
      const detail = `what follows position ${this.#position} cannot be read (${codeOf(error)})`
      this.#findings.push({ code: 'unreadable', detail })
    }
    return this.#findings
  }

  #walk(): void {
    const total = this.#db.prepare('SELECT count(*) FROM events NOT INDEXED').pluck().get() as number
    for (const row of this.#db.prepare(everyEvent).raw().iterate() as IterableIterator<Row>) {
      if (this.#findings.length >= findingsAtMost) {
        this.#findings.push({ code: 'more-findings', detail: `not audited after ${this.#position}` })
        return
      }
      this.#auditEvent(row)
      this.#audited += 1
      if (this.#audited % eventsBetweenReports === 0) this.#options.onProgress?.(this.#audited, total)
    }
    this.#options.onProgress?.(this.#audited, total)
  }

  #auditEvent([position, revision, hex, leaf, streamBytes, typeBytes, dataBytes, metadataBytes]: Row): void {
    const [stream, type] = [textOf(streamBytes), textOf(typeBytes)]
    const [data, metadata] = [textOf(dataBytes), textOf(metadataBytes)]
    const event = { id: dashed(hex), stream: stream ?? '(unreadable)', revision, position }
    const found = (code: AuditFinding['code'], detail: string) => this.#findings.push({ code, detail, event })

    if (position !== this.#position + 1) found('position-gap', `follows position ${this.#position}`)
    this.#position = position
    const last = this.#revisions.get(event.stream) ?? -1
    if (revision !== last + 1) found('revision-gap', `follows revision ${last} of its stream`)
    this.#revisions.set(event.stream, revision)

    if (stream === undefined || type === undefined || data === undefined || metadata === undefined) {
      found('content-unreadable', 'bytes that are no UTF-8 text')
      return
    }
    const fields = { index: position - 1, stream, revision, eventId: event.id, type, data, metadata }
    if (leaf === null || !leafHash(fields).equals(leaf)) {
      found('leaf-mismatch', 'the event is not the one its leaf was made of')
    }
    if (!isCanonical(data)) found('content-unreadable', 'data is no canonical JSON object')
    if (!isCanonical(metadata)) found('content-unreadable', 'metadata is no canonical JSON object')
  }

  #lookForSharedIds(): void {
    for (const [hex, count] of this.#db.prepare(idsTwice).raw().all() as [string, number][]) {
      this.#findings.push({ code: 'event-id-twice', detail: `${count} events have the id ${dashed(hex)}` })
    }
  }
}

function textOf(bytes: Bytes): string | undefined {
  try {
    return bytes === null ? undefined : strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

function isCanonical(text: string): boolean {
  try {
    return text.startsWith('{') && canonicalJson(JSON.parse(text)) === text
  } catch {
    return false
  }
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
