import { shanghaiDay } from '../dates.ts'
import type { BatchEvent } from './events.ts'
import { type BatchLine, type BatchState, type LineStatus, type TakenFile, takenOf } from './state.ts'

/** Folds one recorded event. Never fails: what is in the log has happened. */
export const evolveBatch = (state: BatchState, event: BatchEvent): BatchState => {
  const by = event.metadata.actor.pid
  switch (event.type) {
    case 'BatchPlanned': {
      const { batchId, district } = event.data
      return { ...state, batchId, district, plannedBy: by }
    }
    case 'BatchClaimsListed':
      return { ...state, claimIds: [...state.claimIds, ...event.data.claimIds] }
    case 'BatchCancelled':
      return { ...state, status: 'cancelled' }
    case 'BatchFreezeStarted':
      return { ...state, status: 'freezing', attempt: event.data.attempt, frozenBy: by }
    case 'BatchFreezeAbandoned':
      return { ...state, status: 'planned', lines: [], totalFen: 0 }
    case 'BatchLinesAdded': {
      const added = event.data.lines.map(
        (line): BatchLine => ({
          ...line,
          status: 'open',
          sent: 0,
          sentOn: null,
          paidOn: null,
        }),
      )
      const addedFen = added.reduce((sum, { amountFen }) => sum + amountFen, 0)
      return { ...state, lines: [...state.lines, ...added], totalFen: state.totalFen + addedFen }
    }
    case 'BatchFrozen': {
      const { digest, totalFen, reservations, decidedBy } = event.data
      const digests = [{ digest, removed: null }]
      return { ...state, status: 'frozen', digest, totalFen, reservations, decidedBy, digests }
    }
    case 'LineRemoved': {
      const { no, digest, totalFen } = event.data
      const digests = [...state.digests, { digest, removed: no }]
      const removed = withStatus(state.lines, [no], 'removed')
      // What was approved were other lines.
      const status = state.status === 'approved' ? 'notice-closed' : state.status
      return { ...state, status, approvedDigest: null, digest, totalFen, digests, lines: removed }
    }
    default:
      return evolveNotice(state, event)
  }
}

const evolveNotice = (state: BatchState, event: BatchEvent): BatchState => {
  const by = event.metadata.actor.pid
  switch (event.type) {
    case 'NoticeOpened':
      return { ...state, status: 'noticed', notice: event.data }
    case 'LineObjected':
      return { ...state, objections: [...state.objections, { ...event.data, by, outcome: null }] }
    case 'ObjectionResolved': {
      const { no, upheld } = event.data
      const outcome = upheld ? 'upheld' : 'dismissed'
      const objections = state.objections.map((known) =>
        known.no === no ? ({ ...known, outcome } as const) : known,
      )
      return { ...state, objections }
    }
    case 'NoticeClosed':
      return { ...state, status: 'notice-closed' }
    case 'BatchSigned':
      return { ...state, signatures: [...state.signatures, { by, digest: event.data.digest }] }
    case 'BatchApproved': {
      const { digest } = event.data
      const signatures = [...state.signatures, { by, digest }]
      return { ...state, status: 'approved', approvedDigest: digest, signatures }
    }
    default:
      return evolvePayment(state, event)
  }
}

const evolvePayment = (state: BatchState, event: BatchEvent): BatchState => {
  const { lines } = state
  switch (event.type) {
    case 'BatchReleased': {
      const { digest: exportedDigest, lines: _, ...file } = event.data
      const files = [...state.files, { ...file, nos: null }]
      const nos = lines.filter(({ status }) => status === 'open').map(({ no }) => no)
      const releasedBy = event.metadata.actor.pid
      const sent = sentAgain(lines, nos, event)
      return { ...state, status: 'released', releasedBy, exportedDigest, files, lines: sent }
    }
    case 'LinesReissued': {
      const files = [...state.files, event.data]
      return { ...state, files, lines: sentAgain(lines, event.data.nos, event) }
    }
    case 'LinesConfirmed':
      return {
        ...state,
        lines: changed(lines, event.data.nos, () => ({ status: 'paid', paidOn: event.data.paidOn })),
        results: resultsWith(state, event.data),
      }
    case 'LinesReturned':
      // What comes back after the end opens the batch again.
      return {
        ...state,
        status: 'released',
        lines: withStatus(lines, event.data.nos, 'returned'),
        results: resultsWith(state, event.data),
      }
    case 'ResultsRecorded': {
      const { fileDigest, confirmed, returned, unused = 0 } = event.data
      // A file of which nothing was used is not held against its rows.
      const used = confirmed + returned + takenOf(state, fileDigest).nos.length
      const isWhole = unused === 0 && used > 0
      return isWhole ? { ...state, results: resultsWith(state, { fileDigest, isWhole }) } : state
    }
    case 'LineGivenUp':
      return { ...state, lines: withStatus(lines, [event.data.no], 'given-up') }
    case 'EffectsCarried':
      return { ...state, carriedThrough: event.data.through }
    case 'BatchClosed':
      return { ...state, status: 'closed', confirmedDigest: event.data.confirmedDigest }
    default:
      return state
  }
}

const sentAgain = (lines: readonly BatchLine[], nos: readonly number[], { metadata }: BatchEvent) => {
  const sentOn = shanghaiDay(metadata.at)
  return changed(lines, nos, ({ sent }) => ({ status: 'sent', sent: sent + 1, sentOn }))
}

const resultsWith = (
  state: BatchState,
  more: { readonly fileDigest: string; readonly nos?: readonly number[]; readonly isWhole?: boolean },
): readonly TakenFile[] => {
  const { fileDigest, nos = [], isWhole = false } = more
  const known = takenOf(state, fileDigest)
  const others = state.results.filter((one) => one !== known)
  return [...others, { fileDigest, nos: [...known.nos, ...nos], isWhole: known.isWhole || isWhole }]
}

const withStatus = (lines: readonly BatchLine[], nos: readonly number[], status: LineStatus) =>
  changed(lines, nos, () => ({ status, paidOn: null }))

const changed = (
  lines: readonly BatchLine[],
  nos: readonly number[],
  change: (line: BatchLine) => Partial<BatchLine>,
): readonly BatchLine[] => {
  const now = [...lines]
  for (const no of nos) {
    const line = now[no - 1]
    if (line !== undefined) now[no - 1] = { ...line, ...change(line) }
  }
  return now
}
