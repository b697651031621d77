import { once } from 'node:events'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { type handleServerStreamingCall, type ServerWritableStream, status } from '@grpc/grpc-js'
import type { Node } from '../commit.ts'
import type { LogRecord, MemoryLog } from '../log.ts'
import { checkpointResponse, eventResponse, notFoundResponse } from './records.ts'
import { matcher, readable, select, streamOf } from './selection.ts'
import { rpcFailure } from './status.ts'

type Options = streams.ReadReq.Options
type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>

/** Reads and subscriptions are one gRPC method, told apart by count and subscription options. */
export const read =
  (node: Node): handleServerStreamingCall<streams.ReadReq, streams.ReadResp> =>
  (call) => {
    answer(node, call).catch((error: unknown) => call.emit('error', error))
  }

async function answer(node: Node, call: Call): Promise<void> {
  const options = call.request.getOptions() ?? new streams.ReadReq.Options()
  node.calls.reads += 1
  const fault = node.faults.takeReadFault()
  if (fault === 'freeze') return
  if (options.hasSubscription()) return subscribe(node.log, call, options)
  const selected = select(node.log, options)
  if (selected === null) call.write(notFoundResponse(streamOf(options)))
  for (const record of selected ?? []) {
    await send(call, eventResponse(record))
    if (call.cancelled || fault === 'freeze-midway') return
    if (fault === 'error-midway') throw rpcFailure(status.UNKNOWN, 'Exception was thrown by handler.')
  }
  call.end()
}

async function send(call: Call, response: streams.ReadResp): Promise<void> {
  if (!call.write(response) && !call.cancelled) await once(call, 'drain')
}

async function subscribe(log: MemoryLog, call: Call, options: Options): Promise<void> {
  await send(
    call,
    new streams.ReadResp().setConfirmation(
      new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
    ),
  )
  const feed = feedOf(log, options)
  await deliver(call, options, feed())
  await send(call, new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()))
  let delivering = Promise.resolve()
  let waiting = false
  const stop = log.onCommit(() => {
    if (waiting) return
    waiting = true
    delivering = delivering.then(() => {
      waiting = false
      return deliver(call, options, feed())
    })
  })
  call.on('cancelled', stop)
  call.on('close', stop)
}

/** Each call returns the records that came since the last; a subscription starts after its position. */
function feedOf(log: MemoryLog, options: Options): () => readonly LogRecord[] {
  const all = options.hasAll()
  const order = (record: LogRecord) => (all ? record.position : record.revision)
  const source = () => (all ? log.records : readable(log, streamOf(options)))
  const from = all ? options.getAll() : options.getStream()
  let last = -1n
  if (from?.hasEnd()) last = source().reduce((highest, record) => max(highest, order(record)), last)
  const position = options.getAll()?.getPosition()
  if (position !== undefined) last = BigInt(position.getCommitPosition())
  const stream = options.getStream()
  if (stream?.hasRevision()) last = BigInt(stream.getRevision())
  return () => {
    const fresh = source().filter((record) => order(record) > last)
    last = fresh.reduce((highest, record) => max(highest, order(record)), last)
    return fresh
  }
}

async function deliver(call: Call, options: Options, records: readonly LogRecord[]): Promise<void> {
  const filter = options.getFilter()
  const matches = matcher(filter)
  const window = (filter?.hasMax() ? filter.getMax() : 32) * (filter?.getCheckpointintervalmultiplier() ?? 1)
  let scanned = 0
  for (const record of records) {
    if (call.cancelled) return
    if (matches(record)) await send(call, eventResponse(record))
    scanned += 1
    if (filter !== undefined && scanned % window === 0) await send(call, checkpointResponse(record))
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
