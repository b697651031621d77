import { test } from 'tap'
import type { DecideContext, PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { NewPersonEvent } from '../../src/domain/person/events.ts'
import { assess } from '../../src/domain/policy/assess.ts'
import type { TrainingFacts } from '../../src/domain/training/facts.ts'
import { contextOf, folded, type Past, past, someone } from '../support/given.ts'
import { shippedPolicy } from '../support/policies.ts'
import * as story from '../support/story.ts'

/** A year holds three subsidies: moving the day of what was approved frees none of their places. */

const instrument = 'differentiated-training'
const officer = someone('officer', 'corrector')
const training: TrainingFacts = {
  ...{ trainingId: 'K-t1', provider: 'p1', course: 'vocational', hours: 64, department: 'jxj' },
  ...{ startsOn: '2024-12-02', endsOn: '2026-01-30', occupation: null, level: null, district: '330602' },
  ...{
    status: 'finished',
    enrolled: true,
    room: 0,
    providerFault: null,
    openFindings: [],
    upheldFindings: [],
  },
}
const taught = (id: string, endsOn: string, occupation: string): Past[] => [
  story.completed(id, { course: 'vocational', startsOn: '2025-11-03', endsOn }),
  story.certified(id, occupation, '高级工'),
]
const award = (no: number): Past[] => story.awarded(`c${no}`, instrument, `t${no}`, 100_000)

const three: readonly Past[] = [
  story.registered(),
  ...taught('t1', '2025-12-31', '焊工'),
  ...taught('t2', '2025-11-07', '钳工'),
  ...taught('t3', '2025-11-14', '电工'),
  ...[1, 2, 3].flatMap(award),
]
const correct = (history: readonly Past[], endsOn: string): readonly NewPersonEvent[] => {
  const context: DecideContext = { ...contextOf(officer, { today: '2026-06-30' }), training }
  const change = { startsOn: endsOn < '2025-11-03' ? endsOn : '2025-11-03', endsOn }
  const command: PersonCommand = {
    type: 'CorrectCompletion',
    data: { completionId: 't1', change, noteCommitment: 'n' },
  }
  return decidePerson(command, folded(history), context)
}
const moved = (history: readonly Past[], endsOn: string): readonly Past[] => [
  ...history,
  ...correct(history, endsOn).map((event) => past(event, officer)),
]
const fourth = (history: readonly Past[], endsOn: string): readonly string[] => {
  const all = [...history, ...taught('t9', endsOn, '数控车工')]
  return assess(shippedPolicy, folded(all), { instrument, basis: 't9', requestedFen: null, filedOn: endsOn })
    .reasons
}
const full = ['yearly-count-reached']

test('an award keeps the place of the year it was approved for, and takes one of the year it lies in now', (t) => {
  t.strictSame(fourth(three, '2025-12-19'), full)
  const later = moved(three, '2026-01-05')
  t.match(correct(three, '2026-01-05')[0], { type: 'CompletionCorrected', data: { awardedOn: '2025-12-31' } })
  t.strictSame(fourth(later, '2025-12-19'), full, 'nothing is freed')
  t.strictSame(fourth(later, '2026-06-05'), [])

  const next = [...later, ...taught('t4', '2026-02-06', '茶艺师'), ...taught('t5', '2026-03-06', '酿酒师')]
  t.strictSame(fourth([...next, ...[4, 5].flatMap(award)], '2026-06-05'), full, 'it counts where it lies now')

  const twice = moved(later, '2024-12-06')
  t.strictSame(fourth(twice, '2025-12-19'), full, 'moved again')
  t.strictSame(fourth(twice, '2026-06-05'), [])
  const back = moved(later, '2025-12-30')
  t.strictSame(fourth(back, '2025-12-19'), full)
  t.strictSame(fourth([...later, story.withdrawn('c1')], '2025-12-19'), [], 'an award that ends frees both')
  t.end()
})

test('what is not awarded, or stays on its day, says nothing; logs of before count as they did', (t) => {
  const open = three.filter(({ event }) => !event.type.startsWith('Claim'))
  for (const [history, endsOn] of [
    [open, '2026-01-05'],
    [[...three, story.withdrawn('c1')], '2026-01-05'],
  ] as const) {
    t.notOk('awardedOn' in (correct(history, endsOn)[0]?.data ?? {}))
  }
  const [event] = correct(three, '2026-01-05')
  if (event?.type !== 'CompletionCorrected') throw new Error('no correction')
  const { awardedOn: _, ...before } = event.data
  t.strictSame(fourth([...three, past({ ...event, data: before }, officer)], '2025-12-19'), [])
  t.end()
})
