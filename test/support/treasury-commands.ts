import type { BatchCommand, BatchCommandData } from '../../src/domain/batch/commands.ts'
import { type BatchState, standing } from '../../src/domain/batch/state.ts'
import type { BatchStep, LineStep, Step } from './treasury-moves.ts'

const lineAt = (batch: BatchState, n: number) => {
  const lines = standing(batch.lines)
  return lines[n % Math.max(1, lines.length)]
}

/** What no step looks into. */
export const listMade = { format: 'csv', asOf: '1', policy: { id: 'plan', version: 1, digest: 'policy' } }

/** The command that a step means, given how the batch stands. */
export const commandFor = (step: BatchStep, batch: BatchState, today: string): BatchCommand => {
  const fileNo = batch.files.length + 1
  const file = { fileNo, fileDigest: `f${batch.files.length}`, ...listMade }
  switch (step.do) {
    case 'notice':
      return {
        type: 'OpenNotice',
        data: { opensOn: today, workingDays: null, listDigest: 'list', policy: listMade.policy },
      }
    case 'close-notice':
      return { type: 'CloseNotice', data: {} }
    case 'approve':
      return { type: 'ApproveBatch', data: { digest: batch.digest ?? '' } }
    case 'release':
      return { type: 'ReleaseBatch', data: file }
    case 'close':
      return { type: 'CloseBatch', data: {} }
    case 'cancel':
      return { type: 'CancelBatch', data: { noteCommitment: null } }
    case 'resolve': {
      const open = batch.objections.find(({ outcome }) => outcome === null)
      return {
        type: 'ResolveObjection',
        data: { no: open?.no ?? 1, upheld: step.upheld, noteCommitment: 'n' },
      }
    }
    case 'results':
      return results(step, batch, today)
    case 'late-return': {
      const paid = batch.lines.filter(({ status }) => status === 'paid')
      const line = paid[step.line % Math.max(1, paid.length)]
      const returned = line === undefined ? [] : [returnedRow(line, today)]
      return {
        type: 'RecordResults',
        data: { fileDigest: `late-${batch.results.length}`, confirmed: [], returned, unused: 0 },
      }
    }
    default:
      return ofLineCommand(step as LineStep, batch, file)
  }
}

const returnedRow = ({ no, amountFen }: { readonly no: number; readonly amountFen: number }, on: string) => ({
  no,
  amountFen,
  on,
  reason: 'account-closed' as const,
})

const results = (step: Extract<Step, { do: 'results' }>, batch: BatchState, today: string): BatchCommand => {
  const sent = batch.lines.filter(({ status }) => status === 'sent')
  const isPaid = (place: number): boolean => step.paid[place % step.paid.length] ?? true
  return {
    type: 'RecordResults',
    data: {
      fileDigest: `r${step.file}-${batch.files.length}`,
      confirmed: sent
        .filter((_, place) => isPaid(place))
        .map(({ no, amountFen }) => ({ no, amountFen, paidOn: today })),
      returned: sent.filter((_, place) => !isPaid(place)).map((line) => returnedRow(line, today)),
      unused: 0,
    },
  }
}

const ofLineCommand = (
  step: LineStep,
  batch: BatchState,
  file: Omit<BatchCommandData<'Reissue'>, 'nos'>,
): BatchCommand => {
  const line = lineAt(batch, step.line)
  const claimId = line?.claimId ?? ''
  const returned = batch.lines.filter(({ status }) => status === 'returned').map(({ no }) => no)
  switch (step.do) {
    case 'objection':
      return { type: 'ObjectToLine', data: { claimId, noteCommitment: 'n' } }
    case 'remove':
      return { type: 'RemoveLine', data: { claimId, reason: 'person', noteCommitment: null } }
    case 'give-up':
      return { type: 'GiveUpLine', data: { no: returned[0] ?? 1, noteCommitment: 'n' } }
    case 'reissue':
      return { type: 'Reissue', data: { nos: returned, ...file } }
  }
}
