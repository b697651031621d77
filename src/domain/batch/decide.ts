import { DomainError } from '../errors.ts'
import { type BatchCommand, type BatchCommandData, type BatchContext, claimsPerBatch } from './commands.ts'
import { approveBatch, releaseBatch } from './decide-approval.ts'
import { abandonFreeze, addLines, freeze, startFreeze } from './decide-freeze.ts'
import { closeNotice, objectToLine, openNotice, removeLine, resolveObjection } from './decide-notice.ts'
import { closeBatch, giveUpLine, recordResults, reissue, showPayList } from './decide-results.ts'
import { linesPerEvent, type NewBatchEvent } from './events.ts'
import { type BatchState, standing } from './state.ts'
import { isRepeat, needStep } from './steps.ts'

/**
 * What a command makes happen to one batch. What the batch does to claims and funds is the business
 * of the processes that read its events.
 *
 * @returns the new events; none when the command states what is already so.
 * @throws {DomainError} when the command is illegal; nothing is to be recorded.
 */
export const decideBatch = (
  command: BatchCommand,
  state: BatchState,
  context: BatchContext,
): readonly NewBatchEvent[] => {
  if (command.type === 'PlanBatch') return planBatch(command.data, state, context)
  if (state.batchId === null) throw new DomainError('batch-unknown')
  if (command.type === 'NoteCarried') return noteCarried(command.data, state)
  if (isRepeat(command, state, context.actor)) return []
  needStep(command.type, state)
  switch (command.type) {
    case 'CancelBatch':
      return cancelBatch(command.data, state)
    case 'StartFreeze':
      return startFreeze(command.data, state)
    case 'AbandonFreeze':
      return abandonFreeze(command.data, state)
    case 'AddLines':
      return addLines(command.data, state)
    case 'Freeze':
      return freeze(command.data, state, context)
    case 'RemoveLine':
      return removeLine(command.data, state, context)
    case 'OpenNotice':
      return openNotice(command.data, state, context)
    case 'ObjectToLine':
      return objectToLine(command.data, state, context)
    case 'ResolveObjection':
      return resolveObjection(command.data, state, context)
    case 'CloseNotice':
      return closeNotice(state, context)
    case 'ApproveBatch':
      return approveBatch(command.data, state, context)
    case 'ReleaseBatch':
      return releaseBatch(command.data, state, context)
    case 'RecordResults':
      return recordResults(command.data, state, context)
    case 'Reissue':
      return reissue(command.data, state, context)
    case 'GiveUpLine':
      return giveUpLine(command.data, state)
    case 'CloseBatch':
      return closeBatch(state, context)
    case 'ShowPayList':
      return showPayList(command.data, state)
  }
}

const batchIdForm = /^\d{6}-\d{6}-[a-z2-7]{6}$/

const planBatch = (
  { batchId, district, claimIds }: BatchCommandData<'PlanBatch'>,
  state: BatchState,
  { districts, today: plannedOn }: BatchContext,
): readonly NewBatchEvent[] => {
  if (state.batchId !== null) {
    const isSame = state.district === district && isEqual(state.claimIds, claimIds)
    if (isSame && state.batchId === batchId) return []
    throw new DomainError('batch-exists', { batchId })
  }
  if (!districts.has(district)) throw new DomainError('district-unknown', { district })
  if (!batchIdForm.test(batchId) || !batchId.startsWith(`${district}-`)) {
    throw new DomainError('batch-id-invalid')
  }
  if (claimIds.length === 0) throw new DomainError('batch-empty')
  if (claimIds.length > claimsPerBatch) {
    throw new DomainError('batch-too-large', { most: String(claimsPerBatch) })
  }
  const seen = new Set<string>()
  for (const claimId of claimIds) {
    if (seen.has(claimId)) throw new DomainError('claim-repeated', { claimId })
    seen.add(claimId)
  }
  const listed: NewBatchEvent[] = []
  for (let from = 0; from < claimIds.length; from += linesPerEvent) {
    const page = claimIds.slice(from, from + linesPerEvent)
    listed.push({ type: 'BatchClaimsListed', data: { claimIds: page } })
  }
  return [
    { type: 'BatchPlanned', data: { batchId, district, claims: claimIds.length, plannedOn } },
    ...listed,
  ]
}

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, place) => text === b[place])

const noteCarried = (
  { through }: BatchCommandData<'NoteCarried'>,
  { carriedThrough }: BatchState,
): readonly NewBatchEvent[] =>
  through > carriedThrough ? [{ type: 'EffectsCarried', data: { through } }] : []

/** Once money is reserved, lines are removed one by one, so that each gives back what it holds. */
const cancelBatch = (
  { noteCommitment }: BatchCommandData<'CancelBatch'>,
  state: BatchState,
): readonly NewBatchEvent[] => {
  const left = standing(state.lines).length
  if (left > 0) throw new DomainError('batch-not-empty', { lines: String(left) })
  return [{ type: 'BatchCancelled', data: { noteCommitment } }]
}
