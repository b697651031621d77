import { lastOfWorkingDays } from '../calendar.ts'
import { DomainError } from '../errors.ts'
import { noticeDaysOn } from '../policy/payment.ts'
import type { BatchCommandData, BatchContext } from './commands.ts'
import type { NewBatchEvent } from './events.ts'
import { concerns, linesDigest } from './lines.ts'
import { type BatchLine, type BatchState, lineOf, standing } from './state.ts'

type Decided = readonly NewBatchEvent[]

/** Longer than the policy asks for is anybody's right, up to this. */
const workingDaysMost = 60

export const openNotice = (
  { opensOn, workingDays, ...list }: BatchCommandData<'OpenNotice'>,
  state: BatchState,
  { policy, calendar, today }: BatchContext,
): Decided => {
  needLines(state)
  if (opensOn < today) throw new DomainError('date-past', { opensOn })
  const least = noticeDaysOn(policy, state.district, opensOn)
  if (least === undefined) throw new DomainError('notice-days-unknown')
  const asked = workingDays ?? least
  if (!Number.isInteger(asked) || asked < least || asked > workingDaysMost) {
    throw new DomainError('notice-too-short', { workingDays: String(least) })
  }
  const closesOn = lastOfWorkingDays(calendar, opensOn, asked)
  const digest = state.digest ?? ''
  return [{ type: 'NoticeOpened', data: { opensOn, workingDays: asked, closesOn, digest, ...list } }]
}

/** @throws {DomainError} `batch-empty` once every line was removed. */
export const needLines = (state: BatchState): void => {
  if (state.totalFen === 0) throw new DomainError('batch-empty')
}

const needLine = (state: BatchState, claimId: string): BatchLine => {
  const line = lineOf(state, claimId)
  if (line === undefined) throw new DomainError('line-unknown', { claimId })
  return line
}

export const removeLine = (
  { claimId, reason, noteCommitment }: BatchCommandData<'RemoveLine'>,
  state: BatchState,
  context: BatchContext,
): Decided => {
  const line = needLine(state, claimId)
  if (line.status === 'removed') return []
  needNoObjections(state, ({ claimId: other }) => other === claimId)
  return [lineRemoved(line, reason, noteCommitment, { state, context })]
}

const lineRemoved = (
  { no, claimId, amountFen }: BatchLine,
  reason: string,
  noteCommitment: string | null,
  { state, context }: { readonly state: BatchState; readonly context: BatchContext },
): NewBatchEvent => {
  const left = standing(state.lines).filter((line) => line.no !== no)
  const digest = linesDigest(left, context.sha256)
  const totalFen = state.totalFen - amountFen
  const removed = { no, claimId, amountFen, reason, noteCommitment, digest, lines: left.length, totalFen }
  return { type: 'LineRemoved', data: removed }
}

export const objectToLine = (
  { claimId, noteCommitment }: BatchCommandData<'ObjectToLine'>,
  state: BatchState,
  { today, actor }: BatchContext,
): Decided => {
  const line = needLine(state, claimId)
  if (line.status === 'removed') throw new DomainError('line-removed', { no: String(line.no) })
  const closesOn = state.notice?.closesOn ?? ''
  if (today > closesOn) throw new DomainError('notice-over', { closesOn })
  const mine = state.objections.find(
    (known) => known.claimId === claimId && known.by === actor.pid && known.outcome === null,
  )
  if (mine !== undefined) throw new DomainError('objection-open', { no: String(mine.no) })
  const no = state.objections.length + 1
  return [{ type: 'LineObjected', data: { no, claimId, noteCommitment } }]
}

/** Who objected does not decide on it, and nobody decides on their own or a relative's money. */
export const resolveObjection = (
  { no, upheld, noteCommitment }: BatchCommandData<'ResolveObjection'>,
  state: BatchState,
  context: BatchContext,
): Decided => {
  const objection = state.objections.find((known) => known.no === no)
  const line = objection && lineOf(state, objection.claimId)
  if (objection === undefined || line === undefined) throw new DomainError('objection-unknown')
  const outcome = upheld ? 'upheld' : 'dismissed'
  if (objection.outcome === outcome) return []
  if (objection.outcome !== null) throw new DomainError('objection-resolved', { no: String(no) })
  const { pid } = context.actor
  if (pid === objection.by || concerns(line, pid)) throw new DomainError('separation-of-duties')
  const resolved: NewBatchEvent = { type: 'ObjectionResolved', data: { no, upheld, noteCommitment } }
  if (!upheld || line.status === 'removed') return [resolved]
  return [resolved, lineRemoved(line, 'objection-upheld', noteCommitment, { state, context })]
}

export const closeNotice = (state: BatchState, { today }: BatchContext): Decided => {
  const closesOn = state.notice?.closesOn ?? ''
  if (today <= closesOn) throw new DomainError('notice-open', { closesOn })
  needNoObjections(state, () => true)
  return [{ type: 'NoticeClosed', data: { digest: state.digest ?? '' } }]
}

const needNoObjections = (
  { objections }: BatchState,
  concerns: (objection: { readonly claimId: string }) => boolean,
): void => {
  const open = objections.filter((objection) => objection.outcome === null && concerns(objection))
  if (open.length === 0) return
  throw new DomainError('objections-open', { objections: open.map(({ no }) => no).join('、') })
}
