import { DomainError } from '../errors.ts'
import { secondSignatureFrom } from '../policy/payment.ts'
import type { BatchCommandData, BatchContext } from './commands.ts'
import { needLines } from './decide-notice.ts'
import type { NewBatchEvent } from './events.ts'
import { concerns, linesDigest } from './lines.ts'
import { type BatchState, removedSince, standing } from './state.ts'

type Decided = readonly NewBatchEvent[]

/**
 * The approver signs the lines that they saw, no others. From the policy's threshold on it takes two
 * persons, over the same digest.
 *
 * @throws {DomainError} `digest-changed` names the claims removed since, where the digest is known.
 */
export const approveBatch = (
  { digest }: BatchCommandData<'ApproveBatch'>,
  state: BatchState,
  { actor, policy, today }: BatchContext,
): Decided => {
  needLines(state)
  needApart(actor.pid, state, [state.plannedBy, state.frozenBy, ...state.decidedBy])
  if (digest !== state.digest) {
    const removed = (removedSince(state, digest) ?? []).map(({ claimId }) => claimId).join('、')
    throw new DomainError('digest-changed', { digest: state.digest ?? '', removed })
  }
  const { totalFen } = state
  const thresholdFen = secondSignatureFrom(policy, today)
  const before = state.signatures.filter((known) => known.digest === digest).map(({ by }) => by)
  if (thresholdFen !== undefined && totalFen >= thresholdFen && before.length === 0) {
    return [{ type: 'BatchSigned', data: { digest } }]
  }
  const signedBy = [...before, actor.pid]
  const { length: lines } = standing(state.lines)
  return [{ type: 'BatchApproved', data: { digest, lines, totalFen, signedBy } }]
}

/** Nobody signs for their own or a relative's money, or for what they had a hand in before. */
const needApart = (pid: string, state: BatchState, barred: readonly string[]): void => {
  if (barred.includes(pid) || standing(state.lines).some((line) => concerns(line, pid))) {
    throw new DomainError('separation-of-duties')
  }
}

/** Whoever sends money to the bank approved neither the batch nor a claim in it; they may have planned it. */
export const needReleaser = (state: BatchState, { actor }: BatchContext): void => {
  const signers = state.signatures.map(({ by }) => by)
  needApart(actor.pid, state, [...signers, ...state.decidedBy])
}

/** Another file took the number while this one was made: who asks again gets one with the next. */
export const needNextFile = ({ fileNo }: { readonly fileNo: number }, { files }: BatchState): void => {
  if (fileNo !== files.length + 1) throw new DomainError('file-number-taken', { fileNo: String(fileNo) })
}

export const releaseBatch = (
  file: BatchCommandData<'ReleaseBatch'>,
  state: BatchState,
  context: BatchContext,
): Decided => {
  needReleaser(state, context)
  needNextFile(file, state)
  const { totalFen } = state
  const sent = standing(state.lines)
  const digest = linesDigest(sent, context.sha256)
  const released = { ...file, totalFen, digest, lines: sent.length }
  return [{ type: 'BatchReleased', data: released }]
}
