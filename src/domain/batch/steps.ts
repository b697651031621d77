import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import type { BatchCommand, BatchCommandType } from './commands.ts'
import { type BatchState, type BatchStatus, takenOf } from './state.ts'

export type BatchStepType = Exclude<BatchCommandType, 'PlanBatch' | 'NoteCarried'>

/** From which statuses each step may be taken; elsewhere the status itself is the code of the refusal. */
export const batchStepsFrom: Readonly<Record<BatchStepType, readonly BatchStatus[]>> = {
  CancelBatch: ['planned', 'frozen', 'noticed', 'notice-closed'],
  StartFreeze: ['planned'],
  AbandonFreeze: ['freezing'],
  AddLines: ['freezing'],
  Freeze: ['freezing'],
  RemoveLine: ['frozen', 'noticed', 'notice-closed', 'approved'],
  OpenNotice: ['frozen'],
  ObjectToLine: ['noticed'],
  ResolveObjection: ['noticed'],
  CloseNotice: ['noticed'],
  ApproveBatch: ['notice-closed'],
  ReleaseBatch: ['approved'],
  RecordResults: ['released', 'closed'],
  Reissue: ['released'],
  GiveUpLine: ['released'],
  CloseBatch: ['released'],
  ShowPayList: ['released', 'closed'],
}

/** @throws {DomainError} `batch-<status>` when the step may not be taken from where the batch stands. */
export const needStep = (type: BatchStepType, { batchId, status }: BatchState): void => {
  if (batchStepsFrom[type].includes(status)) return
  throw new DomainError(`batch-${status}`, { batchId: batchId ?? '' })
}

/** Whether the command states what is already so: a process took the step before and does not know. */
export const isRepeat = (command: BatchCommand, state: BatchState, actor: Actor): boolean => {
  const { status, attempt } = state
  switch (command.type) {
    case 'CancelBatch':
      return status === 'cancelled'
    case 'StartFreeze':
      return status === 'freezing' && command.data.attempt === attempt
    case 'AbandonFreeze':
      return status === 'planned' && attempt > 0 && command.data.attempt === attempt
    case 'Freeze':
      return state.digest !== null && command.data.attempt === attempt
    case 'OpenNotice':
      return status === 'noticed' && command.data.listDigest === state.notice?.listDigest
    case 'CloseNotice':
      return status === 'notice-closed'
    case 'ApproveBatch': {
      const { digest } = command.data
      const isOpen = status === 'notice-closed' && digest === state.digest
      if (!isOpen && status !== 'approved') return false
      return state.signatures.some((known) => known.by === actor.pid && known.digest === digest)
    }
    case 'ReleaseBatch':
      return state.files[0]?.fileDigest === command.data.fileDigest
    case 'Reissue':
      return state.files.slice(1).some(({ fileDigest }) => fileDigest === command.data.fileDigest)
    case 'RecordResults':
      return takenOf(state, command.data.fileDigest).isWhole
    case 'CloseBatch':
      return status === 'closed'
    default:
      return false
  }
}
