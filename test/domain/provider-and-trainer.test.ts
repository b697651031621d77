import { type Test, test } from 'tap'
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts'
import type { ProviderCommand } from '../../src/domain/provider/commands.ts'
import { decideProvider } from '../../src/domain/provider/decide.ts'
import { providerEligibleOn } from '../../src/domain/provider/eligible.ts'
import type { NewProviderEvent } from '../../src/domain/provider/events.ts'
import { providerStatusOn, shownDesignation } from '../../src/domain/provider/state.ts'
import type { TrainerCommand } from '../../src/domain/trainer/commands.ts'
import { decideTrainer } from '../../src/domain/trainer/decide.ts'
import type { NewTrainerEvent } from '../../src/domain/trainer/events.ts'
import { trainerCurrentOn } from '../../src/domain/trainer/state.ts'
import {
  designate,
  designation,
  districts,
  enlist,
  enlistment,
  providerAfter,
  providerOn,
  trainerAfter,
  trainerId,
} from '../support/training-story.ts'

/** Who may hold a class on a day, and who may teach one. */

type Facts = Readonly<Record<string, string>>

const ofProvider = (t: Test, ...commands: readonly ProviderCommand[]) => onDay(t, '2025-12-31', ...commands)

/** Of commands that were all given on that day. */
const onDay = (t: Test, today: string, ...commands: readonly ProviderCommand[]) => {
  const decided = (command: ProviderCommand) =>
    decideProvider(command, providerOn(today, ...commands), { districts, today })
  return {
    refuses: (command: ProviderCommand, code: DomainErrorCode, facts: Facts = {}) =>
      t.throws(() => decided(command), new DomainError(code, facts), `${command.type}: ${code}`),
    makes: (command: ProviderCommand, ...events: readonly NewProviderEvent[]) =>
      t.strictSame(decided(command), events, command.type),
  }
}

const suspend = (from: string, document = '停〔2025〕1号'): ProviderCommand => ({
  type: 'SuspendProvider',
  data: { from, document },
})
const reinstate = (on: string, document = '复〔2025〕1号'): ProviderCommand => ({
  type: 'ReinstateProvider',
  data: { on, document },
})
const changeTo = (change: Partial<typeof designation>): ProviderCommand => ({
  type: 'ChangeDesignation',
  data: { ...designation, ...change },
})

test('a provider is designated once, for districts and days that exist', (t) => {
  const first = ofProvider(t)
  for (const command of [suspend('2025-02-01'), reinstate('2025-02-01'), changeTo({})]) {
    first.refuses(command, 'provider-unknown')
  }
  const designateAs = (change: object) =>
    ({ ...designate, data: { ...designate.data, ...change } }) as ProviderCommand
  for (const providerId of ['', 'Provider-1', 'a b', 'a'.repeat(65)]) {
    first.refuses(designateAs({ providerId }), 'provider-id-invalid')
  }
  first.refuses(designateAs({ districts: ['330602', '1'] }), 'district-unknown', { district: '1' })
  first.refuses(designateAs({ districts: [] }), 'district-unknown', { district: '' })
  first.refuses(designateAs({ until: '2024-12-31' }), 'date-order', { field: 'until' })
  first.makes(designate, { type: 'ProviderDesignated', data: designate.data } as NewProviderEvent)
  ofProvider(t, designate).refuses(designate, 'provider-exists', { providerId: 'provider-1' })
  t.end()
})

test('a designation is changed from a day on, and what was before stays', (t) => {
  const later = { ...designation, districts: ['330603'], from: '2025-07-01' }
  const known = ofProvider(t, designate)
  known.refuses(changeTo({ from: '2024-12-31' }), 'date-order', { field: 'from' })
  known.refuses(changeTo({ districts: ['1'] }), 'district-unknown', { district: '1' })
  known.makes(changeTo(later), { type: 'DesignationChanged', data: later })
  ofProvider(t, designate, changeTo(later)).makes(changeTo(later))
  const changed = providerAfter(designate, changeTo(later))
  const asked = { district: '330602', occupation: null }
  t.equal(providerEligibleOn(changed, '2025-06-30', asked), null)
  t.equal(providerEligibleOn(changed, '2025-07-01', asked), 'provider-district')
  t.equal(providerEligibleOn(changed, '2025-07-01', { ...asked, district: '330603' }), null)
  t.end()
})

test('a suspension holds until the provider is reinstated', (t) => {
  const known = ofProvider(t, designate)
  known.refuses(reinstate('2025-03-01'), 'provider-not-suspended')
  known.makes(suspend('2025-02-01'), {
    type: 'ProviderSuspended',
    data: { from: '2025-02-01', document: '停〔2025〕1号' },
  })
  const held = ofProvider(t, designate, suspend('2025-02-01'))
  held.refuses(suspend('2025-02-02'), 'provider-suspended', { from: '2025-02-01' })
  held.makes(suspend('2025-02-01'))
  held.refuses(reinstate('2025-01-31'), 'date-order', { field: 'on' })
  const ended = ofProvider(t, designate, suspend('2025-02-01'), reinstate('2025-03-01'))
  ended.makes(reinstate('2025-03-01'))
  ended.refuses(reinstate('2025-03-02'), 'provider-not-suspended')
  const state = providerAfter(
    designate,
    suspend('2025-02-01'),
    reinstate('2025-03-01'),
    suspend('2025-05-01'),
  )
  const asked = { district: '330602', occupation: '数控车工' }
  for (const [day, fault] of [
    ['2024-12-31', 'provider-not-designated'],
    ['2025-01-31', null],
    ['2025-02-01', 'provider-suspended'],
    ['2025-02-28', 'provider-suspended'],
    ['2025-03-01', null],
    ['2025-05-01', 'provider-suspended'],
    ['2026-01-01', 'provider-not-designated'],
  ] as const) {
    t.equal(providerEligibleOn(state, day, asked), fault, day)
  }
  const fine = providerAfter(designate)
  t.equal(providerEligibleOn(fine, '2025-02-01', { ...asked, occupation: '焊工' }), 'provider-occupation')
  const every = providerAfter(designate, changeTo({ occupations: [] }))
  t.equal(providerEligibleOn(every, '2025-02-01', { ...asked, occupation: '焊工' }), null)
  t.end()
})

test('what has not begun is replaced by a later paper, and what has begun is not', (t) => {
  const today = '2025-02-10'
  const held = [designate, suspend('2025-02-01')] as const
  const mistyped = [...held, reinstate('2052-03-01')]
  const corrected = reinstate('2025-03-01', '复〔2025〕2号')
  const known = onDay(t, today, ...mistyped)
  known.refuses(reinstate('2025-01-31'), 'date-order', { field: 'on' })
  known.makes(corrected, {
    type: 'ProviderReinstated',
    data: { on: '2025-03-01', document: '复〔2025〕2号' },
  })
  onDay(t, today, ...mistyped, corrected).makes(corrected)
  const state = providerOn(today, ...mistyped, corrected)
  t.match(state.suspensions, [{ from: '2025-02-01', endedOn: '2025-03-01', endedBy: '复〔2025〕2号' }])
  t.equal(state.suspensions.length, 1)
  for (const [day, status] of [
    ['2025-01-31', 'designated'],
    ['2025-02-10', 'suspended'],
    ['2025-02-28', 'suspended'],
    ['2025-03-01', 'designated'],
  ] as const) {
    t.equal(providerStatusOn(state, day), status, day)
  }
  onDay(t, '2025-03-01', ...held, corrected).refuses(reinstate('2025-04-01'), 'provider-not-suspended')

  const planned = [designate, suspend('2025-05-01')] as const
  t.equal(providerStatusOn(providerOn(today, ...planned), today), 'designated', 'not yet')
  onDay(t, '2025-05-01', ...planned).refuses(suspend('2025-06-01'), 'provider-suspended', {
    from: '2025-05-01',
  })
  const moved = providerOn(today, ...planned, suspend('2025-06-01'))
  t.match(moved.suspensions, [{ from: '2025-06-01', endedOn: null }])
  t.equal(moved.suspensions.length, 1)
  t.end()
})

test('a designation that has not begun gives way to one that begins before it', (t) => {
  const today = '2025-02-10'
  const far = changeTo({ districts: ['330603'], from: '2025-07-01' })
  const near = changeTo({ districts: ['330602', '330603'], from: '2025-03-01' })
  onDay(t, '2025-07-01', designate, far).refuses(near, 'date-order', { field: 'from' })
  onDay(t, today, designate, far).refuses(changeTo({ from: '2024-12-31' }), 'date-order', { field: 'from' })
  const state = providerOn(today, designate, far, near)
  t.strictSame(
    state.designations.map(({ from }) => from),
    ['2025-01-01', '2025-03-01'],
  )
  t.strictSame(shownDesignation(state, today)?.from, '2025-01-01', 'what holds on the day is shown')
  t.strictSame(shownDesignation(state, '2024-12-31')?.from, '2025-01-01', 'or what will first')
  t.end()
})

test('a trainer is in the pool for the days of an enlistment, until delisted', (t) => {
  const decided = (command: TrainerCommand, ...before: readonly TrainerCommand[]) =>
    decideTrainer(command, trainerAfter(...before))
  const delist = (on: string, document = '退〔2025〕1号'): TrainerCommand => ({
    type: 'DelistTrainer',
    data: { on, document },
  })
  const enlistAs = (change: object) => ({ ...enlist, data: { ...enlist.data, ...change } }) as TrainerCommand
  t.throws(() => decided(delist('2025-02-01')), new DomainError('trainer-unknown'))
  t.throws(
    () => decided(enlistAs({ until: '2024-12-31' })),
    new DomainError('date-order', { field: 'until' }),
  )
  t.strictSame(decided(enlist), [
    {
      type: 'TrainerEnlisted',
      data: { trainerId, ...enlistment, commitments: { name: 'n', idNumber: 'i' } },
    },
  ] satisfies NewTrainerEvent[])
  t.strictSame(decided(enlist, enlist), [], 'the same again adds nothing')
  const next = enlistAs({ from: '2026-01-01', until: '2026-12-31' })
  t.equal(decided(next, enlist).length, 1)
  t.throws(
    () => decided(delist('2026-01-01'), enlist),
    new DomainError('trainer-not-current', { on: '2026-01-01' }),
  )
  t.equal(decided(delist('2025-12-31'), enlist).length, 1)
  t.strictSame(decided(delist('2025-06-01'), enlist, delist('2025-06-01')), [])
  const gone = trainerAfter(enlist, next, delist('2025-06-01'))
  const back = trainerAfter(enlist, delist('2025-06-01'), enlistAs({ from: '2025-09-01' }))
  for (const [state, day, current] of [
    [trainerAfter(enlist), '2024-12-31', false],
    [trainerAfter(enlist), '2025-01-01', true],
    [trainerAfter(enlist), '2026-01-01', false],
    [gone, '2025-05-31', true],
    [gone, '2025-06-01', false],
    [gone, '2026-06-01', false],
    [back, '2025-08-31', false],
    [back, '2025-09-01', true],
  ] as const) {
    t.equal(trainerCurrentOn(state, day), current, day)
  }
  t.end()
})
