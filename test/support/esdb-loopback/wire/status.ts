import { Metadata, type StatusObject, status } from '@grpc/grpc-js'

/** A gRPC status with trailers; clients tell errors apart by the trailer `exception`. */
export type RpcFailure = Error & StatusObject

export function rpcFailure(code: status, details: string, trailers: Record<string, string> = {}): RpcFailure {
  const metadata = new Metadata()
  for (const [key, value] of Object.entries(trailers)) metadata.add(key, value)
  return Object.assign(new Error(details), { code, details, metadata })
}

/** The refusals that every operation shares. */
export const refuse = {
  notLeader: ({ host, port }: { host: string; port: number }) =>
    rpcFailure(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
  streamDeleted: (stream: string) =>
    rpcFailure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  tooLarge: (limit: number) =>
    rpcFailure(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(limit),
    }),
  wrongExpectedVersion: (stream: string, expected: string, actual: string) =>
    rpcFailure(status.FAILED_PRECONDITION, 'WrongExpectedVersion', {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expected,
      'actual-version': actual,
    }),
}
