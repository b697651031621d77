import { type Test, test } from 'tap'
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts'
import type { TrainingCommand, TrainingContext } from '../../src/domain/training/commands.ts'
import { decideTraining } from '../../src/domain/training/decide.ts'
import type { NewTrainingEvent, TrainingDetails } from '../../src/domain/training/events.ts'
import type { TrainingStatus } from '../../src/domain/training/status.ts'
import * as story from '../support/training-story.ts'
import {
  cancel,
  close,
  enrol,
  finish,
  open,
  plan,
  remove,
  resolve,
  trainingId,
} from '../support/training-story.ts'

/** One class: who may hold it, its steps in order, and never more learners than places. */

type Given = readonly (story.Step | TrainingCommand)[]

const given = (t: Test, steps: Given, around: Partial<TrainingContext> = {}) => {
  const state = story.trainingAfter(...steps)
  const decided = (command: TrainingCommand) =>
    decideTraining(command, state, { ...story.context, ...around })
  return {
    refuses: (
      command: TrainingCommand,
      code: DomainErrorCode,
      facts: Readonly<Record<string, string>> = {},
    ) => t.throws(() => decided(command), new DomainError(code, facts), `${command.type}: ${code}`),
    makes: (command: TrainingCommand, ...events: readonly NewTrainingEvent[]) =>
      t.strictSame(decided(command), events, command.type),
  }
}

const planAs = (change: Partial<TrainingDetails>, id = trainingId): TrainingCommand => ({
  type: 'PlanTraining',
  data: { trainingId: id, ...story.details, ...change },
})

test('a class is planned once, for what exists', (t) => {
  const first = given(t, [])
  for (const command of [
    open,
    finish,
    close,
    cancel,
    enrol('a'),
    remove('a'),
    resolve(1),
    story.change({}),
  ]) {
    first.refuses(command, 'training-unknown')
  }
  for (const id of ['', 'SX 1', 'a'.repeat(41), '班-1']) first.refuses(planAs({}, id), 'training-id-invalid')
  first.refuses(planAs({ providerId: 'provider-9' }), 'provider-unknown')
  first.refuses(planAs({ course: 'dancing' }), 'course-unknown', { course: 'dancing' })
  first.refuses(planAs({ department: 'moon' }), 'department-unknown', { department: 'moon' })
  first.refuses(planAs({ district: '330699' }), 'district-unknown', { district: '330699' })
  first.refuses(planAs({ endsOn: '2025-03-02' }), 'training-dates', { field: 'endsOn' })
  for (const field of ['hours', 'capacity'] as const) {
    for (const wrong of [0, -1, 1.5, 10_001, Number.NaN]) {
      first.refuses(planAs({ [field]: wrong }), 'training-size', { field })
    }
  }
  first.makes(plan, { type: 'TrainingPlanned', data: { trainingId, ...story.details } })
  given(t, [plan]).refuses(plan, 'training-exists', { trainingId })
  t.end()
})

const { startsOn } = story.details
const suspended = story.providerAfter(story.designate, {
  type: 'SuspendProvider',
  data: { from: startsOn, document: '文' },
})

test('a class opens with a provider who may hold it and a trainer of the pool', (t) => {
  const opened: NewTrainingEvent = { type: 'TrainingOpened', data: { openedOn: '2025-03-15' } }
  given(t, [plan], { provider: suspended }).refuses(open, 'provider-not-eligible', {
    fault: 'provider-suspended',
    startsOn,
  })
  given(t, [planAs({ trainerId: null })]).refuses(open, 'trainer-not-current', { on: startsOn })
  given(t, [planAs({ trainerId: 'u'.repeat(26) })]).refuses(open, 'trainer-not-current', { on: startsOn })
  const delisted = story.trainerAfter(story.enlist, {
    type: 'DelistTrainer',
    data: { on: startsOn, document: '文' },
  })
  given(t, [plan], { trainer: delisted }).refuses(open, 'trainer-not-current', { on: startsOn })
  given(t, [plan]).makes(open, opened)
  given(t, [planAs({ occupation: null })]).makes(open, opened)
  given(t, [plan, open]).makes(open)
  t.end()
})

const into: Readonly<Record<TrainingStatus, Given>> = {
  planned: [plan],
  open: [plan, open],
  finished: [plan, open, finish],
  closed: [plan, open, finish, close],
  cancelled: [plan, cancel],
}

const commands = { change: story.change({ name: '新名' }), open, enrol: enrol('a'), finish, close, cancel }

/** What a class in each status says; a number: so many events. */
const table: Readonly<
  Record<TrainingStatus, Readonly<Record<keyof typeof commands, number | DomainErrorCode>>>
> = {
  planned: {
    change: 1,
    open: 1,
    enrol: 'training-not-open',
    finish: 'training-not-open',
    close: 'training-not-finished',
    cancel: 1,
  },
  open: { change: 1, open: 0, enrol: 1, finish: 1, close: 'training-not-finished', cancel: 1 },
  finished: {
    change: 'training-finished',
    open: 'training-finished',
    enrol: 1,
    finish: 0,
    close: 1,
    cancel: 'training-finished',
  },
  closed: {
    change: 'training-closed',
    open: 'training-closed',
    enrol: 'training-not-open',
    finish: 'training-closed',
    close: 0,
    cancel: 'training-closed',
  },
  cancelled: {
    change: 'training-cancelled',
    open: 'training-cancelled',
    enrol: 'training-not-open',
    finish: 'training-cancelled',
    close: 'training-cancelled',
    cancel: 0,
  },
}

test('every status and every command: the step, its repeat, or its own refusal', (t) => {
  for (const [status, steps] of Object.entries(into)) {
    const state = story.trainingAfter(...steps)
    t.equal(state.status, status)
    for (const [name, command] of Object.entries(commands)) {
      const said = table[status as TrainingStatus][name as keyof typeof commands]
      const decided = () => decideTraining(command, state, story.context)
      if (typeof said === 'number') t.equal(decided().length, said, `${name} while ${status}`)
      else t.throws(decided, new DomainError(said, { status }), `${name} while ${status}`)
    }
    given(t, steps).refuses(plan, 'training-exists', { trainingId })
  }
  const early = given(t, into.open, { today: '2025-03-13' })
  early.refuses(finish, 'training-not-over', { endsOn: '2025-03-14' })
  given(t, into.open, { today: '2025-03-14' }).makes(finish, {
    type: 'TrainingFinished',
    data: { finishedOn: '2025-03-14' },
  })
  t.end()
})

test('no more learners than places, all of a request or none', (t) => {
  const full = [...into.open, enrol('a', 'b', 'c')]
  given(t, [...into.open, enrol('a')]).refuses(enrol('b', 'c', 'd'), 'training-full', { room: '2' })
  given(t, full).refuses(enrol('d'), 'training-full', { room: '0' })
  given(t, [...into.open, enrol('a')]).makes(enrol('a', 'b', 'b', 'c'), {
    type: 'LearnersEnrolled',
    data: { personIds: ['b', 'c'] },
  })
  given(t, full).makes(enrol('c', 'a'))
  given(t, full).refuses(cancel, 'has-learners')
  given(t, full).makes(remove('b', 'z', 'b'), { type: 'LearnersRemoved', data: { personIds: ['b'] } })
  given(t, full).makes(remove('z'))
  given(t, [...full, remove('b')]).makes(enrol('d'), {
    type: 'LearnersEnrolled',
    data: { personIds: ['d'] },
  })
  given(t, [...full, finish, close]).makes(remove('a'), {
    type: 'LearnersRemoved',
    data: { personIds: ['a'] },
  })
  const many = Array.from({ length: 1_001 }, (_, no) => `p${no}`)
  const large = story.trainingAfter(planAs({ capacity: 1_001 }), open)
  const pages = decideTraining(enrol(...many), large, story.context)
  t.strictSame(
    pages.map(({ data }) => 'personIds' in data && data.personIds.length),
    [500, 500, 1],
  )
  t.end()
})

test('what completions were judged by stays while there are learners', (t) => {
  const { change } = story
  const taught = [...into.open, enrol('a', 'b')]
  const everywhere = story.providerAfter(story.designate, {
    type: 'ChangeDesignation',
    data: { ...story.designation, districts: [...story.districts] },
  })
  for (const [field, value] of Object.entries({
    course: 'composite',
    occupation: null,
    level: '技师',
    startsOn: '2025-03-04',
    endsOn: '2025-03-15',
    hours: 81,
    department: 'industry',
    district: '330603',
  })) {
    given(t, taught).refuses(change({ [field]: value }), 'has-learners')
    t.equal(
      decideTraining(change({ [field]: value }), story.trainingAfter(plan), {
        ...story.context,
        provider: everywhere,
      }).length,
      1,
      field,
    )
  }
  given(t, taught).refuses(change({ capacity: 1 }), 'training-full', { room: '0' })
  given(t, taught).refuses(change({ trainerId: null }), 'trainer-not-current', { on: '2025-03-03' })
  given(t, into.open).refuses(change({ district: '330603' }), 'provider-not-eligible', {
    fault: 'provider-district',
    startsOn: '2025-03-03',
  })
  given(t, taught).refuses(change({ hours: 0 }), 'training-size', { field: 'hours' })
  given(t, taught).makes(change({ capacity: 2, name: '二班' }), {
    type: 'TrainingChanged',
    data: { trainingId, ...story.details, capacity: 2, name: '二班' },
  })
  given(t, taught).makes(change({ capacity: 3, place: undefined }))
  t.end()
})

test('a trainer or a room in two places at once is a finding, decided by somebody else', (t) => {
  const here = story.otherClass
  const opened: NewTrainingEvent = { type: 'TrainingOpened', data: { openedOn: '2025-03-15' } }
  const raised = (no: number, rule: 'trainer-two-places' | 'room-two-places', ...becauseOf: string[]) =>
    ({ type: 'TrainingFindingRaised', data: { no, rule, becauseOf } }) as const
  given(t, [plan], { elsewhere: [here({ startsOn: '2025-03-15' })] }).makes(open, opened)
  given(t, [plan], { elsewhere: [here({ endsOn: '2025-03-02', startsOn: '2025-03-01' })] }).makes(
    open,
    opened,
  )
  given(t, [plan], { elsewhere: [here({ trainerId: null })] }).makes(open, opened)
  const room = here({ trainingId: 'B', trainerId: null, place: '市技师学院２号楼201' })
  const elsewhere = [here({ trainingId: 'C' }), room, here({ trainingId: 'A', startsOn: '2025-01-01' })]
  given(t, [plan], { elsewhere }).makes(
    open,
    opened,
    raised(1, 'trainer-two-places', 'A', 'C'),
    raised(2, 'room-two-places', 'B'),
  )
  const found: Given = [plan, { command: open, with: { elsewhere } }]
  const byOfficer = { actor: story.officer }
  given(t, found).refuses(resolve(1), 'separation-of-duties')
  given(t, found, byOfficer).refuses(resolve(3), 'finding-unknown', { no: '3' })
  given(t, found, byOfficer).makes(resolve(1, true), {
    type: 'TrainingFindingResolved',
    data: { no: 1, upheld: true, noteCommitment: 'n' },
  })
  const resolved: Given = [...found, { command: resolve(1, true), with: byOfficer }]
  given(t, resolved, byOfficer).refuses(resolve(1), 'finding-resolved', { no: '1' })
  const [first, second] = story.trainingAfter(...resolved).findings
  t.match(first, { rule: 'trainer-two-places', upheld: true, resolvedBy: story.officer.pid })
  t.match(second, { upheld: null, raisedBy: story.provider.pid })
  const more = [...elsewhere, here({ trainingId: 'D' })]
  const renamed = { ...story.details, name: '二班' }
  given(t, found, { elsewhere: more }).makes(
    story.change({ name: '二班' }),
    { type: 'TrainingChanged', data: { trainingId, ...renamed } },
    raised(3, 'trainer-two-places', 'D'),
  )
  t.end()
})
