import fc from 'fast-check'

export const claimCount = 5

/** What is done; numbers choose among what there is at that moment. */
export type Step =
  | { readonly do: 'plan'; readonly claims: readonly number[] }
  | {
      readonly do: 'results'
      readonly batch: number
      readonly paid: readonly boolean[]
      readonly file: number
    }
  | {
      readonly do: 'objection' | 'remove' | 'give-up' | 'reissue'
      readonly batch: number
      readonly line: number
    }
  | { readonly do: 'resolve'; readonly batch: number; readonly upheld: boolean }
  | {
      readonly do: 'freeze' | 'notice' | 'close-notice' | 'approve' | 'release' | 'close' | 'cancel'
      readonly batch: number
    }
  | { readonly do: 'late-return'; readonly batch: number; readonly line: number }
  | { readonly do: 'recover'; readonly claim: number; readonly yuan: number }
  | { readonly do: 'receive'; readonly claim: number; readonly yuan: number }
  | { readonly do: 'days'; readonly days: number }
  /** Whatever comes next in the life of a batch. */
  | { readonly do: 'go-on'; readonly batch: number; readonly paid: readonly boolean[] }

export interface Move {
  readonly step: Step
  /** The process dies after so many appends of this step; null: it lives. */
  readonly dies: { readonly after: number; readonly written: boolean } | null
}

const small = fc.nat({ max: 1 })
const ofBatch = (
  ...names: ('freeze' | 'notice' | 'close-notice' | 'approve' | 'release' | 'close' | 'cancel')[]
) => fc.record({ do: fc.constantFrom(...names), batch: small })
const ofLine = (...names: ('objection' | 'remove' | 'give-up' | 'reissue')[]) =>
  fc.record({ do: fc.constantFrom(...names), batch: small, line: small })

const plans: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('plan'),
  claims: fc.uniqueArray(fc.nat({ max: claimCount - 1 }), { minLength: 1 }),
})

/** In about the order of a batch's life, so that many come to their end. */
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({
      do: fc.constant('go-on'),
      batch: small,
      paid: fc.array(fc.boolean(), { minLength: 1, maxLength: claimCount }),
    }),
  },
  { weight: 5, arbitrary: plans },
  { weight: 12, arbitrary: ofBatch('freeze', 'notice', 'close-notice', 'approve', 'release', 'close') },
  { weight: 1, arbitrary: ofBatch('cancel') },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('days'), days: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('results'),
      batch: small,
      paid: fc.array(fc.boolean(), { minLength: 1, maxLength: claimCount }),
      file: small,
    }),
  },
  { weight: 8, arbitrary: ofLine('objection', 'remove', 'give-up', 'reissue') },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve'), batch: small, upheld: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late-return'), batch: small, line: small }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('recover', 'receive'),
      claim: fc.nat({ max: claimCount - 1 }),
      yuan: fc.constantFrom(2_000, 5_000, 10_000),
    }),
  },
)

const death = fc.record({
  after: fc.oneof(fc.nat({ max: 1 }), fc.nat({ max: 12 })),
  written: fc.boolean(),
})
const deaths = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: death })
const laterMoves = fc.array(fc.record({ step: steps, dies: deaths }), { minLength: 12, maxLength: 30 })

/** A batch is planned first, since there is nothing to do without one. */
export const moves: fc.Arbitrary<readonly Move[]> = fc
  .tuple(plans, laterMoves)
  .map(([step, later]) => [{ step, dies: null }, ...later])

/** A step on a batch that is named. */
export type BatchStep = Exclude<Step, { do: 'days' | 'plan' | 'go-on' } | { do: 'recover' | 'receive' }>

export type LineStep = {
  readonly do: 'objection' | 'remove' | 'give-up' | 'reissue'
  readonly batch: number
  readonly line: number
}
