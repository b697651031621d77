import type { PersonEvent } from '../src/domain/person/events.ts'
import type { BucketUse } from '../src/domain/policy/assessment.ts'
import type { Projection } from './projection.ts'

/** What a person may still be awarded, per bucket and window, and which claims use it. */
export interface PersonEntitlement {
  readonly personId: string
  readonly district: string
  /** Districts that pay, or are asked to pay, one of the person's claims. */
  readonly payingDistricts: readonly string[]
  /** Every claim ever filed, with the district that has it now. */
  readonly filed: readonly FiledClaim[]
  /** Completions that stand and were recorded by a provider. */
  readonly completions: readonly { readonly completionId: string; readonly provider: string }[]
  readonly providers: readonly string[]
  /** In the order in which claims first touched them. */
  readonly buckets: readonly BucketFigure[]
  /** Claims that count: under way, approved or paid. */
  readonly claims: readonly CountedClaim[]
}

export interface BucketFigure extends Place {
  readonly capFen: number
  /** Approved and not yet paid. */
  readonly reservedFen: number
  /** What the bank confirmed, less what was received back. */
  readonly paidFen: number
  /** `capFen` − `reservedFen` − `paidFen`; 0 where a lower cap came later. */
  readonly headroomFen: number
  /** What the claims under way came to on trial. Shown, not counted. */
  readonly pendingFen: number
  readonly clause: string
  readonly interpretations: readonly string[]
}

/** What the rulebook says of a bucket. */
type Limit = Pick<BucketFigure, 'bucket' | 'window' | 'capFen' | 'clause' | 'interpretations'>

interface Place {
  readonly bucket: string
  /** `term`, a year, or a trainingId. */
  readonly window: string
}

interface FiledClaim {
  readonly claimId: string
  readonly district: string
  /** Which filed it, where one did. */
  readonly provider: string | null
}

interface CountedClaim {
  readonly claimId: string
  /** Of the approval; null while under way. */
  readonly approvedBy: string | null
  readonly paid: boolean
  /** The trial, or the award less what was received back. */
  readonly amountFen: number
  /** Where the rulebook counted it last. */
  readonly places: readonly Place[]
}

const placeOf = ({ bucket, window }: Place): Place => ({ bucket, window })
const isSame = (a: Place, b: Place): boolean => a.bucket === b.bucket && a.window === b.window
const includes = (places: readonly Place[], wanted: Place): boolean =>
  places.some((place) => isSame(place, wanted))

/** A bucket with its claims summed anew: no figure can drift from what it is made of. */
const figureOf = (
  { bucket, window, capFen, clause, interpretations }: Limit,
  claims: readonly CountedClaim[],
): BucketFigure => {
  let reservedFen = 0
  let paidFen = 0
  let pendingFen = 0
  for (const { approvedBy, paid, amountFen, places } of claims) {
    if (amountFen === 0 || !places.some((place) => place.bucket === bucket && place.window === window))
      continue
    if (approvedBy === null) pendingFen += amountFen
    else if (paid) paidFen += amountFen
    else reservedFen += amountFen
  }
  const headroomFen = Math.max(0, capFen - reservedFen - paidFen)
  return {
    bucket,
    window,
    capFen,
    reservedFen,
    paidFen,
    headroomFen,
    pendingFen,
    clause,
    interpretations,
  }
}

/** The buckets that claims have touched so far, and those that the rulebook names now, as it has them now. */
const limitsOf = (known: readonly Limit[], uses: readonly BucketUse[]): readonly Limit[] => {
  if (uses.length === 0) return known
  const named = uses.map(({ bucket, window, capFen, clause, interpretation }) => {
    const interpretations = interpretation === null ? [] : [interpretation]
    return { bucket, window, capFen, clause, interpretations }
  })
  const kept = known.map((limit) => named.find((now) => isSame(now, limit)) ?? limit)
  return [...kept, ...named.filter((now) => !includes(known, now))]
}

const counted = (
  state: PersonEntitlement,
  claims: readonly CountedClaim[],
  uses: readonly BucketUse[] = [],
): PersonEntitlement => {
  const buckets = limitsOf(state.buckets, uses).map((limit) => figureOf(limit, claims))
  return { ...state, claims, buckets }
}

const others = ({ claims }: PersonEntitlement, claimId: string): readonly CountedClaim[] =>
  claims.filter((claim) => claim.claimId !== claimId)

/** The figure with one of its claims changed; what is nothing any more counts no more. */
const withClaim = (
  state: PersonEntitlement,
  claimId: string,
  change: (claim: CountedClaim) => Partial<CountedClaim>,
  uses: readonly BucketUse[] = [],
): PersonEntitlement => {
  const claims = state.claims.map((claim) =>
    claim.claimId === claimId ? { ...claim, ...change(claim) } : recounted(claim, uses),
  )
  const standing = claims.filter(({ approvedBy, amountFen }) => approvedBy === null || amountFen > 0)
  return counted(state, standing, uses)
}

/** A claim with the district that has it now: whoever has none of the person's claims sees them no more. */
const filedIn = (state: PersonEntitlement, filed: readonly FiledClaim[]): PersonEntitlement => {
  return { ...state, filed, payingDistricts: [...new Set(filed.map(({ district }) => district))] }
}

const withOne = (list: readonly string[], item: string) => (list.includes(item) ? list : [...list, item])

/**
 * The rulebook names, per bucket and window, the approvals it counts there. After a correction or a
 * new reading that is another window than before, so each assessment puts them right.
 */
const recounted = (claim: CountedClaim, uses: readonly BucketUse[]): CountedClaim => {
  const { approvedBy, places } = claim
  if (approvedBy === null) return claim
  const here = uses.filter(({ awards }) => awards.includes(approvedBy))
  const elsewhere = places.filter(
    (place) => !includes(uses, place) && here.every(({ bucket }) => bucket !== place.bucket),
  )
  return { ...claim, places: [...elsewhere, ...here.map(placeOf)] }
}

export const personEntitlement: Projection<PersonEntitlement, PersonEvent> = {
  name: 'person-entitlement',
  version: 3,
  category: 'person',
  partitionBy: (event) => event.streamId,
  init: () => ({
    personId: '',
    district: '',
    payingDistricts: [],
    filed: [],
    completions: [],
    providers: [],
    buckets: [],
    claims: [],
  }),
  when: {
    PersonRegistered: (state, { data: { personId, district, provider } }) => ({
      ...state,
      personId,
      district,
      providers: provider === null ? [] : [provider],
    }),
    PersonRegisteredAgain: (state, { data: { provider } }) =>
      provider === null ? state : { ...state, providers: withOne(state.providers, provider) },
    TrainingCompleted: (state, { data: { completionId, provider } }) =>
      provider === null
        ? state
        : { ...state, completions: state.completions.concat({ completionId, provider }) },
    CompletionWithdrawn: (state, { data }) => ({
      ...state,
      completions: state.completions.filter(({ completionId }) => completionId !== data.completionId),
    }),
    PersonMoved: (state, { data }) => ({ ...state, district: data.district }),
    ClaimSubmitted: (state, { data: { claimId, district, provider } }) => ({
      ...filedIn(state, state.filed.concat({ claimId, district, provider })),
      claims: state.claims.concat({ claimId, approvedBy: null, paid: false, amountFen: 0, places: [] }),
    }),
    ClaimTransferred: (state, { data: { claimId, district } }) =>
      filedIn(
        state,
        state.filed.map((claim) => (claim.claimId === claimId ? { ...claim, district } : claim)),
      ),
    ClaimAssessed: (state, { data: { claimId, assessment } }) => {
      const { amountFen, buckets } = assessment
      const claim = { claimId, approvedBy: null, paid: false, amountFen, places: buckets.map(placeOf) }
      const before = others(state, claimId).map((other) => recounted(other, buckets))
      return counted(state, before.concat(claim), buckets)
    },
    ClaimApproved: (state, { id, data: { claimId, amountFen, buckets } }) => {
      const claim = { claimId, approvedBy: id, paid: false, amountFen, places: buckets.map(placeOf) }
      return counted(state, others(state, claimId).concat(claim))
    },
    ClaimRejected: (state, { data }) => counted(state, others(state, data.claimId)),
    ClaimWithdrawn: (state, { data }) => counted(state, others(state, data.claimId)),
    ClaimObjectionUpheld: (state, { data }) => counted(state, others(state, data.claimId)),
    ClaimPaid: (state, { data }) => withClaim(state, data.claimId, () => ({ paid: true })),
    PaymentReturned: (state, { data }) => withClaim(state, data.claimId, () => ({ paid: false })),
    RecoveryProposed: (state, { data: { claimId, assessment } }) => {
      const buckets = assessment?.buckets ?? []
      const here = buckets.map(placeOf)
      return withClaim(state, claimId, ({ places }) => ({ places: here.length > 0 ? here : places }), buckets)
    },
    RecoveryReceived: (state, { data }) =>
      withClaim(state, data.claimId, ({ amountFen }) => ({ amountFen: amountFen - data.amountFen })),
    AwardReduced: (state, { data: { claimId, amountFen } }) =>
      withClaim(state, claimId, () => ({ amountFen })),
  },
  index: {},
  lists: [],
}
