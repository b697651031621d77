import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import {
  type handleClientStreamingCall,
  ServerInterceptingCall,
  type ServerInterceptor,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js'
import { type CommitRequest, commit, type Node } from '../commit.ts'
import type { Expectation } from '../commit-check.ts'
import { type AppendAnswer, maxAppendSize } from '../log.ts'
import { textOf, toProposed } from './records.ts'
import { refuse, rpcFailure } from './status.ts'

type Req = streams.AppendReq
type Resp = streams.AppendResp

/** Unary append: the options first, then one message for each event. */
export const append =
  (node: Node): handleClientStreamingCall<Req, Resp> =>
  (call, callback) => {
    const messages: Req[] = []
    call.on('data', (message: Req) => messages.push(message))
    call.on('end', () => void answer(node, messages, callback))
  }

async function answer(node: Node, messages: readonly Req[], callback: sendUnaryData<Resp>) {
  const request = requestOf(messages)
  if (request === undefined) return callback(rpcFailure(status.UNKNOWN, 'Exception was thrown by handler.'))
  const outcome = await commit(node, request)
  switch (outcome.kind) {
    case 'silence':
      return
    case 'failure':
      return callback(outcome.failure)
    case 'empty':
      return callback(null, new streams.AppendResp())
    case 'end':
      return callback(null, withoutMessage)
    case 'answer':
      return respond(outcome.answer, request, callback)
  }
}

function requestOf(messages: readonly Req[]): CommitRequest | undefined {
  const options = messages[0]?.getOptions()
  if (options === undefined) return undefined
  const records = messages.slice(1).map((message) => message.getProposedMessage())
  return {
    stream: textOf(options.getStreamIdentifier()),
    expected: expectationOf(options),
    records: records.flatMap((record) => (record === undefined ? [] : [toProposed(record)])),
  }
}

export function expectationOf(options: {
  hasRevision(): boolean
  getRevision(): string
  hasNoStream(): boolean
  hasStreamExists(): boolean
}): Expectation {
  if (options.hasRevision()) return BigInt(options.getRevision())
  if (options.hasNoStream()) return 'no_stream'
  return options.hasStreamExists() ? 'stream_exists' : 'any'
}

function respond(answer: AppendAnswer, request: CommitRequest, callback: sendUnaryData<Resp>) {
  switch (answer.answer) {
    case 'stream-deleted':
      return callback(refuse.streamDeleted(request.stream))
    case 'too-large':
      return callback(refuse.tooLarge(maxAppendSize))
    case 'wrong-expected-version':
      return callback(null, refusal(answer.actual, request.expected))
    case 'success': {
      const success = new streams.AppendResp.Success()
      if (answer.revision < 0n) success.setNoStream(new shared.Empty())
      else success.setCurrentRevision(String(answer.revision))
      if (answer.position === null) success.setNoPosition(new shared.Empty())
      else {
        const position = String(answer.position)
        success.setPosition(
          new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position),
        )
      }
      return callback(null, new streams.AppendResp().setSuccess(success))
    }
  }
}

function refusal(actual: bigint | 'no_stream', expected: Expectation): Resp {
  const wrong = new streams.AppendResp.WrongExpectedVersion()
  if (actual === 'no_stream') wrong.setCurrentNoStream(new shared.Empty())
  else wrong.setCurrentRevision(String(actual))
  if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty())
  else if (expected === 'any') wrong.setExpectedAny(new shared.Empty())
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty())
  else wrong.setExpectedRevision(String(expected))
  return new streams.AppendResp().setWrongExpectedVersion(wrong)
}

/** Stands for no message at all; never written to the wire. */
const withoutMessage = new streams.AppendResp()

/** grpc-js always sends a message before a good status; this leaves it out where asked. */
export const omitMessage: ServerInterceptor = (_method, call) =>
  new ServerInterceptingCall(call, {
    sendMessage: (message, next) => {
      if (message !== withoutMessage) return next(message)
      call.sendStatus({ code: status.OK, details: 'OK' })
    },
  })
