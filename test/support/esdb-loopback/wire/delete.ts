import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import type { Node } from '../commit.ts'
import type { AppendAnswer } from '../log.ts'
import { expectationOf } from './append.ts'
import { textOf } from './records.ts'
import { refuse } from './status.ts'

/** The soft delete. */
export const softDelete =
  (node: Node): handleUnaryCall<streams.DeleteReq, streams.DeleteResp> =>
  (call, callback) => {
    const options = call.request.getOptions() ?? new streams.DeleteReq.Options()
    const stream = textOf(options.getStreamIdentifier())
    const answer = node.log.softDelete(stream, expectationOf(options))
    respond(answer, stream, callback, (at) =>
      new streams.DeleteResp().setPosition(
        new streams.DeleteResp.Position().setCommitPosition(at).setPreparePosition(at),
      ),
    )
  }

/** The hard delete: nothing can ever be appended again. */
export const tombstone =
  (node: Node): handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> =>
  (call, callback) => {
    const options = call.request.getOptions() ?? new streams.TombstoneReq.Options()
    const stream = textOf(options.getStreamIdentifier())
    const answer = node.log.tombstone(stream, expectationOf(options))
    respond(answer, stream, callback, (at) =>
      new streams.TombstoneResp().setPosition(
        new streams.TombstoneResp.Position().setCommitPosition(at).setPreparePosition(at),
      ),
    )
  }

function respond<Resp>(
  answer: AppendAnswer,
  stream: string,
  callback: sendUnaryData<Resp>,
  positioned: (at: string) => Resp,
) {
  switch (answer.answer) {
    case 'success':
      return callback(null, positioned(String(answer.position ?? 0n)))
    case 'wrong-expected-version':
      return callback(refuse.wrongExpectedVersion(stream, '', String(answer.actual)))
    default:
      return callback(refuse.streamDeleted(stream))
  }
}
