import { test } from 'tap'
import type { Readings } from '../../src/domain/policy/policy.ts'
import { givenIn, type Past, type World } from '../support/given.ts'
import { policyReading } from '../support/policies.ts'
import * as story from '../support/story.ts'
import { answersOf, approved, refused } from '../support/story.ts'

/** What the plan leaves open, under each reading: the refusal, then the award, then the repeat. */

const provincial = 'technical-expert-provincial'
const municipal = 'technical-expert-municipal'
const inside = 'workshop-in-province'
const outside = 'workshop-out-of-province'

const under = (readings: Readings): World => ({ policy: policyReading(readings) })

const training = (id: string, course: string, costFen: number, over: object = {}): Past =>
  story.completed(id, { course, eligibleCostFen: costFen, ...over })

const title = (id: string, of: string, on = '2025-02-01'): Past => story.granted(id, of, on)
const paid = story.awarded

const composite = (id: string, trainingId: string) => training(id, 'composite', 1_500_000, { trainingId })
const compositePaid = [composite('t1', 'K-1'), ...paid('c1', 'composite-workshop', 't1', 1_500_000)]

test('I1 once-per-term: the composite workshop is paid once', (t) => {
  const again = [...compositePaid, composite('t2', 'K-2')]
  answersOf(t, [
    ['another training', again, ['composite-workshop', 't2'], refused('paid-once-only')],
    ['the first', [composite('t1', 'K-1')], ['composite-workshop', 't1'], approved(1_500_000)],
    [
      'the same once more',
      compositePaid,
      ['composite-workshop', 't1'],
      refused('basis-already-used', 'paid-once-only'),
    ],
  ])
})

test('I1 once-per-training: each training has a cap of its own', (t) => {
  const record = composite('t2', 'K-1')
  const more = training('t2', 'composite', 2_000_001, { trainingId: 'K-2' })
  answersOf(
    t,
    [
      [
        'another record of the training',
        [...compositePaid, record],
        ['composite-workshop', 't2'],
        refused('training-already-used', 'paid-once-only'),
      ],
      [
        'another training',
        [...compositePaid, more],
        ['composite-workshop', 't2'],
        approved(2_000_000, 'trimmed-to-headroom'),
      ],
      [
        'the same once more',
        compositePaid,
        ['composite-workshop', 't1'],
        refused('basis-already-used', 'paid-once-only'),
      ],
    ],
    under({ I1: 'once-per-training' }),
  )
})

const trip = (id: string, endsOn: string, startsOn = endsOn) =>
  training(id, 'overseas', 3_000_000, { startsOn, endsOn })

for (const [option, sameYear, nextYear] of [
  ['term-cumulative', approved(2_000_000, 'trimmed-to-headroom'), approved(2_000_000, 'trimmed-to-headroom')],
  ['per-calendar-year', approved(2_000_000, 'trimmed-to-headroom'), approved(3_000_000)],
  ['per-trip', approved(3_000_000), approved(3_000_000)],
] as const) {
  test(`I2 ${option}: which trips share 50,000 yuan`, (t) => {
    const first = [trip('t1', '2024-05-31'), ...paid('c1', 'overseas-training', 't1', 3_000_000)]
    const full = [...first, trip('t9', '2024-06-30'), ...paid('c2', 'overseas-training', 't9', 2_000_000)]
    const left = option === 'per-trip' ? approved(3_000_000) : refused('cap-exhausted')
    answersOf(
      t,
      [
        ['nothing left', [...full, trip('t2', '2024-12-31')], ['overseas-training', 't2'], left],
        ['the same year', [...first, trip('t2', '2024-12-31')], ['overseas-training', 't2'], sameYear],
        [
          'over New Year',
          [...first, trip('t2', '2025-01-02', '2024-12-20')],
          ['overseas-training', 't2'],
          nextYear,
        ],
        ['the first once more', first, ['overseas-training', 't1'], refused('basis-already-used')],
      ],
      under({ I2: option }),
    )
  })
}

const workshops = [training('t1', outside, 1_500_000), ...paid('c1', outside, 't1', 1_500_000)]
const more = [training('t2', inside, 900_000), training('t3', outside, 900_000)]

test('I3 two-buckets: the province and the rest have caps of their own', (t) => {
  const all = [...workshops, ...more, ...paid('c3', outside, 't3', 500_000), training('t4', outside, 1)]
  answersOf(t, [
    ['outside is used up', all, [outside, 't4'], refused('cap-exhausted')],
    ['inside is not touched by outside', [...workshops, ...more], [inside, 't2'], approved(900_000)],
    ['outside is', [...workshops, ...more], [outside, 't3'], approved(500_000, 'trimmed-to-headroom')],
  ])
})

test('I3 shared-bucket: both share 20,000 yuan, of which inside at most 10,000', (t) => {
  const all = [...workshops, ...more, ...paid('c3', outside, 't3', 500_000)]
  answersOf(
    t,
    [
      ['together used up', all, [inside, 't2'], refused('cap-exhausted')],
      [
        'the smaller headroom decides',
        [...workshops, ...more],
        [inside, 't2'],
        approved(500_000, 'trimmed-to-headroom'),
      ],
      [
        'inside alone',
        [training('t1', inside, 1_500_000)],
        [inside, 't1'],
        approved(1_000_000, 'trimmed-to-headroom'),
      ],
    ],
    under({ I3: 'shared-bucket' }),
  )
})

const bothTitles = [title('r1', municipal), title('r2', provincial)]

test('I4 both: each title is paid once', (t) => {
  const one = [...bothTitles, ...paid('c1', provincial, 'r2', 1_000_000)]
  answersOf(t, [
    ['the higher again', one, [provincial, 'r2'], refused('basis-already-used', 'paid-once-only')],
    ['the lower beside it', one, [municipal, 'r1'], approved(300_000)],
  ])
})

test('I4 higher-only: the higher bars the lower, the lower is topped up', (t) => {
  const lower = [...bothTitles, ...paid('c1', municipal, 'r1', 300_000)]
  answersOf(
    t,
    [
      [
        'the lower after the higher',
        [...bothTitles, ...paid('c1', provincial, 'r2', 1_000_000)],
        [municipal, 'r1'],
        refused('higher-already-paid'),
      ],
      ['a higher title that was not claimed bars nothing', bothTitles, [municipal, 'r1'], approved(300_000)],
      ['the higher after the lower', lower, [provincial, 'r2'], approved(700_000, 'topped-up-from-lower')],
      [
        'the higher, after the lower was withdrawn',
        [...lower, story.withdrawn('c1')],
        [provincial, 'r2'],
        approved(1_000_000),
      ],
      [
        'the lower, after both were paid',
        [...lower, ...paid('c2', provincial, 'r2', 700_000)],
        [municipal, 'r1'],
        refused('basis-already-used', 'paid-once-only', 'higher-already-paid'),
      ],
    ],
    under({ I4: 'higher-only' }),
  )
})

test('I7: how long a month is', (t) => {
  const spans: [startsOn: string, month: string, thirtyOne: string][] = [
    ['2025-01-31', '2025-02-28', '2025-03-02'],
    ['2024-01-31', '2024-02-29', '2024-03-01'],
    ['2025-01-29', '2025-02-28', '2025-02-28'],
    ['2025-01-28', '2025-02-27', '2025-02-27'],
    ['2025-05-01', '2025-05-31', '2025-05-31'],
    ['2025-02-01', '2025-02-28', '2025-03-03'],
    ['2025-05-31', '2025-06-30', '2025-06-30'],
    ['2025-12-15', '2026-01-14', '2026-01-14'],
  ]
  const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  for (const [startsOn, ...lastDays] of spans) {
    for (const [place, option] of (['calendar-month', 'thirty-one-days'] as const).entries()) {
      const last = lastDays[place] ?? ''
      const given = givenIn(t, under({ I7: option }))
      const claim = story.submit('overseas-training', 't1')
      given(story.registered(), trip('t1', dayAfter(last), startsOn))
        .when(claim, undefined, `${startsOn} to the day after ${last}, ${option}`)
        .answers(refused('duration-exceeded'))
      given(story.registered(), trip('t1', last, startsOn))
        .when(claim, undefined, `${startsOn} to ${last}, ${option}`)
        .answers(approved(3_000_000))
    }
  }
  t.end()
})
