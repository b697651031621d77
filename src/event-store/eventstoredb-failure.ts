import { IntegrityFailure, InvalidAppend, StoreOverloaded, StoreUnavailable } from './event-store.ts'

/** What a failed append is known to have done. */
export type FailedAppend =
  | { readonly kind: 'conflict'; readonly actual: bigint | 'no_stream' }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'unknown'; readonly cause: string }

/** The client's errors carry a `type`; those of the layer below only a gRPC status `code`. */
interface Fields {
  readonly type: string | undefined
  readonly code: number | undefined
  readonly message: string
  readonly actual: bigint | 'no_stream'
}

/** gRPC status codes, as numbered by the protocol. */
const unavailable = 14
const permissionDenied = 7
const unauthenticated = 16

/** Said by the client's own machinery before a single byte of the call went out. */
const neverSent = [
  'No connection established',
  'Name resolution failed',
  'Channel closed before call started',
  'Channel has been shut down',
  'Failed to discover after',
]

/**
 * Sorts what an append was rejected with. Where it is not certain that nothing was written, the
 * answer is `unknown`: a deadline, a broken connection, the server's own time-out, anything new.
 */
export function judgeAppendFailure(error: unknown, stream: string): FailedAppend {
  const { type, code, message, actual } = fieldsOf(error)
  if (type === 'wrong-expected-version') return { kind: 'conflict', actual }
  const refused = refusal(type, code, message, stream)
  if (refused !== undefined) return { kind: 'refused', error: refused }
  return { kind: 'unknown', cause: `${type ?? 'untyped'} (gRPC ${code ?? 'none'})` }
}

/** A read changes nothing, so whatever failed it is either the log's fault or the connection's. */
export function judgeReadFailure(error: unknown, what: string): Error {
  if (error instanceof IntegrityFailure || error instanceof StoreUnavailable) return error
  const { type, code, message } = fieldsOf(error)
  const refused = refusal(type, code, message, what)
  if (refused !== undefined) return refused
  return new StoreUnavailable(`reading ${what} failed: ${type ?? 'untyped'} (gRPC ${code ?? 'none'})`)
}

export const isStreamNotFound = (error: unknown): boolean => fieldsOf(error).type === 'stream-not-found'

function refusal(
  type: string | undefined,
  code: number | undefined,
  message: string,
  what: string,
): Error | undefined {
  if (type === 'stream-deleted') return new IntegrityFailure(`${what} is tombstoned`)
  if (type === 'maximum-append-size-exceeded') {
    return new InvalidAppend('larger than this server accepts in one append')
  }
  if (type === 'not-leader') return new StoreUnavailable('the node is not the leader; it named another')
  if (type === 'access-denied' || code === permissionDenied || code === unauthenticated) {
    return new StoreUnavailable('the server refused the credentials')
  }
  if (neverSent.some((said) => message.includes(said))) {
    return new StoreUnavailable('no connection to the server')
  }
  if (code !== unavailable) return undefined
  if (message.includes('Server Is Too Busy')) return new StoreOverloaded('the server is too busy')
  if (message.includes('Server Is Not Ready')) return new StoreUnavailable('the server is not ready')
  return undefined
}

function fieldsOf(error: unknown): Fields {
  if (!(error instanceof Error)) return { type: undefined, code: undefined, message: '', actual: 'no_stream' }
  const { type, code, actualVersion } = error as { type?: unknown; code?: unknown; actualVersion?: unknown }
  return {
    type: typeof type === 'string' ? type : undefined,
    code: typeof code === 'number' ? code : undefined,
    message: error.message,
    actual: typeof actualVersion === 'bigint' ? actualVersion : 'no_stream',
  }
}
