import { test } from 'tap'
import type { World } from '../support/given.ts'
import { type DraftRule, derivedPolicy, instrumentIn } from '../support/policies.ts'
import * as story from '../support/story.ts'
import { answersOf, approved, refused } from '../support/story.ts'

/** Rules that the shipped policy does not use yet: each comes into a policy as data alone. */

const inside = 'workshop-in-province'
const outside = 'workshop-out-of-province'
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

test('needs-certificate without lists: any certificate', (t) => {
  answersOf(
    t,
    [
      ['none', [completed('t1')], [inside, 't1'], refused('certificate-missing')],
      ['any', [completed('t1'), certified('t1', '厨师', '五级')], [inside, 't1'], approved(500_000)],
    ],
    withRule(inside, { kind: 'needs-certificate', refuse: 'certificate-missing', clause }),
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
      ['over the lowest', [...held('三级'), ...next('五级')], [inside, 't2'], no],
      [
        'one of two',
        [...held('三级'), ...next('二级', '焊工'), certified('t2', '车工', '四级')],
        [inside, 't2'],
        no,
      ],
      [
        'held with another',
        [...held('三级'), certified('t1', '焊工', '五级'), ...next('四级')],
        [inside, 't2'],
        no,
      ],
      [
        'over a title of a higher name',
        [...held('五级'), certified('t1', '车工', '一级', { kind: 'title' }), ...next('四级')],
        [inside, 't2'],
        approved(500_000),
      ],
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

test('a rule bound to two readings needs both', (t) => {
  const rule: DraftRule = { kind: 'filing-window', days: 1, refuse: 'filing-window-closed', clause }
  const when = { I1: 'once-per-term', I3: 'shared-bucket' }
  const claim = [['filed late', [completed('t1')], [inside, 't1'], approved(500_000)]] as const
  answersOf(t, claim, withRule(inside, { ...rule, when }))
})

test('a top-up of nothing is refused, not paid with 0', (t) => {
  const policy = derivedPolicy((draft) => {
    for (const { id, readings } of draft.interpretations)
      if (id === 'I4') for (const one of readings) one.chosen = 'higher-only'
    const { amount } = instrumentIn(draft, 'technical-expert-provincial')
    if (amount.kind === 'fixed') amount.values = [{ from: '2024-01-01', yuan: '3000.00', clause }]
  })
  const lower = [
    granted('r1', 'technical-expert-municipal', '2025-01-01'),
    ...paid('c1', 'technical-expert-municipal', 'r1', 300_000),
  ]
  const higher = granted('r2', 'technical-expert-provincial', '2025-02-01')
  answersOf(
    t,
    [['equal awards', [...lower, higher], ['technical-expert-provincial', 'r2'], refused('cap-exhausted')]],
    { policy },
  )
})
