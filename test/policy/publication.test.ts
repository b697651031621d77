import { type Test, test } from 'tap'
import { policyDigest } from '../../src/app/policy-document.ts'
import { Rulebook } from '../../src/app/rulebook.ts'
import { assess } from '../../src/domain/policy/assess.ts'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import { createMemoryEventStore } from '../../src/event-store/memory-event-store.ts'
import { answerOf, folded, type Past, someone } from '../support/given.ts'
import {
  capOf,
  derivedDocument,
  type Edit,
  instrumentIn,
  namingFrom,
  shippedDocument,
  value,
} from '../support/policies.ts'
import * as story from '../support/story.ts'

/** A policy changes by publishing data: two people sign, and decisions keep the version they name. */

const clause = '试行'
const today = '2025-06-01'
const before = shippedDocument() as PolicyDocument

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

test('one drafts, another approves; versions follow each other', async (t) => {
  const { rulebook, meta, next, store } = published()
  const v2 = next(2, namingFrom('2025-07-01'))
  t.throws(() => rulebook.inForce(today), { code: 'policy-not-in-force' })
  await t.rejects(rulebook.draft(v2, today, meta(officer)), {
    code: 'policy-version',
    facts: { expected: '1' },
  })
  await t.rejects(rulebook.draft({ ...before, id: 'other' }, today, meta(officer)), {
    code: 'policy-unknown',
  })
  await t.rejects(rulebook.approve(1, '2024-01-01', meta(reviewer)), { code: 'policy-unknown' })
  const torn = { ...before, titles: [] }
  await t.rejects(
    rulebook.draft(torn, today, meta(officer)),
    { name: 'PolicyError' },
    'it contradicts itself',
  )
  t.equal((await store.readStream(`policy-${before.id}`)).length, 0)
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
  const { v1, v2, answer } = await publish(t, namingFrom('2025-07-01'))
  const named = (on: string) => [story.granted('r1', 'golden-collar', on)]
  const claim = ['golden-collar-naming', 'r1'] as const
  t.match(answer(v1, named('2025-07-01'), ...claim), { reasons: ['instrument-not-in-force'] })
  t.match(
    answer(v2, named('2025-06-30'), ...claim),
    { reasons: ['instrument-not-in-force'] },
    'the day before',
  )
  const award = answerOf(answer(v2, named('2025-07-01'), ...claim))
  t.strictSame(award, { approvedFen: 500_000, reasons: [] }, 'from its day')
})

test('a raised cap from a day, and a new instrument', async (t) => {
  const { v2, answer, rulebook, v1 } = await publish(t, (draft) => {
    capOf(draft, 'overseas-training').values.push(value('2026-01-01', '60000.00'))
    draft.courses.push({ id: 'apprentice', name: '企业新型学徒制' })
    const amount = { kind: 'eligible-cost' as const, inForce: [{ from: '2025-07-01', clause }], clause }
    const basis = { completion: 'apprentice' }
    const rules = [{ ...capOf(draft, 'workshop-in-province'), values: [value('2025-10-01', '10000.00')] }]
    draft.instruments.push({
      ...instrumentIn(draft, 'overseas-training'),
      id: 'apprentice-training',
      basis,
      amount,
      rules,
    })
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
  const early = answer(v2, trip('2025-06-30', 'apprentice'), 'apprentice-training', 't1')
  t.match(early, { reasons: ['instrument-not-in-force'] }, 'the day before')
  const uncapped = answer(v2, apprentice, 'apprentice-training', 't1')
  t.match(uncapped, { reasons: ['instrument-not-in-force'] }, 'no cap yet: no standard')
  t.strictSame([early.buckets, uncapped.buckets], [[], []])
  const capped = answer(v2, trip('2025-10-01', 'apprentice'), 'apprentice-training', 't1')
  t.match(capped, { amountFen: 1_000_000, reasons: ['trimmed-to-headroom'] }, 'from the day of its cap')

  const decided = answer(v1, trip('2026-01-01'), 'overseas-training', 't1')
  const then = rulebook.recorded(decided.policy)
  t.ok(then, 'the version that a decision names is found')
  if (then === undefined) return
  const again = answer(then, trip('2026-01-01'), 'overseas-training', 't1')
  t.equal(JSON.stringify(again), JSON.stringify(decided), 'a later version never changes it')
  t.equal(rulebook.recorded({ ...decided.policy, version: 2 }), undefined)
  t.equal(policyDigest(before), decided.policy.digest)
})

test('an occupation and a rate are added by publishing them, and by nothing else', async (t) => {
  const { rulebook, meta, next } = published()
  const instrument = 'differentiated-training'
  const done = [
    ...[story.registered(), story.completed('t1', { course: 'vocational', endsOn: '2025-07-02' })],
    story.certified('t1', '无人机驾驶员', '高级工'),
  ]
  const request = { instrument, basis: 't1', requestedFen: null, filedOn: '2025-07-03' }
  await rulebook.draft(before, today, meta(officer))
  await rulebook.approve(1, '2024-01-01', meta(reviewer))
  const answer = (day: string) => answerOf(assess(rulebook.inForce(day), folded(done), request))
  t.strictSame(answer('2025-07-03'), { refusedFor: ['occupation-not-listed'] })
  const added: Edit = (draft) => {
    const { amount } = instrumentIn(draft, instrument)
    if (amount.kind !== 'catalogue-rate') throw new Error('no catalogue')
    amount.rates.push({
      occupation: '无人机驾驶员',
      level: '高级工',
      values: [value('2025-07-01', '1800.00')],
    })
    draft.training?.classRequired.values.push({ from: '2026-09-01', clause, courses: ['composite'] })
  }
  await rulebook.draft(next(2, added), today, meta(officer))
  await rulebook.approve(2, '2025-07-01', meta(reviewer))
  t.strictSame(answer('2025-06-30'), { refusedFor: ['occupation-not-listed'] }, 'not before its day')
  t.strictSame(answer('2025-07-03'), { approvedFen: 180_000, reasons: [] })
  t.end()
})
