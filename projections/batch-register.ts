import type { BatchEvent } from '../src/domain/batch/events.ts'
import type { BatchStatus } from '../src/domain/batch/state.ts'
import type { Folded, Projection } from './projection.ts'

/** Each batch with where it stands, what it comes to, who signed what, and what the bank answered. */
export interface RegisteredBatch {
  readonly batchId: string
  readonly district: string
  readonly plannedOn: string
  readonly status: BatchStatus
  /** Claims planned; once frozen, lines that were not removed. */
  readonly lines: number
  /** Of those lines; 0 before the freeze. */
  readonly totalFen: number
  readonly removed: number
  readonly sources: readonly { readonly fundId: string; readonly amountFen: number }[]
  /** Of the lines that stand; null before the freeze. */
  readonly digest: string | null
  readonly noticedDigest: string | null
  readonly approvedDigest: string | null
  readonly exportedDigest: string | null
  readonly confirmedDigest: string | null
  readonly notice: {
    readonly opensOn: string
    readonly workingDays: number
    readonly closesOn: string
    readonly listDigest: string
  } | null
  readonly objections: { readonly open: number; readonly upheld: number; readonly dismissed: number }
  readonly results: BankResults
  readonly files: readonly BankFileFigure[]
  /** Every step but the pages of long lists, oldest first. */
  readonly timeline: readonly BatchStepTaken[]
}

/** In lines and fen; together they are the batch. */
interface BankResults {
  readonly paid: number
  readonly paidFen: number
  /** Came back and not sent again yet. */
  readonly returned: number
  readonly returnedFen: number
  readonly givenUp: number
  readonly givenUpFen: number
  /** At the bank, without an answer. */
  readonly sent: number
  readonly sentFen: number
}

interface BankFileFigure {
  readonly fileNo: number
  readonly fileDigest: string
  readonly format: string
  readonly lines: number
  readonly totalFen: number
}

export interface BatchStepTaken {
  readonly eventId: string
  readonly type: string
  /** Instant, ISO 8601 UTC. */
  readonly at: string
  readonly account: string
  /** The bank file that was made or given out; absent for other steps. */
  readonly file?: { readonly fileNo: number; readonly format: string }
}

type Event<T extends BatchEvent['type']> = Folded<Extract<BatchEvent, { readonly type: T }>>

const taken = (
  state: RegisteredBatch,
  event: Folded<BatchEvent>,
  change: Partial<RegisteredBatch>,
): RegisteredBatch => {
  const { id: eventId, type, metadata } = event
  const step = { eventId, type, at: metadata.at, account: metadata.actor.account }
  return { ...state, ...change, timeline: [...state.timeline, step] }
}

type FileEvent = Event<'BatchReleased' | 'LinesReissued' | 'PayListShown'>

/** A step with the bank file that it made or gave out. */
const takenOnFile = (
  state: RegisteredBatch,
  event: FileEvent,
  change: Partial<RegisteredBatch>,
): RegisteredBatch => {
  const { id: eventId, type, metadata } = event
  const { fileNo, format } = event.data
  const by = { at: metadata.at, account: metadata.actor.account }
  const timeline = [...state.timeline, { eventId, type, ...by, file: { fileNo, format } }]
  return { ...state, ...change, timeline }
}

type Place = 'paid' | 'returned' | 'givenUp' | 'sent'

/** So many lines went from one place to another; null: the batch itself. */
const went = (
  results: BankResults,
  [from, to]: readonly [Place | null, Place],
  lines: number,
  amountFen: number,
): BankResults => {
  const next: { -readonly [K in keyof BankResults]: number } = { ...results }
  next[to] += lines
  next[`${to}Fen`] += amountFen
  if (from !== null) {
    next[from] -= lines
    next[`${from}Fen`] -= amountFen
  }
  return next
}

const fileOf = (data: Event<'BatchReleased' | 'LinesReissued'>['data'], lines: number): BankFileFigure => {
  const { fileNo, fileDigest, format, totalFen } = data
  return { fileNo, fileDigest, format, lines, totalFen }
}

const blank: Omit<RegisteredBatch, 'timeline'> = {
  batchId: '',
  district: '',
  plannedOn: '',
  status: 'planned',
  lines: 0,
  totalFen: 0,
  removed: 0,
  sources: [],
  digest: null,
  noticedDigest: null,
  approvedDigest: null,
  exportedDigest: null,
  confirmedDigest: null,
  notice: null,
  objections: { open: 0, upheld: 0, dismissed: 0 },
  results: {
    paid: 0,
    paidFen: 0,
    returned: 0,
    returnedFen: 0,
    givenUp: 0,
    givenUpFen: 0,
    sent: 0,
    sentFen: 0,
  },
  files: [],
}

export const batchRegister: Projection<RegisteredBatch, BatchEvent> = {
  name: 'batch-register',
  version: 3,
  category: 'batch',
  partitionBy: (event) => event.streamId.slice('batch-'.length),
  init: () => ({ ...blank, timeline: [] }),
  when: {
    BatchPlanned: (state, event) => {
      const { batchId, district, claims: lines, plannedOn } = event.data
      return taken(state, event, { batchId, district, lines, plannedOn })
    },
    BatchCancelled: (state, event) => taken(state, event, { status: 'cancelled' }),
    BatchFreezeStarted: (state, event) => taken(state, event, { status: 'freezing' }),
    BatchFreezeAbandoned: (state, event) => taken(state, event, { status: 'planned' }),
    BatchFrozen: (state, event) => {
      const { lines, totalFen, digest, reservations: sources } = event.data
      return taken(state, event, { status: 'frozen', lines, totalFen, digest, sources })
    },
    LineRemoved: (state, event) => {
      const { digest, lines, totalFen } = event.data
      const status = state.status === 'approved' ? 'notice-closed' : state.status
      const left = { status, approvedDigest: null, digest, lines, totalFen }
      return taken(state, event, { ...left, removed: state.removed + 1 })
    },
    NoticeOpened: (state, event) => {
      const { opensOn, workingDays, closesOn, listDigest, digest: noticedDigest } = event.data
      const notice = { opensOn, workingDays, closesOn, listDigest }
      return taken(state, event, { status: 'noticed', notice, noticedDigest })
    },
    LineObjected: (state, event) => {
      const { objections } = state
      return taken(state, event, { objections: { ...objections, open: objections.open + 1 } })
    },
    ObjectionResolved: (state, event) => {
      const { open, upheld, dismissed } = state.objections
      const isUpheld = event.data.upheld
      const now = { upheld: upheld + (isUpheld ? 1 : 0), dismissed: dismissed + (isUpheld ? 0 : 1) }
      return taken(state, event, { objections: { open: open - 1, ...now } })
    },
    NoticeClosed: (state, event) => taken(state, event, { status: 'notice-closed' }),
    BatchSigned: (state, event) => taken(state, event, {}),
    BatchApproved: (state, event) =>
      taken(state, event, { status: 'approved', approvedDigest: event.data.digest }),
    BatchReleased: (state, event) => {
      const { lines, totalFen, digest: exportedDigest } = event.data
      const results = went(state.results, [null, 'sent'], lines, totalFen)
      const files = [...state.files, fileOf(event.data, lines)]
      return takenOnFile(state, event, { status: 'released', exportedDigest, results, files })
    },
    LinesReissued: (state, event) => {
      const { length: lines } = event.data.nos
      const results = went(state.results, ['returned', 'sent'], lines, event.data.totalFen)
      return takenOnFile(state, event, { results, files: [...state.files, fileOf(event.data, lines)] })
    },
    LinesConfirmed: (state, { data: { nos, amountFen } }) => ({
      ...state,
      results: went(state.results, ['sent', 'paid'], nos.length, amountFen),
    }),
    LinesReturned: (state, { data: { nos, amountFen, late } }) => ({
      ...state,
      status: 'released',
      results: went(state.results, [late ? 'paid' : 'sent', 'returned'], nos.length, amountFen),
    }),
    ResultsRecorded: (state, event) => taken(state, event, {}),
    PayListShown: (state, event) => takenOnFile(state, event, {}),
    LineGivenUp: (state, event) => {
      const results = went(state.results, ['returned', 'givenUp'], 1, event.data.amountFen)
      return taken(state, event, { results })
    },
    BatchClosed: (state, event) => {
      const { confirmedDigest } = event.data
      return taken(state, event, { status: 'closed', confirmedDigest })
    },
  },
  index: {
    district: (state) => state.district,
    status: (state) => state.status,
    year: (state) => state.plannedOn.slice(0, 4),
  },
  lists: [
    ['district', 'status', 'year'],
    ['district', 'status'],
    ['district', 'year'],
    ['district'],
    ['status', 'year'],
    ['status'],
    ['year'],
  ],
}
