import type streams from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import type { LogRecord, MemoryLog } from '../log.ts'
import { textOf } from './records.ts'
import { refuse, rpcFailure } from './status.ts'

type Options = streams.ReadReq.Options
type Filter = streams.ReadReq.Options.FilterOptions

const backwards = 1

/**
 * The records a bounded read answers with, or null for a stream that is not there.
 *
 * @throws {RpcFailure} a tombstoned stream, a count of 0, a position inside a record.
 */
export function select(log: MemoryLog, options: Options): readonly LogRecord[] | null {
  const count = Number(options.getCount())
  if (count === 0) throw rpcFailure(status.UNKNOWN, 'Unexpected ReadStreamResult: Error')
  const selected = options.hasAll() ? selectAll(log, options) : selectStream(log, options)
  return selected?.slice(0, count) ?? null
}

function selectStream(log: MemoryLog, options: Options): readonly LogRecord[] | null {
  const stream = streamOf(options)
  const records = readable(log, stream)
  if (records.length === 0) return null
  const from = options.getStream()
  const at = from?.hasRevision() ? BigInt(from.getRevision()) : null
  if (options.getReadDirection() === backwards) {
    const before = records.filter((record) => at === null || record.revision <= at)
    return before.reverse()
  }
  if (from?.hasEnd()) return []
  return records.filter((record) => at === null || record.revision >= at)
}

function selectAll(log: MemoryLog, options: Options): readonly LogRecord[] {
  const from = options.getAll()
  const position = from?.getPosition()
  const at = position === undefined ? null : BigInt(position.getCommitPosition())
  if (at !== null && at < log.end && !log.records.some((record) => record.position === at)) {
    throw rpcFailure(status.UNKNOWN, 'Unexpected ReadAllResult: Error')
  }
  if (options.getReadDirection() === backwards) {
    const before = log.records.filter((record) => at === null || record.position < at)
    return from?.hasStart() ? [] : before.reverse()
  }
  if (from?.hasEnd()) return []
  return log.records.filter((record) => at === null || record.position >= at)
}

export const streamOf = (options: Options): string => textOf(options.getStream()?.getStreamIdentifier())

/** @throws {RpcFailure} for a tombstoned stream. */
export function readable(log: MemoryLog, stream: string): readonly LogRecord[] {
  if (log.state(stream).deletion === 'tombstone') throw refuse.streamDeleted(stream)
  return log.visible(stream)
}

/** Filters apply to subscriptions only: reads with one are answered as if they had none. */
export function matcher(filter: Filter | undefined): (record: LogRecord) => boolean {
  if (filter === undefined) return () => true
  const byType = filter.hasEventType()
  const expression = byType ? filter.getEventType() : filter.getStreamIdentifier()
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex()) : undefined
  const prefixes = expression?.getPrefixList() ?? []
  return (record) => {
    const text = byType ? record.type : record.stream
    return regex === undefined ? prefixes.some((prefix) => text.startsWith(prefix)) : regex.test(text)
  }
}
