import type { PersonEvent } from '../src/domain/person/events.ts'
import type { Assessment, BucketUse } from '../src/domain/policy/assessment.ts'
import type { Projection } from './projection.ts'

/** What a person may still be awarded, per bucket and window, and which claims use it. */
export interface PersonEntitlement {
  readonly personId: string
  readonly district: string
  /** Districts that pay, or were asked to pay, one of the person's claims. */
  readonly payingDistricts: readonly string[]
  readonly providers: readonly string[]
  /** In the order in which claims first touched them. */
  readonly buckets: readonly BucketFigure[]
  /** Claims that count: under way or approved. */
  readonly claims: readonly CountedClaim[]
}

export interface BucketFigure extends Place {
  readonly capFen: number
  /** Approved and not yet paid. */
  readonly reservedFen: number
  readonly paidFen: number
  /** `capFen` − `reservedFen` − `paidFen`; 0 where a lower cap came later. */
  readonly headroomFen: number
  /** What the claims under way came to on trial. Shown, not counted. */
  readonly pendingFen: number
  readonly clause: string
  readonly interpretations: readonly string[]
}

interface Place {
  readonly bucket: string
  /** `term`, a year, or a trainingId. */
  readonly window: string
}

interface CountedClaim {
  readonly claimId: string
  /** Of the approval; null while under way. */
  readonly approvedBy: string | null
  readonly amountFen: number
  /** Where the rulebook counted it last. */
  readonly places: readonly Place[]
}

const placeOf = ({ bucket, window }: Place): Place => ({ bucket, window })
const isSame = (a: Place, b: Place): boolean => a.bucket === b.bucket && a.window === b.window
const includes = (places: readonly Place[], wanted: Place): boolean =>
  places.some((place) => isSame(place, wanted))

/** Sums the claims anew into every bucket, so that no figure can drift from what it is made of. */
const summed = (state: PersonEntitlement): PersonEntitlement => {
  const buckets = state.buckets.map((figure) => {
    let reservedFen = 0
    let pendingFen = 0
    for (const { approvedBy, amountFen, places } of state.claims) {
      if (amountFen === 0 || !includes(places, figure)) continue
      if (approvedBy === null) pendingFen += amountFen
      else reservedFen += amountFen
    }
    const headroomFen = Math.max(0, figure.capFen - reservedFen - figure.paidFen)
    return { ...figure, reservedFen, headroomFen, pendingFen }
  })
  return { ...state, buckets }
}

/** Brings cap and clause of a bucket up to date, or adds it. */
const withBucket = (known: readonly BucketFigure[], use: BucketUse): readonly BucketFigure[] => {
  const { bucket, window, capFen, clause, interpretation } = use
  const interpretations = interpretation === null ? [] : [interpretation]
  if (includes(known, use)) {
    return known.map((figure) =>
      isSame(figure, use) ? { ...figure, capFen, clause, interpretations } : figure,
    )
  }
  const added = {
    bucket,
    window,
    capFen,
    reservedFen: 0,
    paidFen: 0,
    headroomFen: capFen,
    pendingFen: 0,
    clause,
    interpretations,
  }
  return [...known, added]
}

const others = ({ claims }: PersonEntitlement, claimId: string) =>
  claims.filter((claim) => claim.claimId !== claimId)

const withClaim = (state: PersonEntitlement, claim: CountedClaim): PersonEntitlement =>
  summed({ ...state, claims: [...others(state, claim.claimId), claim] })

const withoutClaim = (state: PersonEntitlement, claimId: string): PersonEntitlement =>
  summed({ ...state, claims: others(state, claimId) })

const withOne = (list: readonly string[], item: string) => (list.includes(item) ? list : [...list, item])

/**
 * The rulebook names, per bucket and window, the approvals it counts there. After a correction or a
 * new reading that is another window than before, so each assessment puts them right.
 */
const recounted = (state: PersonEntitlement, { buckets }: Assessment): PersonEntitlement => {
  const claims = state.claims.map((claim) => {
    const { approvedBy, places } = claim
    if (approvedBy === null) return claim
    const here = buckets.filter(({ awards }) => awards.includes(approvedBy))
    const elsewhere = places.filter(
      (place) => !includes(buckets, place) && here.every(({ bucket }) => bucket !== place.bucket),
    )
    return { ...claim, places: [...elsewhere, ...here.map(placeOf)] }
  })
  return { ...state, claims }
}

export const personEntitlement: Projection<PersonEntitlement, PersonEvent> = {
  name: 'person-entitlement',
  version: 1,
  category: 'person',
  partitionBy: (event) => event.streamId,
  init: () => ({ personId: '', district: '', payingDistricts: [], providers: [], buckets: [], claims: [] }),
  when: {
    PersonRegistered: (state, { data: { personId, district, provider } }) => ({
      ...state,
      personId,
      district,
      providers: provider === null ? [] : [provider],
    }),
    PersonRegisteredAgain: (state, { data: { provider } }) =>
      provider === null ? state : { ...state, providers: withOne(state.providers, provider) },
    PersonMoved: (state, { data }) => ({ ...state, district: data.district }),
    ClaimSubmitted: (state, { data: { claimId, district } }) => {
      const payingDistricts = withOne(state.payingDistricts, district)
      const claim = { claimId, approvedBy: null, amountFen: 0, places: [] }
      return withClaim({ ...state, payingDistricts }, claim)
    },
    ClaimTransferred: (state, { data }) => ({
      ...state,
      payingDistricts: withOne(state.payingDistricts, data.district),
    }),
    ClaimAssessed: (state, { data: { claimId, assessment } }) => {
      const { amountFen } = assessment
      const buckets = assessment.buckets.reduce(withBucket, state.buckets)
      const claim = { claimId, approvedBy: null, amountFen, places: assessment.buckets.map(placeOf) }
      return withClaim(recounted({ ...state, buckets }, assessment), claim)
    },
    ClaimApproved: (state, { id, data: { claimId, amountFen, buckets } }) =>
      withClaim(state, { claimId, approvedBy: id, amountFen, places: buckets.map(placeOf) }),
    ClaimRejected: (state, { data }) => withoutClaim(state, data.claimId),
    ClaimWithdrawn: (state, { data }) => withoutClaim(state, data.claimId),
  },
  index: {},
  lists: [],
}
