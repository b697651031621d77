import type { PersonEvent, PersonEventData } from '../src/domain/person/events.ts'
import type { ClaimStatus } from '../src/domain/person/state.ts'
import type { ClaimStepTaken, RegisteredPayment, RegisteredRecovery } from './claim-parts.ts'
import type { Folded, Projection } from './projection.ts'

/** Each claim with where it stands, what it came to and who did what when. */
export interface RegisteredClaim {
  readonly claimId: string
  readonly personId: string
  readonly instrument: string
  readonly basis: string
  /** The district that pays. */
  readonly district: string
  readonly provider: string | null
  readonly filedOn: string
  readonly status: ClaimStatus
  /** Null: the whole eligible cost, or the fixed award. */
  readonly requestedFen: number | null
  /** What the newest assessment came to: a trial until approval. */
  readonly assessedFen: number
  /** The award, as paid or to be paid. Null before approval, and again once rejected or withdrawn. */
  readonly amountFen: number | null
  /** What the bank confirmed and did not return; what came back later is not taken off. */
  readonly paidFen: number
  /** What of that was received back. */
  readonly recoveredFen: number
  /** Filed for the person from an official list. */
  readonly onBehalf: boolean
  /** The batch it is in, or left the queue with. */
  readonly batchId: string | null
  /** Oldest first; each after the first replaces the one before it. */
  readonly payments: readonly RegisteredPayment[]
  readonly recoveries: readonly RegisteredRecovery[]
  /** Of the newest assessment, or of the rejection. */
  readonly reasons: readonly string[]
  /** Every step but the assessments (cap-check has those), oldest first. */
  readonly timeline: readonly ClaimStepTaken[]
}

type ClaimEvent = Extract<
  PersonEvent,
  { readonly type: `Claim${string}` | `Recovery${string}` | 'PaymentReturned' | 'AwardReduced' }
>

/** The claim after a step, which goes into its timeline. */
const stepped = (
  state: RegisteredClaim,
  event: Folded<ClaimEvent>,
  change: Partial<RegisteredClaim>,
  noteCommitment: string | null = null,
): RegisteredClaim => {
  const { id: eventId, type, metadata } = event
  const { at, actor } = metadata
  const step = { eventId, type, at, account: actor.account, noteCommitment }
  return { ...state, ...change, timeline: state.timeline.concat(step) }
}

const withReturn = (
  { payments, amountFen }: RegisteredClaim,
  { paymentNo: no, batchId, returnedOn: on, reason }: PersonEventData<'PaymentReturned'>,
): Partial<RegisteredClaim> => {
  const back = { outcome: 'returned', on, reason } as const
  const rest = payments.filter((payment) => payment.no !== no)
  const known = payments.find((payment) => payment.no === no)
  const payment = known ?? { no, batchId, amountFen: amountFen ?? 0, paidOn: null }
  return { status: 'payable', paidFen: 0, payments: [...rest, { ...payment, ...back }] }
}

const withRecovery = (
  { recoveries }: RegisteredClaim,
  no: number,
  change: Partial<RegisteredRecovery>,
): Pick<RegisteredClaim, 'recoveries'> => ({
  recoveries: recoveries.map((recovery) => (recovery.no === no ? { ...recovery, ...change } : recovery)),
})

/** What was confirmed against money that went back is proposed anew. */
const reopened = ({ recoveries }: RegisteredClaim): Pick<RegisteredClaim, 'recoveries'> => ({
  recoveries: recoveries.map((recovery) =>
    recovery.status === 'confirmed' ? { ...recovery, status: 'proposed' } : recovery,
  ),
})

/** The award has ended unpaid, and with it what was asked of it. */
const ended = (
  { recoveries }: Pick<RegisteredClaim, 'recoveries'>,
  status: 'rejected' | 'withdrawn',
): Partial<RegisteredClaim> => ({
  status,
  amountFen: null,
  recoveries: recoveries.map((recovery) =>
    recovery.status === 'proposed' ? { ...recovery, status: 'lapsed' } : recovery,
  ),
})

const withPart = (
  state: RegisteredClaim,
  { no, amountFen, receivedOn }: PersonEventData<'RecoveryReceived'>,
): Partial<RegisteredClaim> => {
  const recoveredFen = state.recoveredFen + amountFen
  const recovery = state.recoveries.find((one) => one.no === no)
  const receivedFen = (recovery?.receivedFen ?? 0) + amountFen
  const parts = [...(recovery?.parts ?? []), { amountFen, receivedOn }]
  const whole: Partial<RegisteredRecovery> =
    receivedFen === recovery?.amountFen ? { receivedFen, parts, status: 'received' } : { receivedFen, parts }
  const status = recoveredFen === state.amountFen ? 'recovered' : state.status
  return { ...withRecovery(state, no, whole), recoveredFen, status }
}

export const claimRegister: Projection<RegisteredClaim, ClaimEvent> = {
  name: 'claim-register',
  version: 5,
  category: 'person',
  partitionBy: (event) => event.data.claimId,
  init: () => ({
    claimId: '',
    personId: '',
    instrument: '',
    basis: '',
    district: '',
    provider: null,
    filedOn: '',
    status: 'submitted',
    requestedFen: null,
    assessedFen: 0,
    amountFen: null,
    paidFen: 0,
    recoveredFen: 0,
    onBehalf: false,
    batchId: null,
    payments: [],
    recoveries: [],
    reasons: [],
    timeline: [],
  }),
  when: {
    ClaimSubmitted: (state, event) => {
      const { claimId, instrument, basis, district, provider, filedOn, requestedFen } = event.data
      const personId = event.streamId.slice('person-'.length)
      const filed = { claimId, personId, instrument, basis, district, provider, filedOn, requestedFen }
      const onBehalf = event.data.onBehalf === true
      const status = onBehalf ? 'unconfirmed' : 'submitted'
      return stepped(state, event, { ...filed, onBehalf, status })
    },
    ClaimAccountConfirmed: (state, event) => stepped(state, event, { status: 'submitted' }),
    ClaimAssessed: (state, { data: { assessment } }) => ({
      ...state,
      assessedFen: assessment.amountFen,
      reasons: assessment.reasons,
    }),
    ClaimTransferred: (state, event) => stepped(state, event, { district: event.data.district }),
    ClaimReturned: (state, event) => stepped(state, event, { status: 'returned' }, event.data.noteCommitment),
    ClaimResubmitted: (state, event) => stepped(state, event, { status: 'submitted' }),
    ClaimReviewed: (state, event) => stepped(state, event, { status: 'reviewed' }),
    ClaimApproved: (state, event) =>
      stepped(state, event, { status: 'approved', amountFen: event.data.amountFen }),
    ClaimRejected: (state, event) => {
      const { reasons, noteCommitment } = event.data
      return stepped(state, event, { status: 'rejected', reasons }, noteCommitment)
    },
    ClaimWithdrawn: (state, event) =>
      stepped(state, event, ended(state, 'withdrawn'), event.data.noteCommitment),
    ClaimBatched: (state, event) => stepped(state, event, { status: 'batched', batchId: event.data.batchId }),
    ClaimUnbatched: (state, event) => stepped(state, event, { status: 'approved', batchId: null }),
    ClaimNoticed: (state, event) => stepped(state, event, { status: 'noticed' }),
    ClaimObjectionUpheld: (state, event) =>
      stepped(state, event, ended(state, 'rejected'), event.data.noteCommitment),
    ClaimCleared: (state, event) => stepped(state, event, { status: 'payable' }),
    ClaimPaid: (state, event) => {
      const { paymentNo: no, batchId, amountFen, paidOn: on } = event.data
      const payment = { no, batchId, amountFen, outcome: 'paid', on, paidOn: on, reason: null } as const
      const payments = [...state.payments, payment]
      return stepped(state, event, { status: 'paid', paidFen: amountFen, payments })
    },
    PaymentReturned: (state, event) =>
      stepped(state, event, { ...withReturn(state, event.data), ...reopened(state) }),
    RecoveryProposed: (state, event) => {
      const { no, amountFen, cause, noteCommitment, assessment } = event.data
      const recovery = { no, amountFen, receivedFen: 0, parts: [], status: 'proposed', cause } as const
      const found = { recomputedFen: assessment?.amountFen ?? null, proposedAt: event.metadata.at }
      const recoveries = [...state.recoveries, { ...recovery, ...found }]
      return stepped(state, event, { recoveries }, noteCommitment)
    },
    RecoveryConfirmed: (state, event) =>
      stepped(state, event, withRecovery(state, event.data.no, { status: 'confirmed' })),
    RecoveryDismissed: (state, event) => {
      const { no, noteCommitment } = event.data
      return stepped(state, event, withRecovery(state, no, { status: 'dismissed' }), noteCommitment)
    },
    RecoveryReceived: (state, event) => stepped(state, event, withPart(state, event.data)),
    AwardReduced: (state, event) => {
      const { no, amountFen } = event.data
      const reduced = withRecovery(state, no, { status: 'reduced' })
      return stepped(state, event, amountFen > 0 ? { ...reduced, amountFen } : ended(reduced, 'rejected'))
    },
  },
  index: {
    district: (state) => state.district,
    status: (state) => state.status,
    instrument: (state) => state.instrument,
    provider: (state) => state.provider,
    person: (state) => state.personId,
    /** Where its money is: what a balance of the claim's instrument counts it as. */
    money: ({ status, paidFen }) => {
      if (paidFen > 0) return 'paid'
      return status === 'batched' || status === 'noticed' || status === 'payable' ? 'reserved' : null
    },
    paidMonth: ({ paidFen, payments }) => (paidFen > 0 ? (payments.at(-1)?.on.slice(0, 7) ?? null) : null),
    recovered: ({ recoveredFen }) => (recoveredFen > 0 ? 'true' : null),
    basis: (state) => state.basis,
    batch: (state) => state.batchId,
    awardedFen: (state) => state.amountFen,
    paidFen: (state) => state.paidFen,
  },
  lists: [
    ['person'],
    ['basis'],
    ['provider', 'status'],
    ['provider'],
    ['recovered'],
    ['district', 'paidMonth'],
    ['paidMonth'],
    ['district', 'status', 'instrument'],
    ['district', 'status'],
    ['district', 'instrument'],
    ['district', 'money'],
    ['district'],
    ['status', 'instrument'],
    ['status'],
    ['instrument'],
    ['money'],
  ],
}
