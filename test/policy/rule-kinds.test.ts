import fc from 'fast-check'
import { test } from 'tap'
import { assess } from '../../src/domain/policy/assess.ts'
import type { Value } from '../../src/domain/policy/policy.ts'
import { valueOn } from '../../src/domain/policy/readings.ts'
import { folded, type World } from '../support/given.ts'
import { type DraftRule, derivedPolicy, instrumentIn } from '../support/policies.ts'
import { runs } from '../support/runs.ts'
import * as story from '../support/story.ts'
import { answersOf, approved, refused } from '../support/story.ts'

/** Rules that the shipped policy does not use yet: each comes into a policy as data alone. */

const inside = 'workshop-in-province'
const outside = 'workshop-out-of-province'
const vocational = 'differentiated-training'
const clause = '试行'
const paid = story.awarded
const { certified, completed, granted } = story

/** The shipped policy with one more rule on an instrument. */
const withRule = (instrument: string, rule: DraftRule, today = '2026-12-31'): World => ({
  policy: derivedPolicy((draft) => instrumentIn(draft, instrument).rules.push(rule)),
  today,
})

const course = (id: string, endsOn: string, over: object = {}) =>
  completed(id, { startsOn: endsOn, endsOn, ...over })

test('needs-certificate: one certificate must fit whole', (t) => {
  const world = withRule(inside, {
    kind: 'needs-certificate',
    occupations: ['车工', '焊工'],
    levels: ['三级', '二级'],
    refuse: 'certificate-missing',
    clause,
  })
  const apart = [completed('t1'), certified('t1', '车工', '四级'), certified('t1', '厨师', '三级')]
  answersOf(
    t,
    [
      ['none', [completed('t1')], [inside, 't1'], refused('certificate-missing')],
      ['occupation and level on two of them', apart, [inside, 't1'], refused('certificate-missing')],
      ['one that fits', [...apart, certified('t1', '焊工', '二级')], [inside, 't1'], approved(500_000)],
    ],
    world,
  )
})

test('filing-window: so many days after the deciding day', (t) => {
  const rule = { kind: 'filing-window', days: 180, refuse: 'filing-window-closed', clause } as const
  const done = [course('t1', '2025-01-01')]
  for (const [today, answer] of [
    ['2025-07-01', refused('filing-window-closed')],
    ['2025-06-30', approved(500_000)],
  ] as const) {
    t.test(today, (it) =>
      answersOf(it, [[today, done, [inside, 't1'], answer]], withRule(inside, rule, today)),
    )
  }
  t.end()
})

test('count-per-year: by the year of the deciding day, several instruments together', (t) => {
  const rule = { kind: 'count-per-year', atMost: 2, instruments: [inside, outside] } as const
  const world = withRule(inside, {
    ...rule,
    instruments: [...rule.instruments],
    refuse: 'yearly-count-reached',
    clause,
  })
  const one = [course('t1', '2025-01-01'), ...paid('c1', inside, 't1', 1)]
  const two = [...one, course('t2', '2025-05-01', { course: outside }), ...paid('c2', outside, 't2', 1)]
  answersOf(
    t,
    [
      ['the third', [...two, course('t3', '2025-12-31')], [inside, 't3'], refused('yearly-count-reached')],
      ['the second', [...one, course('t3', '2025-12-31')], [inside, 't3'], approved(500_000)],
      ['the next year', [...two, course('t3', '2026-01-01')], [inside, 't3'], approved(500_000)],
      [
        'again, after a withdrawal',
        [...two, story.withdrawn('c1'), course('t3', '2025-12-31')],
        [inside, 't3'],
        approved(500_000),
      ],
    ],
    world,
  )
})

test('level-order: the same or a higher level, once paid, bars this one', (t) => {
  const levels = ['五级', '四级', '三级', '二级', '一级']
  const world = withRule(inside, { kind: 'level-order', levels, refuse: 'higher-already-paid', clause })
  const held = (level: string) => [
    completed('t1'),
    certified('t1', '车工', level),
    ...paid('c1', inside, 't1', 1),
  ]
  const next = (level: string, occupation = '车工') => [completed('t2'), certified('t2', occupation, level)]
  const no = refused('higher-already-paid')
  answersOf(
    t,
    [
      ['a lower level', [...held('三级'), ...next('四级')], [inside, 't2'], no],
      ['the same level', [...held('三级'), ...next('三级')], [inside, 't2'], no],
      ['the same level, not listed', [...held('专项'), ...next('专项')], [inside, 't2'], no],
      ['a higher level', [...held('三级'), ...next('二级')], [inside, 't2'], approved(500_000)],
      ['another occupation', [...held('三级'), ...next('四级', '焊工')], [inside, 't2'], approved(500_000)],
      ['a level that is not listed', [...held('三级'), ...next('专项')], [inside, 't2'], approved(500_000)],
      ['over one that is not listed', [...held('专项'), ...next('五级')], [inside, 't2'], approved(500_000)],
      ['not paid yet', [...held('三级').slice(0, 2), ...next('四级')], [inside, 't2'], approved(500_000)],
    ],
    world,
  )
})

test('exclusive: not with another instrument, on the same training or at all', (t) => {
  const rule = { kind: 'exclusive', with: [outside], refuse: 'excluded-by-other', clause } as const
  const history = [
    completed('t1', { course: outside, trainingId: 'K-1' }),
    ...paid('c1', outside, 't1', 1),
    completed('t2', { trainingId: 'K-1' }),
    completed('t3', { trainingId: 'K-3' }),
  ]
  const anyOther = [completed('t4'), ...paid('c4', inside, 't4', 1), completed('t5')]
  t.test('on the same training', (it) =>
    answersOf(
      it,
      [
        ['the same', history, [inside, 't2'], refused('training-already-used', 'excluded-by-other')],
        ['another', history, [inside, 't3'], approved(500_000)],
      ],
      withRule(inside, { ...rule, with: [outside], scope: 'training' }),
    ),
  )
  t.test('at all', (it) =>
    answersOf(
      it,
      [
        ['another training', history, [inside, 't3'], refused('excluded-by-other')],
        ['another instrument', anyOther, [inside, 't5'], approved(500_000)],
      ],
      withRule(inside, { ...rule, with: [outside], scope: 'any' }),
    ),
  )
  t.end()
})

test('once per person and year, and once across all instruments', (t) => {
  const once = { kind: 'once', refuse: 'paid-once-only', clause } as const
  const first = [course('t1', '2025-01-01'), ...paid('c1', inside, 't1', 1)]
  t.test('per year', (it) =>
    answersOf(
      it,
      [
        ['the same year', [...first, course('t2', '2025-12-31')], [inside, 't2'], refused('paid-once-only')],
        ['the next', [...first, course('t2', '2026-01-01')], [inside, 't2'], approved(500_000)],
      ],
      withRule(inside, { ...once, per: 'person-year', across: 'instrument' }),
    ),
  )
  const title = granted('r1', 'technical-expert-municipal', '2025-02-01')
  const expert = paid('c9', 'technical-expert-municipal', 'r1', 300_000)
  t.test('across all', (it) =>
    answersOf(
      it,
      [
        [
          'after any other award',
          [title, ...expert, course('t2', '2026-01-01')],
          [inside, 't2'],
          refused('paid-once-only'),
        ],
        ['the first of all', [title, course('t2', '2026-01-01')], [inside, 't2'], approved(500_000)],
      ],
      withRule(inside, { ...once, per: 'person', across: 'all' }),
    ),
  )
  t.end()
})

test('catalogue-rate: by occupation and level, from its day, the best certificate', (t) => {
  const rate = (occupation: string, level: string, ...values: [from: string, yuan: string][]) => ({
    occupation,
    level,
    values: values.map(([from, yuan]) => ({ from, yuan, clause })),
  })
  const rates = [
    rate('车工', '三级', ['2025-01-01', '1500.00'], ['2026-01-01', '1800.00']),
    rate('焊工', '三级', ['2025-01-01', '2000.00']),
  ]
  const policy = derivedPolicy((draft) => {
    instrumentIn(draft, vocational).amount = { kind: 'catalogue-rate', rates, clause }
  })
  const done = (endsOn: string, ...occupations: string[]) => [
    course('t1', endsOn, { course: 'vocational' }),
    ...occupations.map((occupation) => certified('t1', occupation, '三级')),
  ]
  answersOf(
    t,
    [
      [
        'not in the catalogue',
        done('2025-05-01', '厨师'),
        [vocational, 't1'],
        refused('instrument-not-in-force'),
      ],
      ['the day before', done('2024-12-31', '车工'), [vocational, 't1'], refused('instrument-not-in-force')],
      ['from its day', done('2025-01-01', '车工'), [vocational, 't1'], approved(150_000)],
      ['the new rate', done('2026-01-01', '车工'), [vocational, 't1'], approved(180_000)],
      ['two certificates', done('2025-05-01', '厨师', '车工', '焊工'), [vocational, 't1'], approved(200_000)],
      [
        'the same again',
        [...done('2025-05-01', '车工'), ...paid('c1', vocational, 't1', 1)],
        [vocational, 't1'],
        refused('basis-already-used'),
      ],
    ],
    { policy },
  )
})

test('a reading that changes for later days still counts what was awarded before', (t) => {
  const decidedBy = '试行'
  const policy = derivedPolicy((draft) => {
    for (const entry of draft.interpretations) {
      if (entry.id !== 'I2') continue
      entry.readings = [
        { chosen: 'per-calendar-year', from: '2024-01-01', decidedBy, status: 'confirmed' },
        { chosen: 'term-cumulative', from: '2025-01-01', decidedBy, status: 'confirmed' },
      ]
    }
  })
  const trip = (id: string, endsOn: string) =>
    course(id, endsOn, { course: 'overseas', eligibleCostFen: 5_000_000 })
  const first = [trip('t1', '2024-05-01'), ...paid('c1', 'overseas-training', 't1', 3_000_000)]
  answersOf(
    t,
    [
      [
        'the same year',
        [...first, trip('t2', '2024-12-31')],
        ['overseas-training', 't2'],
        approved(2_000_000, 'trimmed-to-headroom'),
      ],
      [
        'under the new reading',
        [...first, trip('t2', '2025-01-01')],
        ['overseas-training', 't2'],
        approved(2_000_000, 'trimmed-to-headroom'),
      ],
    ],
    { policy },
  )
})

test('the value in force is the newest that has begun and not ended, on any timeline', (t) => {
  const day = fc
    .integer({ min: 1, max: 60 })
    .map((n) => new Date(Date.UTC(2025, 0, n)).toISOString().slice(0, 10))
  const value = fc.record({ from: day, until: fc.option(day, { nil: undefined }), fen: fc.nat(9_999) })
  const timeline = fc.uniqueArray(value, { maxLength: 6, selector: ({ from }) => from })
  const bruteForce = (
    values: readonly { from: string; until: string | undefined; fen: number }[],
    on: string,
  ) => {
    let found: (typeof values)[number] | undefined
    for (const entry of values) if (entry.from <= on && entry.from > (found?.from ?? '')) found = entry
    return found !== undefined && (found.until ?? '9999') >= on ? found.fen : undefined
  }
  const property = fc.property(timeline, day, (values, on) => {
    const dated = values.map((entry): Value => ({ ...entry, clause }))
    return valueOn(dated, on)?.fen === bruteForce(values, on)
  })
  fc.assert(property, runs(20_000, 500_000))
  t.end()
})

test('the same facts under the same policy give the same bytes', (t) => {
  const policy = derivedPolicy(() => {})
  const history = folded([
    story.registered(),
    completed('t1'),
    ...paid('c1', inside, 't1', 1),
    completed('t2'),
  ])
  const request = { instrument: inside, basis: 't2', requestedFen: 999_999_999, filedOn: '2026-01-01' }
  const bytes = () => JSON.stringify(assess(policy, history, request))
  t.equal(bytes(), bytes())
  t.end()
})
