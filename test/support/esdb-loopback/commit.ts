import { setTimeout as sleep } from 'node:timers/promises'
import { status } from '@grpc/grpc-js'
import type { Expectation } from './commit-check.ts'
import type { FaultPlan } from './faults.ts'
import type { AppendAnswer, MemoryLog, ProposedRecord } from './log.ts'
import { type RpcFailure, refuse, rpcFailure } from './wire/status.ts'

/** One server: its log, what is to go wrong, and how it goes down. */
export interface Node {
  readonly log: MemoryLog
  readonly faults: FaultPlan
  /** How often each was called. */
  readonly calls: { appends: number; reads: number }
  /** Whom a follower names; the node itself unless told otherwise. */
  leader(): { readonly host: string; readonly port: number }
  /** Every connection breaks and none is accepted until the node is started again. */
  crash(): void
}

export interface CommitRequest {
  readonly stream: string
  readonly expected: Expectation
  readonly records: readonly ProposedRecord[]
}

export type CommitOutcome =
  | { readonly kind: 'answer'; readonly answer: AppendAnswer }
  | { readonly kind: 'failure'; readonly failure: RpcFailure }
  /** Nothing is said and the call stays open. */
  | { readonly kind: 'silence' }
  /** The call ends well and without a message. */
  | { readonly kind: 'end' }
  | { readonly kind: 'empty' }

/** Appends, or fails in the way the plan says. The wire layers only translate the outcome. */
export async function commit(node: Node, request: CommitRequest): Promise<CommitOutcome> {
  node.calls.appends += 1
  const fault = node.faults.takeAppendFault()
  const write = () => node.log.append(request.stream, request.expected, request.records)
  const failure = (code: status, details: string): CommitOutcome => ({
    kind: 'failure',
    failure: rpcFailure(code, details),
  })
  switch (fault) {
    case undefined:
      return { kind: 'answer', answer: write() }
    case 'slow':
      await sleep(node.faults.slowMs)
      return { kind: 'answer', answer: write() }
    case 'freeze':
      return { kind: 'silence' }
    case 'lost-acknowledgement':
      write()
      return { kind: 'silence' }
    case 'error-after-commit':
      write()
      return failure(status.UNKNOWN, 'Exception was thrown by handler.')
    case 'timeout-after-commit':
      write()
      return failure(status.ABORTED, 'Operation timed out: Commit timeout')
    case 'end-without-answer':
      write()
      return { kind: 'end' }
    case 'empty-answer':
      write()
      return { kind: 'empty' }
    case 'crash-after-commit':
      write()
      node.crash()
      return { kind: 'silence' }
    case 'crash-before-commit':
      node.crash()
      return { kind: 'silence' }
    case 'wrong-leader':
      return { kind: 'failure', failure: refuse.notLeader(node.leader()) }
    case 'too-busy':
      return failure(status.UNAVAILABLE, 'Server Is Too Busy')
    case 'not-ready':
      return failure(status.UNAVAILABLE, 'Server Is Not Ready')
  }
}
