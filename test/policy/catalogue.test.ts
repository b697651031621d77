import fc from 'fast-check'
import { test } from 'tap'
import { assess } from '../../src/domain/policy/assess.ts'
import { folded, givenIn, type Past } from '../support/given.ts'
import { derivedPolicy, instrumentIn, shippedPolicy } from '../support/policies.ts'
import { runs } from '../support/runs.ts'
import * as story from '../support/story.ts'
import { answersOf, approved, refused } from '../support/story.ts'

/** The subsidy by the catalogue of shortage occupations, as the shipped policy rules it (I10). */

const instrument = 'differentiated-training'
const today = '2026-06-30'
const { certified, awarded } = story

const taught = (id: string, endsOn = '2026-05-29', over: object = {}): Past =>
  story.completed(id, { course: 'vocational', startsOn: endsOn, endsOn, ...over })

const amount = instrumentIn(shippedPolicy as unknown as Parameters<typeof instrumentIn>[0], instrument)
  .amount as unknown as Extract<
  (typeof shippedPolicy.instruments)[number]['amount'],
  { kind: 'catalogue-rate' }
>

/** Straight from the document, by another way than the rulebook's. */
const listedFen = (occupation: string, level: string, year: string): number | undefined =>
  amount.rates
    .find((rate) => rate.occupation === occupation && rate.level === level)
    ?.values.find(({ from }) => from === `${year}-01-01`)?.fen

test('the shipped catalogue: twelve occupations or more, each year its own, marked as demo data', (t) => {
  t.ok(new Set(amount.rates.map(({ occupation }) => occupation)).size >= 12)
  t.equal(amount.interpretation, 'I10')
  const varying = amount.rates.filter(({ values }) => new Set(values.map(({ fen }) => fen)).size > 1)
  t.ok(varying.length > 20)
  for (const { values } of amount.rates) {
    t.strictSame(
      values.map(({ from, until }) => [from, until]),
      [2024, 2025, 2026].map((year) => [`${year}-01-01`, `${year}-12-31`]),
    )
    t.ok(values.every(({ clause }) => clause.includes('演示')))
  }
  t.end()
})

test('what bars the subsidy, and what it comes to', (t) => {
  const welder = [taught('t1'), certified('t1', '焊工', '高级工')]
  const paid = [...welder, ...awarded('c1', instrument, 't1', 1)]
  const three = ['钳工', '电工', '印染工'].flatMap((occupation, n) => [
    taught(`t${n}`, `2026-0${n + 1}-10`),
    certified(`t${n}`, occupation, '中级工'),
    ...awarded(`c${n}`, instrument, `t${n}`, 1),
  ])
  const late = [taught('t9', '2025-06-29'), certified('t9', '焊工', '高级工')]
  const lastDay = [taught('t9', '2025-06-30'), certified('t9', '焊工', '高级工')]
  const again = (level: string) => [...paid, taught('t2'), certified('t2', '焊工', level)]
  const composite = [
    story.completed('t0', { course: 'composite', trainingId: 'K' }),
    ...awarded('c0', 'composite-workshop', 't0', 1),
  ]
  const same = [
    ...composite,
    taught('t1', '2026-05-29', { trainingId: 'K' }),
    certified('t1', '焊工', '高级工'),
  ]
  answersOf(
    t,
    [
      ['no certificate', [taught('t1')], [instrument, 't1'], refused('certificate-missing')],
      [
        'a level that is none of skill certificates',
        [taught('t1'), certified('t1', '焊工', '工程师')],
        [instrument, 't1'],
        refused('certificate-missing', 'occupation-not-listed'),
      ],
      [
        'an occupation that is not listed',
        [taught('t1'), certified('t1', '调酒师', '高级工')],
        [instrument, 't1'],
        refused('occupation-not-listed'),
      ],
      [
        'a level that is not listed for it',
        [taught('t1'), certified('t1', '焊工', '首席技师')],
        [instrument, 't1'],
        refused('occupation-not-listed'),
      ],
      ['filed too late', late, [instrument, 't9'], refused('filing-window-closed')],
      ['on the last day', lastDay, [instrument, 't9'], approved(listedFen('焊工', '高级工', '2025') ?? 0)],
      ['a lower level', again('中级工'), [instrument, 't2'], refused('higher-already-paid')],
      ['the same level', again('高级工'), [instrument, 't2'], refused('higher-already-paid')],
      ['a higher one', again('技师'), [instrument, 't2'], approved(listedFen('焊工', '技师', '2026') ?? 0)],
      [
        'the fourth of a year',
        [...three, taught('t5'), certified('t5', '焊工', '技师')],
        [instrument, 't5'],
        refused('yearly-count-reached'),
      ],
      [
        'with the composite workshop',
        same,
        [instrument, 't1'],
        refused('training-already-used', 'excluded-by-other'),
      ],
      ['one that is listed', welder, [instrument, 't1'], approved(listedFen('焊工', '高级工', '2026') ?? 0)],
      ['the same again', paid, [instrument, 't1'], refused('basis-already-used', 'higher-already-paid')],
    ],
    { today },
  )
})

const pick = <T>(list: readonly T[]) => fc.constantFrom(...(list as [T, ...T[]]))
const occupations = ['焊工', '数控车工', '茶艺师', '人工智能训练师', '调酒师']
const levels = shippedPolicy.training?.levels.order ?? []
const certificates = fc.array(fc.tuple(pick(occupations), pick(levels)), { minLength: 1, maxLength: 4 })

test('of several certificates the best one listed in the year counts', (t) => {
  const property = fc.property(certificates, pick(['2024', '2025', '2026']), (held, year) => {
    const endsOn = `${year}-06-01`
    const person = folded([
      story.registered(),
      taught('t1', endsOn),
      ...held.map(([occupation, level]) => certified('t1', occupation, level)),
    ])
    const request = { instrument, basis: 't1', requestedFen: null, filedOn: endsOn }
    const { amountFen, reasons, steps } = assess(shippedPolicy, person, request)
    const rates = held.map(([occupation, level]) => listedFen(occupation, level, year) ?? 0)
    if (amountFen !== Math.max(...rates)) throw new Error(`${amountFen} of ${rates}`)
    if (amountFen === 0 && reasons.join() !== 'occupation-not-listed') throw new Error(reasons.join())
    if (steps[0]?.interpretation !== 'I10') throw new Error('I10 is not named')
  })
  fc.assert(property, runs(2_000, 50_000))
  t.end()
})

test('a title is not rated, whatever it is called', (t) => {
  const title = certified('t1', '焊工', '首席技师', { kind: 'title' })
  const skill = certified('t1', '焊工', '初级工')
  answersOf(t, [
    ['alone', [taught('t1'), title], [instrument, 't1'], refused('occupation-not-listed')],
    [
      'beside',
      [taught('t1'), title, skill],
      [instrument, 't1'],
      approved(listedFen('焊工', '初级工', '2026') ?? 0),
    ],
  ])
})

test('over any course of certificates, levels of an occupation only rise and a year holds three', (t) => {
  const yearly = fc.record({
    occupation: pick(['焊工', '钳工', '电工']),
    level: pick(levels.slice(1, 6)),
    year: pick(['2024', '2025', '2026']),
  })
  const property = fc.property(fc.array(yearly, { minLength: 1, maxLength: 9 }), (trainings) => {
    let history: Past[] = [story.registered()]
    const granted: (typeof trainings)[number][] = []
    for (const [n, one] of trainings.entries()) {
      const endsOn = `${one.year}-03-0${(n % 9) + 1}`
      history = [...history, taught(`t${n}`, endsOn), certified(`t${n}`, one.occupation, one.level)]
      const request = { instrument, basis: `t${n}`, requestedFen: null, filedOn: endsOn }
      const { outcome, amountFen, reasons } = assess(shippedPolicy, folded(history), request)
      const rank = levels.indexOf(one.level)
      const barred = granted.some((g) => g.occupation === one.occupation && levels.indexOf(g.level) >= rank)
      const full = granted.filter(({ year }) => year === one.year).length >= 3
      const due = [...(barred ? ['higher-already-paid'] : []), ...(full ? ['yearly-count-reached'] : [])]
      if (listedFen(one.occupation, one.level, one.year) === undefined) due.unshift('occupation-not-listed')
      if (reasons.join() !== due.join()) throw new Error(`${reasons} for ${due}`)
      if (outcome === 'refused') continue
      granted.push(one)
      history = [...history, ...awarded(`c${n}`, instrument, `t${n}`, amountFen)]
    }
  })
  fc.assert(property, runs(500, 20_000))
  t.end()
})

test('a catalogue without its own reason, or before its first day, is not in force', (t) => {
  const done = [taught('t1'), certified('t1', '调酒师', '高级工')]
  const bare = derivedPolicy((draft) => {
    const { amount: rates } = instrumentIn(draft, instrument)
    if (rates.kind === 'catalogue-rate') delete rates.unlisted
  })
  const later = derivedPolicy((draft) => {
    const { amount: rates } = instrumentIn(draft, instrument)
    if (rates.kind !== 'catalogue-rate') return
    for (const rate of rates.rates) rate.values = [{ from: '2026-07-01', yuan: '1.00', clause: '试行' }]
  })
  for (const [name, policy] of [
    ['bare', bare],
    ['later', later],
  ] as const) {
    const answer = refused('instrument-not-in-force')
    t.test(name, (it) => answersOf(it, [[name, done, [instrument, 't1'], answer]], { policy, today }))
  }
  const given = givenIn(t, { today })
  given(story.registered(), ...done)
    .when({ type: 'SubmitClaim', data: { instrument, basis: 't1', requestedFen: null } })
    .answers(refused('occupation-not-listed'))
  t.end()
})
