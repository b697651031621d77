import codes from '@eventstore/db-client/generated/code_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import rpc from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js'
import anyPb from 'google-protobuf/google/protobuf/any_pb.js'
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js'
import { type CommitRequest, commit, type Node } from '../commit.ts'
import { type AppendAnswer, maxAppendSize, type ProposedRecord } from '../log.ts'
import { identifierOf, textOf, toProposed } from './records.ts'

type Req = streams.BatchAppendReq
type Resp = streams.BatchAppendResp
type Call = ServerDuplexStream<Req, Resp>

interface Pending {
  readonly options: streams.BatchAppendReq.Options
  readonly records: ProposedRecord[]
}

/**
 * The append path clients take when a call carries no credentials: one stream for all, answers told
 * apart by correlation id. The adapter avoids it; it is here to show why.
 */
export const batchAppend =
  (node: Node): handleBidiStreamingCall<Req, Resp> =>
  (call) => {
    const pending = new Map<string, Pending>()
    call.on('data', (request: Req) => {
      const id = request.getCorrelationId()?.getString() ?? ''
      const options = request.getOptions()
      if (options !== undefined) pending.set(id, { options, records: [] })
      const batch = pending.get(id)
      if (batch === undefined) return
      batch.records.push(...request.getProposedMessagesList().map(toProposed))
      if (!request.getIsFinal()) return
      pending.delete(id)
      void answer(node, call, request, batch)
    })
    call.on('end', () => call.end())
  }

async function answer(node: Node, call: Call, request: Req, batch: Pending): Promise<void> {
  const commitRequest: CommitRequest = {
    stream: textOf(batch.options.getStreamIdentifier()),
    expected: expectationOf(batch.options),
    records: batch.records,
  }
  const outcome = await commit(node, commitRequest)
  if (outcome.kind === 'silence') return
  if (outcome.kind === 'end') return void call.end()
  if (outcome.kind === 'failure') return void call.emit('error', outcome.failure)
  const response = new streams.BatchAppendResp()
    .setCorrelationId(request.getCorrelationId())
    .setStreamIdentifier(identifierOf(commitRequest.stream))
  if (outcome.kind === 'answer') fill(response, outcome.answer, commitRequest)
  call.write(response)
}

function expectationOf(options: streams.BatchAppendReq.Options): CommitRequest['expected'] {
  if (options.hasStreamPosition()) return BigInt(options.getStreamPosition())
  if (options.hasNoStream()) return 'no_stream'
  return options.hasStreamExists() ? 'stream_exists' : 'any'
}

function fill(response: Resp, answer: AppendAnswer, request: CommitRequest): void {
  switch (answer.answer) {
    case 'success':
      return void response.setSuccess(successOf(answer.revision, answer.position))
    case 'wrong-expected-version':
      return void response.setError(
        failure('WrongExpectedVersion', wrongExpectedVersion(answer.actual, request)),
      )
    case 'stream-deleted':
      return void response.setError(failure('StreamDeleted', new shared.StreamDeleted()))
    case 'too-large':
      return void response.setError(
        failure(
          'MaximumAppendSizeExceeded',
          new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize),
        ),
      )
  }
}

function successOf(revision: bigint, at: bigint | null): streams.BatchAppendResp.Success {
  const success = new streams.BatchAppendResp.Success()
  if (revision < 0n) success.setNoStream(new emptyPb.Empty())
  else success.setCurrentRevision(String(revision))
  if (at === null) return success.setNoPosition(new emptyPb.Empty())
  return success.setPosition(
    new shared.AllStreamPosition().setCommitPosition(String(at)).setPreparePosition(String(at)),
  )
}

function wrongExpectedVersion(actual: bigint | 'no_stream', { expected }: CommitRequest) {
  const wrong = new shared.WrongExpectedVersion()
  if (actual === 'no_stream') wrong.setCurrentNoStream(new emptyPb.Empty())
  else wrong.setCurrentStreamRevision(String(actual))
  if (typeof expected === 'bigint') return wrong.setExpectedStreamPosition(String(expected))
  if (expected === 'no_stream') return wrong.setExpectedNoStream(new emptyPb.Empty())
  if (expected === 'any') return wrong.setExpectedAny(new emptyPb.Empty())
  return wrong.setExpectedStreamExists(new emptyPb.Empty())
}

function failure(name: string, message: { serializeBinary(): Uint8Array }): rpc.Status {
  const details = new anyPb.Any()
  details.pack(message.serializeBinary(), `event_store.client.${name}`)
  return new rpc.Status().setCode(codes.Code.FAILED_PRECONDITION).setMessage(name).setDetails(details)
}
