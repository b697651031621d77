import { hash } from 'node:crypto'

/** What one leaf of the Merkle tree says: where an event stands in the log, and its content. */
export interface LeafFields {
  /** Place in the log, from 0, without gaps. */
  readonly index: number | bigint
  readonly stream: string
  readonly revision: number | bigint
  /** UUID in lower case, with dashes. */
  readonly eventId: string
  readonly type: string
  /** Canonical JSON text, see `canonicalJson`. */
  readonly data: string
  /** Canonical JSON text, see `canonicalJson`. */
  readonly metadata: string
}

const domain = 'ledger-leaf-v1'
const domainEnd = 1 + 4 + domain.length

/** Used again for every leaf: this runs once for each event, inside the append's transaction. */
let bytes = withDomain(65_536)

/**
 * The leaf hash of one event (RFC 6962 leaf prefix, own encoding), 32 bytes:
 *
 *     SHA-256( 0x00 ‖ LP("ledger-leaf-v1") ‖ LP(index) ‖ LP(stream) ‖ LP(revision)
 *              ‖ LP(eventId) ‖ LP(type) ‖ LP(data) ‖ LP(metadata) )
 *
 * LP(x) is the length of x in bytes as 4 bytes, most significant first, and then x. Texts are
 * UTF-8; index and revision are decimal digits without sign or leading zeros. The lengths keep
 * the fields apart and the index fixes the order, so no two logs share a list of leaves.
 */
export function leafHash(fields: LeafFields): Buffer {
  return Buffer.from(leafHex(fields), 'hex')
}

/** The leaf hash as 64 hexadecimal digits: without a buffer for each event where many are hashed. */
export function leafHex(fields: LeafFields): string {
  const { stream, eventId, type, data, metadata } = fields
  const atMost = 512 + 3 * (stream.length + eventId.length + type.length + data.length + metadata.length)
  if (atMost > bytes.length) bytes = withDomain(atMost)
  let at = put(`${fields.index}`, domainEnd)
  at = put(stream, at)
  at = put(`${fields.revision}`, at)
  at = put(eventId, at)
  at = put(type, at)
  at = put(data, at)
  at = put(metadata, at)
  return hash('sha256', bytes.subarray(0, at), 'hex')
}

function withDomain(size: number): Buffer {
  const buffer = Buffer.alloc(size)
  buffer.writeUInt32BE(domain.length, 1)
  buffer.write(domain, 5)
  return buffer
}

function put(text: string, at: number): number {
  const start = at + 4
  const length = putShort(text, start) ? text.length : bytes.write(text, start)
  bytes[at] = length >>> 24
  bytes[at + 1] = length >>> 16
  bytes[at + 2] = length >>> 8
  bytes[at + 3] = length
  return start + length
}

/** Copying a short ASCII text here is quicker than the call that would encode it. */
function putShort(text: string, start: number): boolean {
  if (text.length > 64) return false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return false
    bytes[start + i] = unit
  }
  return true
}
