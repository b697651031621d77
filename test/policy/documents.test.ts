import { test } from 'tap'
import { policyOf } from '../../src/app/policy-document.ts'
import { pastChanges } from '../../src/domain/policy/past-changes.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import {
  capOf,
  type Draft,
  type DraftRule,
  derivedDocument,
  type Edit,
  instrumentIn,
  namingFrom,
  shippedDocument,
  value,
} from '../support/policies.ts'

/** What a new version of a policy may say: what applied stays, and its parts agree with each other. */

const clause = '试行'
const today = '2025-06-01'
const before = shippedDocument() as PolicyDocument
const changed = (edit: Edit) => pastChanges(before, derivedDocument(edit), today)
const overseas = (draft: Draft) => instrumentIn(draft, 'overseas-training')
const readingsIn = (draft: Draft, id: string) => {
  const found = draft.interpretations.find((entry) => entry.id === id)
  if (found === undefined) throw new Error('no interpretation')
  return found.readings
}
const findingIn = (draft: Draft, rule: 'account-shared' | 'enrolled-student') => {
  const found = draft.training?.findings.find((entry) => entry.rule === rule)
  if (found === undefined) throw new Error('no rule')
  return found as unknown as Draft['training'] extends infer T
    ? Extract<NonNullable<T> extends { findings: (infer F)[] } ? F : never, { rule: 'account-shared' }>
    : never
}
const reading = (chosen: string, from: string) =>
  ({ chosen, from, decidedBy: clause, status: 'confirmed' }) as const

test('what applied until today is never edited, dropped or backdated', (t) => {
  const edits: Record<string, Edit> = {
    'a cap': (draft) =>
      Object.assign(capOf(draft, 'overseas-training').values[0] ?? {}, { yuan: '60000.00' }),
    'a clause': (draft) => Object.assign(overseas(draft), { clause }),
    'a value dropped': (draft) => capOf(draft, 'overseas-training').values.splice(0),
    'a value moved to a later day': (draft) =>
      Object.assign(capOf(draft, 'overseas-training').values[0] ?? {}, { from: '2025-07-01' }),
    'a value dated into the past': (draft) =>
      capOf(draft, 'overseas-training').values.push(value('2025-05-01', '60000.00')),
    'a value from today': (draft) => capOf(draft, 'overseas-training').values.push(value(today, '60000.00')),
    'an end in the past': (draft) =>
      Object.assign(capOf(draft, 'overseas-training').values[0] ?? {}, { until: '2025-05-31' }),
    'a rule dropped': (draft) => overseas(draft).rules.splice(0, 1),
    'a rule bound to a reading': (draft) =>
      Object.assign(draft.rules[3] ?? {}, { when: { I1: 'once-per-training' } }),
    'a rule unbound from a reading': (draft) =>
      Object.assign(capOf(draft, 'overseas-training'), { when: {} }),
    'another duration': (draft) => Object.assign(overseas(draft).rules[0] ?? {}, { atMost: 2 }),
    'one more barred by a title': (draft) => {
      const rule = instrumentIn(draft, 'technical-expert-municipal').rules.find(
        ({ kind }) => kind === 'exclusive',
      )
      if (rule?.kind === 'exclusive') rule.with.push('golden-collar-naming')
    },
    'an instrument dropped': (draft) => draft.instruments.splice(0, 1),
    'another basis': (draft) => Object.assign(overseas(draft), { basis: { completion: 'composite' } }),
    'another kind of amount': (draft) =>
      Object.assign(overseas(draft), { amount: { kind: 'fixed', values: [], clause } }),
    'a reading': (draft) => Object.assign(readingsIn(draft, 'I2')[0] ?? {}, { chosen: 'per-trip' }),
    'a reading dated into the past': (draft) =>
      readingsIn(draft, 'I2').push(reading('per-trip', '2025-01-01')),
    'a reading before the first': (draft) =>
      readingsIn(draft, 'I2').unshift(reading('per-trip', '2023-01-01')),
    'an option dropped': (draft) => draft.interpretations[0]?.options.splice(1),
    'the term': (draft) => Object.assign(draft.term, { until: '2027-12-31' }),
    'a rate of the catalogue': (draft) => {
      const { amount } = instrumentIn(draft, 'differentiated-training')
      if (amount.kind === 'catalogue-rate') Object.assign(amount.rates[0]?.values[0] ?? {}, { yuan: '1.00' })
    },
    'which courses need a class': (draft) =>
      draft.training?.classRequired.values.push({ from: '2025-01-01', clause, courses: ['overseas'] }),
    'a rule of findings, from a past day': (draft) =>
      Object.assign(findingIn(draft, 'account-shared').values[0] ?? {}, { atMost: 9 }),
    'a rule of findings dropped': (draft) => draft.training?.findings.splice(0, 1),
    'a level': (draft) => draft.training?.levels.order.push('大师'),
    'another policy': (draft) => Object.assign(draft, { id: 'plan-2027' }),
  }
  for (const [what, edit] of Object.entries(edits)) t.not(changed(edit).length, 0, what)
  t.end()
})

test('what is new, what explains and what is still to come may change', (t) => {
  const edits: Record<string, Edit> = {
    nothing: () => {},
    'what a rule rests on': (draft) => Object.assign(draft.rules[1] ?? {}, { interpretation: 'I1' }),
    'a value from tomorrow': (draft) =>
      capOf(draft, 'overseas-training').values.push(value('2025-06-02', '60000.00')),
    'the first value of an instrument, also for past days': (draft) => {
      const { amount } = instrumentIn(draft, 'golden-collar-naming')
      if (amount.kind === 'fixed') amount.values.push(value('2024-03-01', '5000.00'))
    },
    'an end from today on': (draft) =>
      Object.assign(capOf(draft, 'overseas-training').values[0] ?? {}, { until: today }),
    'a reading from tomorrow': (draft) => readingsIn(draft, 'I2').push(reading('per-trip', '2025-06-02')),
    'an instrument': (draft) => draft.instruments.push({ ...overseas(draft), id: 'new-instrument' }),
    'a rule': (draft) =>
      overseas(draft).rules.push({ kind: 'filing-window', days: 90, refuse: 'filing-window-closed', clause }),
    'an occupation of the catalogue, also for past days': (draft) => {
      const { amount } = instrumentIn(draft, 'differentiated-training')
      const values = [value('2024-01-01', '1.00')]
      if (amount.kind === 'catalogue-rate') amount.rates.push({ occupation: '调酒师', level: '技师', values })
    },
    'a rule of findings from tomorrow': (draft) =>
      findingIn(draft, 'account-shared').values.push({ from: '2025-06-02', clause, atMost: 9 }),
    'one spelling more of a level': (draft) =>
      Object.assign(draft.training?.levels.synonyms ?? {}, { L3: '高级工' }),
    'an option': (draft) => draft.interpretations[0]?.options.push({ id: 'new', reading: clause }),
    'wording, order of instruments': (draft) => {
      draft.title = clause
      for (const reason of draft.reasons) reason.text = clause
      draft.instruments.reverse()
    },
  }
  for (const [what, edit] of Object.entries(edits)) t.strictSame(changed(edit), [], what)
  const coming = derivedDocument((draft) => {
    capOf(draft, 'overseas-training').values.push(value('2026-01-01', '60000.00'))
  })
  t.strictSame(pastChanges(coming, before, today), [], 'a value that is still to come may be dropped')
  t.not(pastChanges(coming, before, '2026-01-01').length, 0, 'not from its day on')
  const named = derivedDocument(namingFrom('2025-05-01'))
  const earlier = derivedDocument((draft) => {
    namingFrom('2024-05-01')(draft)
    namingFrom('2025-05-01')(draft)
  })
  t.strictSame(pastChanges(named, earlier, today), [], 'a first value may still come before the first')
  t.end()
})

const refuse = 'paid-once-only'
const strange: readonly DraftRule[] = [
  { kind: 'top-up', lower: 'no-such', reason: 'topped-up-from-lower', clause },
  { kind: 'top-up', lower: 'overseas-training', reason: 'no-such', clause },
  { kind: 'exclusive', with: ['no-such'], scope: 'any', refuse, clause },
  { kind: 'count-per-year', atMost: 1, instruments: ['no-such'], refuse, clause },
]
const sameDay = [value('2025-01-01', '1.00'), value('2025-01-01', '2.00')]
const rate = { occupation: '车工', level: '三级', values: [value('2025-01-01', '1.00')] }
const twiceADay = [
  { kind: 'fixed', values: sameDay, clause },
  { kind: 'eligible-cost', inForce: sameDay.map(({ yuan: _yuan, ...span }) => span), clause },
  { kind: 'catalogue-rate', rates: [{ ...rate, values: sameDay }], clause },
  { kind: 'catalogue-rate', rates: [rate, rate], clause },
]

test('a document that contradicts itself is refused, naming the place', (t) => {
  const twice = (draft: Draft) =>
    capOf(draft, 'overseas-training').values.push(value('2024-01-01', '90000.00'))
  const wrong: [edit: Edit, place: RegExp][] = [
    [twice, /overseas-training 的起始日期 重复/],
    [(draft) => readingsIn(draft, 'I2').push(reading('per-trip', '2024-01-01')), /I2 的起始日期 重复/],
    [
      (draft) => Object.assign(draft.rules[3] ?? {}, { when: { I1: 'once-a-year' } }),
      /rules 引用了 once-a-year/,
    ],
    [(draft) => Object.assign(draft.rules[3] ?? {}, { when: { I0: 'x' } }), /rules 引用了 I0/],
    [(draft) => Object.assign(draft.rules[3] ?? {}, { refuse: 'because' }), /rules 引用了 because/],
    [(draft) => Object.assign(draft.term, { interpretation: 'I0' }), /term 引用了 I0/],
    [(draft) => draft.instruments.push(overseas(draft)), /instruments 的 id 重复/],
    [(draft) => draft.titles.splice(0), /引用了 technical-expert-provincial/],
    [(draft) => draft.courses.splice(0), /引用了 overseas/],
    [(draft) => readingsIn(draft, 'I2').push(reading('per-month', '2026-01-01')), /I2 引用了 per-month/],
    [(draft) => Object.assign(draft.fundSources, { interpretation: 'I0' }), /fundSources 引用了 I0/],
    [
      (draft) => Object.assign(overseas(draft).amount, { interpretation: 'I0' }),
      /overseas-training 引用了 I0/,
    ],
    [(draft) => Object.assign(draft.rules[0] ?? {}, { interpretation: 'I0' }), /rules 引用了 I0/],
    [(draft) => draft.interpretations.push(...draft.interpretations), /interpretations 的 id 重复/],
    ...strange.map((rule): [Edit, RegExp] => [(draft) => draft.rules.push(rule), /rules 引用了 no-such/]),
    ...twiceADay.map((amount): [Edit, RegExp] => [
      (draft) => Object.assign(overseas(draft), { amount }),
      /overseas-training 的(?:起始日期|职业和等级) 重复/,
    ]),
    [(draft) => draft.reasons.splice(0), /reasons 引用了 basis-missing/],
    [
      (draft) => Object.assign(findingIn(draft, 'enrolled-student').values[0] ?? {}, { titles: ['no-such'] }),
      /training\/findings 引用了 no-such/,
    ],
    [(draft) => draft.training?.findings.push(findingIn(draft, 'account-shared')), /findings 的规则 重复/],
    [(draft) => draft.training?.levels.order.splice(3), /training\/levels 引用了 高级工/],
    [
      (draft) => draft.training?.classRequired.values[0]?.courses.push('cooking'),
      /training\/classRequired 引用了 cooking/,
    ],
    [
      (draft) =>
        Object.assign(instrumentIn(draft, 'differentiated-training').amount, { unlisted: 'no-such' }),
      /differentiated-training 引用了 no-such/,
    ],
  ]
  for (const [edit, place] of wrong) {
    t.throws(() => policyOf(derivedDocument(edit)), { name: 'PolicyError', message: place })
  }
  t.throws(() => derivedDocument((draft) => Object.assign(draft, { extra: 1 })), { name: 'PolicyError' })
  t.end()
})
