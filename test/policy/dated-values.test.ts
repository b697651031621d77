import fc from 'fast-check'
import { test } from 'tap'
import { assess } from '../../src/domain/policy/assess.ts'
import type { Value } from '../../src/domain/policy/policy.ts'
import { readingsOn, valueOn } from '../../src/domain/policy/readings.ts'
import { answerOf, folded } from '../support/given.ts'
import { derivedPolicy, instrumentIn } from '../support/policies.ts'
import { runs } from '../support/runs.ts'
import * as story from '../support/story.ts'
import { answersOf, approved, refused } from '../support/story.ts'

/** Values and readings by their days: what applies to a fact, and what does not yet or no more. */

const inside = 'workshop-in-province'
const vocational = 'differentiated-training'
const clause = '试行'
const paid = story.awarded
const { certified, completed } = story

const course = (id: string, endsOn: string, over: object = {}) =>
  completed(id, { startsOn: endsOn, endsOn, ...over })

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
    Object.assign(instrumentIn(draft, vocational), {
      amount: { kind: 'catalogue-rate', rates, clause },
      rules: [],
    })
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
      ['two certificates', done('2025-05-01', '厨师', '焊工', '车工'), [vocational, 't1'], approved(200_000)],
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

test('an instrument out of force touches no bucket, though its caps are in force', (t) => {
  const policy = derivedPolicy((draft) => {
    const { amount } = instrumentIn(draft, 'overseas-training')
    if (amount.kind === 'eligible-cost')
      amount.inForce = [{ from: '2025-02-01', until: '2025-03-31', clause }]
  })
  const on = (day: string) => {
    const history = folded([story.registered(), course('t1', day, { course: 'overseas' })])
    const request = { instrument: 'overseas-training', basis: 't1', requestedFen: null, filedOn: day }
    return assess(policy, history, request)
  }
  for (const day of ['2025-01-31', '2025-04-01']) {
    t.match(on(day), { reasons: ['instrument-not-in-force'], amountFen: 0 }, day)
    t.strictSame(on(day).buckets, [], day)
  }
  for (const day of ['2025-02-01', '2025-03-31']) t.strictSame(answerOf(on(day)), approved(500_000), day)
  t.end()
})

test('an award of an instrument that the policy does not know counts nowhere', (t) => {
  const old = [course('t1', '2025-01-01'), ...paid('c1', 'older-scheme', 't1', 900_000)]
  answersOf(t, [['beside it', [...old, course('t2', '2025-01-02')], [inside, 't2'], approved(500_000)]])
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

test('before the first reading the earliest applies, in whatever order they are listed', (t) => {
  const policy = derivedPolicy((draft) => {
    const decided = { decidedBy: '试行', status: 'confirmed' } as const
    for (const entry of draft.interpretations) {
      if (entry.id !== 'I2') continue
      entry.readings = ['2026-06-01', '2025-01-01', '2026-01-01'].map((from, place) => ({
        ...{ ...decided, from },
        chosen: ['term-cumulative', 'per-trip', 'per-calendar-year'][place] ?? '',
      }))
    }
  })
  const on = ['2024-05-01', '2025-12-31', '2026-05-31', '2026-06-01'].map((day) => readingsOn(policy, day).I2)
  t.strictSame(on, ['per-trip', 'per-trip', 'per-calendar-year', 'term-cumulative'])
  t.end()
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
