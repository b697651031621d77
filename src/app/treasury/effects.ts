import type { BatchEvent, FundPart } from '../../domain/batch/events.ts'
import { fundTotals } from '../../domain/batch/lines.ts'
import { type BatchLine, type BatchState, reservationIdOf, standing } from '../../domain/batch/state.ts'
import type { FundCommand } from '../../domain/fund/commands.ts'
import type { PersonCommand } from '../../domain/person/commands.ts'

/**
 * What a batch's event makes happen to claims and funds. A payment's number depends on the claim's
 * earlier payments, so it is left open: `filesSent` says in how many of this batch's files it was.
 */
export type ClaimEffect =
  | { readonly claimId: string; readonly command: PersonCommand }
  | {
      readonly claimId: string
      readonly filesSent: number
      readonly result:
        | { readonly type: 'PayClaim'; readonly amountFen: number; readonly paidOn: string }
        | { readonly type: 'ReturnPayment'; readonly reason: string; readonly returnedOn: string }
    }

export interface FundEffect {
  readonly fundId: string
  readonly command: FundCommand
}

export interface Effects {
  readonly claims: readonly ClaimEffect[]
  readonly funds: readonly FundEffect[]
}

const none: Effects = { claims: [], funds: [] }

/** @param state the batch right before the event; every command may be sent again without harm. */
export const effectsOf = (state: BatchState, event: BatchEvent): Effects => {
  const batchId = state.batchId ?? ''
  const ofLines = (lines: readonly BatchLine[], toCommand: (claimId: string) => PersonCommand): Effects => ({
    claims: lines.map(({ claimId }) => ({ claimId, command: toCommand(claimId) })),
    funds: [],
  })
  switch (event.type) {
    case 'NoticeOpened':
      return ofLines(standing(state.lines), (claimId) => ({
        type: 'NoticeClaim',
        data: { claimId, batchId },
      }))
    case 'BatchApproved':
      return ofLines(standing(state.lines), (claimId) => ({ type: 'ClearClaim', data: { claimId, batchId } }))
    case 'LineRemoved':
      return removed(state, event)
    case 'LineGivenUp':
      return {
        claims: [{ claimId: event.data.claimId, command: unbatched(event.data.claimId, batchId) }],
        funds: moved(state, event, 'ReleaseReservation', [event.data.no]),
      }
    case 'LinesConfirmed':
      return confirmed(state, event)
    case 'LinesReturned':
      return returned(state, event)
    default:
      return none
  }
}

const unbatched = (claimId: string, batchId: string): PersonCommand => ({
  type: 'UnbatchClaim',
  data: { claimId, batchId, reason: 'line-removed' },
})

const linesAt = ({ lines }: BatchState, nos: readonly number[]): readonly BatchLine[] =>
  nos.flatMap((no) => lines[no - 1] ?? [])

/** One command for each fund behind the lines; the event's id tells this part from others. */
const moved = (
  state: BatchState,
  event: BatchEvent,
  type: 'SettleReservation' | 'ReleaseReservation' | 'UnsettleReservation',
  nos: readonly number[],
): readonly FundEffect[] => {
  const reservationId = reservationIdOf(state.batchId ?? '', state.attempt)
  const toEffect = ({ fundId, amountFen }: FundPart): FundEffect => ({
    fundId,
    command: { type, data: { reservationId, partId: event.id, amountFen } },
  })
  return fundTotals(linesAt(state, nos)).map(toEffect)
}

const removed = (state: BatchState, event: Extract<BatchEvent, { type: 'LineRemoved' }>): Effects => {
  const { no, claimId, reason, noteCommitment } = event.data
  const batchId = state.batchId ?? ''
  const upheld = state.objections.find((one) => one.claimId === claimId && one.outcome === 'upheld')
  const command: PersonCommand =
    upheld !== undefined && reason === 'objection-upheld'
      ? {
          type: 'UpholdObjection',
          data: { claimId, batchId, no: upheld.no, noteCommitment: noteCommitment ?? upheld.noteCommitment },
        }
      : unbatched(claimId, batchId)
  return { claims: [{ claimId, command }], funds: moved(state, event, 'ReleaseReservation', [no]) }
}

const confirmed = (state: BatchState, event: Extract<BatchEvent, { type: 'LinesConfirmed' }>): Effects => {
  const { nos, paidOn } = event.data
  const claims = linesAt(state, nos).map(({ claimId, sent, amountFen }) => ({
    claimId,
    filesSent: sent,
    result: { type: 'PayClaim' as const, amountFen, paidOn },
  }))
  return { claims, funds: moved(state, event, 'SettleReservation', nos) }
}

/** Money that never left stays reserved for the next file; what came back late is reserved again. */
const returned = (state: BatchState, event: Extract<BatchEvent, { type: 'LinesReturned' }>): Effects => {
  const { nos, reason, on, late } = event.data
  const claims = linesAt(state, nos).map(({ claimId, sent }) => ({
    claimId,
    filesSent: sent,
    result: { type: 'ReturnPayment' as const, reason, returnedOn: on },
  }))
  return { claims, funds: late ? moved(state, event, 'UnsettleReservation', nos) : [] }
}
