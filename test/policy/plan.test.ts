import { test } from 'tap'
import { assess } from '../../src/domain/policy/assess.ts'
import { folded, givenIn, type Past } from '../support/given.ts'
import { shippedPolicy } from '../support/policies.ts'
import * as story from '../support/story.ts'
import { answersOf, approved, refused } from '../support/story.ts'

/** What the plan grants, rule by rule: the refusal, then the award, then the repeat that adds nothing. */

const provincial = 'technical-expert-provincial'
const municipal = 'technical-expert-municipal'
const inside = 'workshop-in-province'
const outside = 'workshop-out-of-province'

/** A training that ended on this day of 2025, of one person's training `trainingId`. */
const training = (id: string, course: string, costFen: number, over: object = {}): Past =>
  story.completed(id, { course, eligibleCostFen: costFen, ...over })

const title = (id: string, of: string, on = '2025-02-01'): Past => story.granted(id, of, on)
const paid = story.awarded

test('a basis must be there, of the right kind, and not revoked', (t) => {
  answersOf(t, [
    ['no such record', [], [provincial, 'r1'], refused('basis-missing')],
    ['a name every object inherits', [], [provincial, 'constructor'], refused('basis-missing')],
    ['another title', [title('r1', municipal)], [provincial, 'r1'], refused('basis-missing')],
    ['a title for a course', [title('r1', provincial)], [inside, 'r1'], refused('basis-missing')],
    ['another course', [training('t1', outside, 1)], [inside, 't1'], refused('basis-missing')],
    [
      'a revoked title',
      [title('r1', provincial), story.revoked('r1')],
      [provincial, 'r1'],
      refused('basis-revoked'),
    ],
    [
      'a withdrawn completion',
      [training('t1', inside, 1), story.withdrawnRecord('t1')],
      [inside, 't1'],
      refused('basis-revoked'),
    ],
    ['the title', [title('r1', provincial)], [provincial, 'r1'], approved(1_000_000)],
    [
      'the same title again',
      [title('r1', provincial), ...paid('c1', provincial, 'r1', 1_000_000)],
      [provincial, 'r1'],
      refused('basis-already-used', 'paid-once-only'),
    ],
    [
      'the title in a second document',
      [title('r1', provincial), title('r2', provincial), ...paid('c1', provincial, 'r1', 1_000_000)],
      [provincial, 'r2'],
      refused('paid-once-only'),
    ],
    [
      'again, after the first was withdrawn',
      [title('r1', provincial), ...paid('c1', provincial, 'r1', 1_000_000), story.withdrawn('c1')],
      [provincial, 'r1'],
      approved(1_000_000),
    ],
  ])
})

test('the award is the cost, what is asked of it, and never more than the headroom', (t) => {
  const halfUsed = [
    training('t1', inside, 600_000),
    training('t2', inside, 600_000),
    ...paid('c1', inside, 't1', 600_000),
  ]
  const allUsed = [...halfUsed, ...paid('c2', inside, 't2', 400_000), training('t3', inside, 1)]
  answersOf(t, [
    ['the cap is used up', allUsed, [inside, 't3'], refused('cap-exhausted')],
    ['the whole cost', [training('t1', inside, 999_999)], [inside, 't1'], approved(999_999)],
    ['less is asked', [training('t1', inside, 999_999)], [inside, 't1', 1], approved(1)],
    [
      'more is asked than it cost',
      [training('t1', inside, 999_999)],
      [inside, 't1', 1_000_000],
      approved(999_999, 'trimmed-to-eligible-cost'),
    ],
    [
      'one fen over the cap',
      [training('t1', inside, 1_000_001)],
      [inside, 't1'],
      approved(1_000_000, 'trimmed-to-headroom'),
    ],
    ['what is left', halfUsed, [inside, 't2'], approved(400_000, 'trimmed-to-headroom')],
    [
      'both trims',
      halfUsed,
      [inside, 't2', 700_000],
      approved(400_000, 'trimmed-to-eligible-cost', 'trimmed-to-headroom'),
    ],
    [
      'a fixed award ignores what is asked',
      [title('r1', municipal)],
      [municipal, 'r1', 1],
      approved(300_000),
    ],
    ['the same record again', halfUsed, [inside, 't1'], refused('basis-already-used')],
  ])
})

test('one training is paid once, under whatever record and instrument', (t) => {
  const same = { trainingId: 'K-1' }
  const once = [training('t1', inside, 300_000, same), ...paid('c1', inside, 't1', 300_000)]
  const other = training('t2', outside, 1_500_000, same)
  answersOf(t, [
    ['another record', [...once, other], [outside, 't2'], refused('training-already-used')],
    ['the first, for the first time', [once[0] as Past, other], [outside, 't2'], approved(1_500_000)],
    [
      'again, after the withdrawal',
      [...once, other, story.withdrawn('c1')],
      [outside, 't2'],
      approved(1_500_000),
    ],
  ])
})

test('the naming award waits for its amount', (t) => {
  answersOf(t, [
    [
      'in the term',
      [title('r1', 'golden-collar')],
      ['golden-collar-naming', 'r1'],
      refused('instrument-not-in-force'),
    ],
    [
      'before the term',
      [title('r1', 'golden-collar', '2023-12-31')],
      ['golden-collar-naming', 'r1'],
      refused('instrument-not-in-force', 'outside-policy-term'),
    ],
  ])
})

test('I8: the term begins and ends with its days', (t) => {
  const world = { today: '2027-12-31' }
  const trip = (startsOn: string, endsOn: string) =>
    training('t1', 'overseas', 3_000_000, { startsOn, endsOn })
  const on = (day: string) => [title('r1', provincial, day)]
  answersOf(
    t,
    [
      ['the day before', on('2023-12-31'), [provincial, 'r1'], refused('outside-policy-term')],
      ['the day after', on('2027-01-01'), [provincial, 'r1'], refused('outside-policy-term')],
      ['the first day', on('2024-01-01'), [provincial, 'r1'], approved(1_000_000)],
      ['the last day', on('2026-12-31'), [provincial, 'r1'], approved(1_000_000)],
      [
        'began before, ended within',
        [trip('2023-12-05', '2024-01-01')],
        ['overseas-training', 't1'],
        approved(3_000_000),
      ],
      [
        'ended after',
        [trip('2026-12-20', '2027-01-01')],
        ['overseas-training', 't1'],
        refused('outside-policy-term'),
      ],
    ],
    world,
  )
})

test('I5: the district of registration on the deciding day pays', (t) => {
  const given = givenIn(t)
  const move = (district: string, movedOn: string) => ({
    type: 'MovePerson' as const,
    data: { district, movedOn },
  })
  const home = [story.registered(), story.moved('330603', '2025-03-07')]
  given().when(move('330603', '2025-01-01')).refused('person-unknown')
  given(...home)
    .when(move('330699', '2025-05-01'))
    .refused('district-unknown', { district: '330699' })
  given(...home)
    .when(move('330604', '2027-01-01'))
    .refused('date-future', { field: 'movedOn' })
  given(...home)
    .when(move('330604', '2025-03-06'))
    .refused('date-order', { field: 'movedOn' })
  given(...home)
    .when(move('330604', '2025-03-07'), undefined, 'twice on one day')
    .happens({ type: 'PersonMoved' })
  given(...home)
    .when(move('330604', '2026-12-31'), undefined, 'today')
    .happens({ type: 'PersonMoved' })
  given(...home)
    .when(move('330604', '2025-05-01'))
    .happens({ type: 'PersonMoved', data: { district: '330604', movedOn: '2025-05-01' } })
  given(...home)
    .when(move('330603', '2025-05-01'))
    .refused('nothing-changed', { field: 'district' })
  for (const [what, ended, moves, district] of [
    ['before the move', '2025-03-06', [], '330602'],
    ['on its day', '2025-03-07', [], '330603'],
    ['two moves on one day', '2025-03-07', [story.moved('330604', '2025-03-07')], '330604'],
    ['between two moves', '2025-03-08', [story.moved('330602', '2025-04-01')], '330603'],
    ['back home', '2025-04-01', [story.moved('330602', '2025-04-01')], '330602'],
  ] as const) {
    const done = story.completed('t1', { startsOn: '2025-03-03', endsOn: ended })
    given(...home, ...moves, done)
      .when(story.submit(inside, 't1'), undefined, what)
      .happens(
        { type: 'ClaimSubmitted', data: { district, filedOn: '2026-12-31', provider: 'p1' } },
        { type: 'ClaimAssessed' },
      )
  }
  t.end()
})

test('a decision can be read: each step with its clause, its reading and the events it rests on', (t) => {
  const first = [training('t1', 'overseas', 3_000_000), ...paid('c1', 'overseas-training', 't1', 3_000_000)]
  const history = folded([story.registered(), ...first, training('t2', 'overseas', 4_000_000)])
  const ask = (basis: string, instrument = 'overseas-training') =>
    assess(shippedPolicy, history, { instrument, basis, requestedFen: 6_000_000, filedOn: '2026-06-30' })
  const clause = '二(三)4'
  const interpretations = [
    { id: 'I1', chosen: 'once-per-term' },
    { id: 'I2', chosen: 'term-cumulative' },
    { id: 'I7', chosen: 'calendar-month' },
    { id: 'I8', chosen: 'calendar-years' },
  ]
  const bucket = {
    bucket: 'overseas-training',
    window: 'term',
    capFen: 5_000_000,
    usedFen: 3_000_000,
    awards: ['e4'],
  }
  const { id, version, digest } = shippedPolicy
  const common = { policy: { id, version, digest }, requestedFen: 6_000_000, filedOn: '2026-06-30' }
  const cost = { rule: 'eligible-cost', clause, interpretation: 'I2', bucket: null }
  const cap = { rule: 'cap', clause, interpretation: 'I2', bucket: 'overseas-training' }
  const yes = { outcome: 'approved', amountFen: 2_000_000 }
  const no = { outcome: 'refused', amountFen: 0 }
  const used = { rule: 'once', clause: '二(三)', interpretation: null, bucket: null }
  const none = { rule: 'needs-basis', clause: '二(三)3', interpretation: null, bucket: null }
  t.strictSame(ask('t2'), {
    ...{
      ...common,
      ...yes,
      instrument: 'overseas-training',
      basis: 't2',
      relevantOn: '2025-03-07',
      interpretations,
    },
    buckets: [{ ...bucket, clause, interpretation: 'I2' }],
    reasons: ['trimmed-to-eligible-cost', 'trimmed-to-headroom'],
    steps: [
      { ...cost, inFen: 6_000_000, outFen: 4_000_000, reason: 'trimmed-to-eligible-cost', becauseOf: ['e5'] },
      { ...cap, inFen: 4_000_000, outFen: 2_000_000, reason: 'trimmed-to-headroom', becauseOf: ['e4'] },
    ],
  })
  t.strictSame(ask('t1'), {
    ...{
      ...common,
      ...no,
      instrument: 'overseas-training',
      basis: 't1',
      relevantOn: '2025-03-07',
      interpretations,
    },
    buckets: [{ ...bucket, clause, interpretation: 'I2' }],
    reasons: ['basis-already-used'],
    steps: [{ ...used, inFen: 6_000_000, outFen: 0, reason: 'basis-already-used', becauseOf: ['e4'] }],
  })
  t.strictSame(ask('t1', provincial), {
    ...{
      ...common,
      ...no,
      instrument: provincial,
      basis: 't1',
      relevantOn: null,
      interpretations: [],
      buckets: [],
    },
    reasons: ['basis-missing'],
    steps: [{ ...none, inFen: 0, outFen: 0, reason: 'basis-missing', becauseOf: [] }],
  })
  t.end()
})
