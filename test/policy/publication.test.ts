import { type Test, test } from 'tap'
import { policyDigest, policyOf } from '../../src/app/policy-document.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import { assess } from '../../src/domain/policy/assess.ts'
import { pastChanges } from '../../src/domain/policy/past-changes.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { folded, type Past, someone } from '../support/given.ts'
import { type Draft, derivedDocument, instrumentIn, shippedDocument } from '../support/policies.ts'
import * as story from '../support/story.ts'

/** A policy changes by publishing data: what applied stays, what is new is dated, two people sign. */

const clause = '试行'
const today = '2025-06-01'
const before = shippedDocument() as PolicyDocument

type Edit = (draft: Draft) => void
const changed = (edit: Edit) => pastChanges(before, derivedDocument(edit), today)
const overseas = (draft: Draft) => instrumentIn(draft, 'overseas-training')
const capOf = (draft: Draft, id: string) => {
  const cap = instrumentIn(draft, id).rules.find((rule) => rule.kind === 'cap')
  if (cap?.kind !== 'cap') throw new Error('no cap')
  return cap
}
const readingsIn = (draft: Draft, id: string) => {
  const found = draft.interpretations.find((entry) => entry.id === id)
  if (found === undefined) throw new Error('no interpretation')
  return found.readings
}
const reading = (chosen: string, from: string) =>
  ({ chosen, from, decidedBy: clause, status: 'confirmed' }) as const
const value = (from: string, yuan: string) => ({ from, yuan, clause })

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
    'another policy': (draft) => Object.assign(draft, { id: 'plan-2027' }),
  }
  for (const [what, edit] of Object.entries(edits)) t.not(changed(edit).length, 0, what)
  t.end()
})

test('what is new, what explains and what is still to come may change', (t) => {
  const edits: Record<string, Edit> = {
    nothing: () => {},
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
  t.end()
})

test('a document that contradicts itself is refused, naming the place', (t) => {
  const twice = (draft: Draft) =>
    capOf(draft, 'overseas-training').values.push(value('2024-01-01', '90000.00'))
  const wrong: [edit: Edit, place: RegExp][] = [
    [twice, /a day of overseas-training is listed twice/],
    [
      (draft) => readingsIn(draft, 'I2').push(reading('per-trip', '2024-01-01')),
      /a day of I2 is listed twice/,
    ],
    [
      (draft) => Object.assign(draft.rules[3] ?? {}, { when: { I1: 'once-a-year' } }),
      /rules names once-a-year/,
    ],
    [(draft) => Object.assign(draft.rules[3] ?? {}, { when: { I0: 'x' } }), /rules names I0/],
    [(draft) => Object.assign(draft.rules[3] ?? {}, { refuse: 'because' }), /rules names because/],
    [(draft) => Object.assign(draft.term, { interpretation: 'I0' }), /term names I0/],
    [(draft) => draft.instruments.push(overseas(draft)), /an id of instruments is listed twice/],
    [(draft) => draft.titles.splice(0), /names technical-expert-provincial/],
    [(draft) => draft.reasons.splice(0), /reasons names basis-missing/],
  ]
  for (const [edit, place] of wrong) {
    t.throws(() => policyOf(derivedDocument(edit)), { name: 'PolicyError', message: place })
  }
  t.throws(() => derivedDocument((draft) => Object.assign(draft, { extra: 1 })), { name: 'PolicyError' })
  t.end()
})

const officer = someone('policy-officer')
const reviewer = someone('policy-reviewer')

const published = () => {
  const store = createMemoryEventStore()
  const rulebook = new Rulebook(store, before.id)
  let commands = 0
  const meta = (actor: typeof officer, at = `${today}T00:00:00.000Z`) => {
    commands += 1
    const commandId = `00000000-0000-4000-8000-${String(commands).padStart(12, '0')}`
    return { commandId, digest: commandId, actor, at }
  }
  const next = (version: number, edit: Edit): PolicyDocument =>
    derivedDocument((draft) => {
      edit(draft)
      draft.version = version
    })
  return { store, rulebook, meta, next }
}

const dateIn =
  (from: string): Edit =>
  (draft) => {
    const { amount } = instrumentIn(draft, 'golden-collar-naming')
    if (amount.kind === 'fixed') amount.values.push(value(from, '5000.00'))
  }

test('one drafts, another approves; versions follow each other', async (t) => {
  const { rulebook, meta, next, store } = published()
  const v2 = next(2, dateIn('2025-07-01'))
  t.throws(() => rulebook.inForce(today), { code: 'policy-not-in-force' })
  await t.rejects(rulebook.draft(v2, today, meta(officer)), {
    code: 'policy-version',
    facts: { expected: '1' },
  })
  await t.rejects(rulebook.draft({ ...before, id: 'other' }, today, meta(officer)), {
    code: 'policy-unknown',
  })
  await t.rejects(rulebook.approve(1, '2024-01-01', meta(reviewer)), { code: 'policy-unknown' })
  await rulebook.draft(before, today, meta(officer))
  await rulebook.draft(before, today, meta(officer))
  t.equal(rulebook.versions.length, 1, 'the same draft again adds nothing')
  await t.rejects(rulebook.approve(1, '2024-01-01', meta(officer)), { code: 'separation-of-duties' })
  t.throws(() => rulebook.inForce(today), { code: 'policy-not-in-force' }, 'a draft is not in force')
  await rulebook.approve(1, '2024-01-01', meta(reviewer))
  await rulebook.approve(1, '2025-01-01', meta(reviewer))
  t.equal(rulebook.versions[0]?.inForceFrom, '2024-01-01', 'approving again changes nothing')
  t.throws(() => rulebook.inForce('2023-12-31'), { code: 'policy-not-in-force' })

  const edited = next(2, (draft) => capOf(draft, 'overseas-training').values.splice(0))
  await t.rejects(rulebook.draft(edited, today, meta(officer)), { code: 'policy-past-changed' })
  await rulebook.draft(v2, today, meta(officer))
  await rulebook.approve(2, '2025-07-01', meta(reviewer))
  t.equal(rulebook.inForce('2025-06-30').version, 1)
  t.equal(rulebook.inForce('2025-07-01').version, 2)
  const elsewhere = new Rulebook(store, before.id)
  await elsewhere.refresh()
  t.strictSame(elsewhere.versions, rulebook.versions, 'another process reads the same')
})

test('a draft may be replaced, and is held against the past again when it is approved', async (t) => {
  const { rulebook, meta, next } = published()
  await rulebook.draft(before, today, meta(officer))
  await rulebook.approve(1, '2024-01-01', meta(reviewer))
  const raised =
    (from: string): Edit =>
    (draft) =>
      capOf(draft, 'overseas-training').values.push(value(from, '60000.00'))
  await rulebook.draft(next(2, raised('2025-06-15')), today, meta(officer))
  const late = meta(reviewer, '2025-06-15T00:00:00.000Z')
  await t.rejects(
    rulebook.approve(2, '2025-07-01', late),
    { code: 'policy-past-changed' },
    'its day has come',
  )
  await rulebook.draft(next(3, raised('2025-07-01')), '2025-06-15', meta(officer))
  await rulebook.approve(3, '2025-07-01', meta(reviewer, '2025-06-15T00:00:00.000Z'))
  const outdated = meta(reviewer)
  await t.rejects(
    rulebook.approve(2, '2025-07-01', outdated),
    { code: 'policy-version' },
    'a newer one is approved',
  )
})

const publish = async (t: Test, edit: Edit) => {
  const { rulebook, meta, next } = published()
  await rulebook.draft(before, today, meta(officer))
  await rulebook.approve(1, '2024-01-01', meta(reviewer))
  await rulebook.draft(next(2, edit), today, meta(officer))
  await rulebook.approve(2, today, meta(reviewer))
  const [v1, v2] = [rulebook.inForce('2025-05-31'), rulebook.inForce(today)]
  t.equal(v2.version, 2)
  const answer = (policy: typeof v1, history: readonly Past[], instrument: string, basis: string) => {
    const request = { instrument, basis, requestedFen: null, filedOn: today }
    return assess(policy, folded([story.registered(), ...history]), request)
  }
  return { rulebook, v1, v2, answer }
}

test('the naming award dated in: no program changes', async (t) => {
  const { v1, v2, answer } = await publish(t, dateIn('2025-07-01'))
  const named = (on: string) => [story.granted('r1', 'golden-collar', on)]
  const claim = ['golden-collar-naming', 'r1'] as const
  t.match(answer(v1, named('2025-07-01'), ...claim), { reasons: ['instrument-not-in-force'] })
  t.match(
    answer(v2, named('2025-06-30'), ...claim),
    { reasons: ['instrument-not-in-force'] },
    'the day before',
  )
  t.match(answer(v2, named('2025-07-01'), ...claim), { amountFen: 500_000, reasons: [] }, 'from its day')
})

test('a raised cap from a day, and a new instrument', async (t) => {
  const { v2, answer, rulebook, v1 } = await publish(t, (draft) => {
    capOf(draft, 'overseas-training').values.push(value('2026-01-01', '60000.00'))
    draft.courses.push({ id: 'apprentice', name: '企业新型学徒制' })
    const amount = { kind: 'eligible-cost' as const, inForce: [{ from: '2025-07-01', clause }], clause }
    const basis = { completion: 'apprentice' }
    draft.instruments.push({ ...overseas(draft), id: 'apprentice-training', basis, amount, rules: [] })
  })
  const trip = (endsOn: string, course = 'overseas') => [
    story.completed('t1', { course, startsOn: endsOn, endsOn, eligibleCostFen: 7_000_000 }),
  ]
  t.match(answer(v2, trip('2025-12-31'), 'overseas-training', 't1'), { amountFen: 5_000_000 })
  t.match(answer(v2, trip('2026-01-01'), 'overseas-training', 't1'), { amountFen: 6_000_000 })
  const apprentice = trip('2025-07-01', 'apprentice')
  t.match(
    answer(v1, apprentice, 'apprentice-training', 't1'),
    { reasons: ['basis-missing'] },
    'unknown before',
  )
  t.match(answer(v2, apprentice, 'apprentice-training', 't1'), { amountFen: 7_000_000 }, 'known since')

  const decided = answer(v1, trip('2026-01-01'), 'overseas-training', 't1')
  const then = rulebook.recorded(decided.policy)
  t.ok(then, 'the version that a decision names is found')
  if (then === undefined) return
  const again = answer(then, trip('2026-01-01'), 'overseas-training', 't1')
  t.equal(JSON.stringify(again), JSON.stringify(decided), 'a later version never changes it')
  t.equal(rulebook.recorded({ ...decided.policy, version: 2 }), undefined)
  t.equal(policyDigest(before), decided.policy.digest)
})
