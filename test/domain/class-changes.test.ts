import { test } from 'tap'
import { DomainError } from '../../src/domain/errors.ts'
import type { TrainingCommand, TrainingContext } from '../../src/domain/training/commands.ts'
import { decideTraining } from '../../src/domain/training/decide.ts'
import type { TrainingDetails } from '../../src/domain/training/events.ts'
import * as story from '../support/training-story.ts'
import { change, open, plan, resolve } from '../support/training-story.ts'

/** What was decided about a class holds for the class as it was; and its level is one of the policy's. */

const decided = (
  command: TrainingCommand,
  steps: readonly (story.Step | TrainingCommand)[],
  around: Partial<TrainingContext> = {},
) => decideTraining(command, story.trainingAfter(...steps), { ...story.context, ...around })

const byOfficer = { actor: story.officer }
const byAnother = { actor: { ...story.officer, pid: 'another' } }
const room = story.otherClass({ trainingId: 'B', trainerId: null, place: story.details.place })
const found = [plan, { command: open, with: { elsewhere: [room] } }]
const dismissed = [...found, { command: resolve(1), with: byOfficer }]

test('a class that is changed where it was looked at is looked at anew', (t) => {
  const raised = (command: TrainingCommand, steps: typeof dismissed, elsewhere = [room]) =>
    decided(command, steps, { ...byOfficer, elsewhere }).flatMap(({ type, data }) =>
      type === 'TrainingFindingRaised' ? [[data.no, data.rule, data.becauseOf]] : [],
    )
  t.strictSame(raised(change({ name: '二班' }), dismissed), [], 'another name')
  t.strictSame(raised(change({ trainerId: story.trainerId, capacity: 2 }), dismissed), [])
  const later = change({ endsOn: '2025-03-15' })
  const again = [[2, 'room-two-places', ['B']]]
  t.strictSame(raised(later, dismissed), again, 'other days')
  t.strictSame(raised(later, dismissed, []), [])
  t.strictSame(raised(later, found), [], 'somebody is to look at it')
  t.strictSame(raised(later, [...found, { command: resolve(1, true), with: byOfficer }]), [], 'it bars')
  const elsewhere = [...dismissed, { command: change({ place: '别处' }), with: byOfficer }]
  t.strictSame(raised(change({ place: story.details.place }), elsewhere), again, 'back in the room')
  const twice = [...dismissed, { command: later, with: { ...byOfficer, elsewhere: [room] } }]
  t.strictSame(raised(change({ name: '二班' }), twice), [], 'found again already')
  t.end()
})

test('what was found to be so is decided anew once the class was changed, by somebody else', (t) => {
  const upheld = [...found, { command: resolve(1, true), with: byOfficer }]
  const refuses = (steps: typeof upheld, around: Partial<TrainingContext>, code: string) =>
    t.throws(() => decided(resolve(1), steps, around), { code }, code)
  refuses(upheld, byAnother, 'finding-resolved')
  const renamed = [...upheld, { command: change({ name: '二班' }), with: byOfficer }]
  refuses(renamed, byAnother, 'finding-resolved')

  const moved = [...upheld, { command: change({ place: '别处' }), with: byOfficer }]
  refuses(moved, byOfficer, 'separation-of-duties')
  refuses(moved, { actor: story.provider }, 'separation-of-duties')
  t.match(decided(resolve(1), moved, byAnother), [
    { type: 'TrainingFindingResolved', data: { no: 1, upheld: false } },
  ])
  const cured = [...moved, { command: resolve(1), with: byAnother }]
  refuses(cured, byAnother, 'finding-resolved')
  t.match(story.trainingAfter(...cured).findings, [{ upheld: false, resolvedBy: 'another', changedBy: null }])
  t.end()
})

test('a class is for a level of the policy, or for none', (t) => {
  const planned = (level: string | null): TrainingCommand => ({
    type: 'PlanTraining',
    data: { trainingId: story.trainingId, ...story.details, level },
  })
  t.throws(() => decided(planned('大师'), []), { code: 'level-unknown' })
  t.throws(() => decided(change({ level: '大师' }), [plan]), { code: 'level-unknown' })
  for (const level of ['技师', null]) t.match(decided(planned(level), []), [{ type: 'TrainingPlanned' }])
  t.match(decided(change({ level: '技师' }), [plan]), [{ data: { level: '技师' } }])
  t.match(
    decided(planned('大师'), [], { levels: [] }),
    [{ data: { level: '大师' } }],
    'a policy without an order',
  )
  const before = { command: planned('大师'), with: { levels: [] } }
  t.match(decided(change({ capacity: 2 }), [before]), [{ type: 'TrainingChanged' }], 'of before')
  t.strictSame(decided(change({ level: '高级工' }), [plan]), [])
  t.end()
})

const { startsOn } = story.details
const suspended = story.providerAfter(story.designate, {
  type: 'SuspendProvider',
  data: { from: startsOn, document: '文' },
})

test('a class is planned for a day on which its provider may hold it, and moved to no other', (t) => {
  const days = (first: string) => ({ startsOn: first, endsOn: first })
  const planAs = (data: Partial<TrainingDetails>): TrainingCommand => ({
    type: 'PlanTraining',
    data: { trainingId: story.trainingId, ...story.details, ...data },
  })
  const refused = (fault: string, on = startsOn) =>
    new DomainError('provider-not-eligible', { fault, startsOn: on })
  const faults: readonly [Partial<TrainingDetails>, string][] = [
    [days('2024-12-31'), 'provider-not-designated'],
    [days('2026-01-01'), 'provider-not-designated'],
    [{ district: '330603' }, 'provider-district'],
    [{ occupation: '焊工' }, 'provider-occupation'],
  ]
  for (const [data, fault] of faults) {
    t.throws(() => decided(planAs(data), []), refused(fault, data.startsOn), fault)
    t.throws(() => decided(change(data), [plan]), refused(fault, data.startsOn), `moved: ${fault}`)
  }
  const held = { provider: suspended }
  t.throws(() => decided(plan, [], held), refused('provider-suspended'))
  t.equal(decided(planAs(days('2025-03-02')), [], held).length, 1, 'the day before')
  t.equal(decided(change({ name: '另一班' }), [plan], held).length, 1, 'what was planned is put right')
  const later = change(days('2025-03-04'))
  t.throws(() => decided(later, [plan], held), refused('provider-suspended', '2025-03-04'))
  t.end()
})
