import fc from 'fast-check'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { NewPersonEvent } from '../../src/domain/person/events.ts'
import type { PersonState } from '../../src/domain/person/state.ts'
import { assess } from '../../src/domain/policy/assess.ts'
import type { Assessment } from '../../src/domain/policy/assessment.ts'
import type { Award, Fact } from '../../src/domain/policy/history.ts'
import type { Policy } from '../../src/domain/policy/policy.ts'
import { contextOf, folded, past, personId, someone } from './given.ts'
import type { OracleReadings, OracleStep } from './oracle.ts'
import { policyReading, shippedPolicy } from './policies.ts'
import { registered } from './story.ts'

/** Random histories of one person, and two ways to have them decided. */

const instruments: readonly (readonly [instrument: string, needs: string])[] = [
  ['technical-expert-provincial', 'technical-expert-provincial'],
  ['technical-expert-municipal', 'technical-expert-municipal'],
  ['golden-collar-naming', 'golden-collar'],
  ['overseas-training', 'overseas'],
  ['workshop-in-province', 'workshop-in-province'],
  ['workshop-out-of-province', 'workshop-out-of-province'],
  ['composite-workshop', 'composite'],
]
const needed = instruments.map(([, of]) => of)
const titles = needed.slice(0, 3)
/** What one person's facts are about: lives that dwell on one thing reach the caps. */
const themes: readonly (readonly string[])[] = [
  needed,
  titles.slice(0, 2),
  needed.slice(3, 4),
  needed.slice(4, 6),
  needed.slice(6),
]

const msPerDay = 86_400_000
const later = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * msPerDay).toISOString().slice(0, 10)

const edges = '2023-12-31 2024-01-01 2024-12-31 2025-01-01 2026-12-31 2027-01-01'.split(' ')
const anyDay = fc.integer({ min: 0, max: 1_170 }).map((days) => later('2023-11-15', days))
const monthEnds = fc
  .tuple(fc.integer({ min: 0, max: 38 }), fc.integer({ min: -3, max: 2 }))
  .map(([month, shift]) => later(new Date(Date.UTC(2023, 11 + month, 0)).toISOString().slice(0, 10), shift))
const days = fc.oneof(fc.constantFrom(...edges), anyDay, monthEnds)
const lengths = fc.oneof(fc.constantFrom(0, 26, 27, 28, 29, 30, 31, 32), fc.integer({ min: 0, max: 20 }))

const caps = [300_000, 700_000, 1_000_000, 2_000_000, 5_000_000]
const aroundCaps = caps.flatMap((cap) => [cap - 1, cap, cap + 1])
const amounts = fc.oneof(fc.constantFrom(1, ...aroundCaps), fc.integer({ min: 1, max: 6_000_000 }))

/** What a step becomes depends on what was there before it, so that most steps mean something. */
const seeds = fc.record({
  kind: fc.constantFrom(...'fact fact fact claim claim claim claim claim withdraw revoke'.split(' ')),
  pick: fc.nat(10_000),
  fits: fc.nat(9),
  day: days,
  length: lengths,
  costFen: amounts,
  requestedFen: fc.option(amounts, { nil: null }),
  trainingId: fc.constantFrom('K-1', 'K-2', 'K-3', 'term', '2025'),
})
type Seed = typeof seeds extends fc.Arbitrary<infer T> ? T : never

const readings: fc.Arbitrary<OracleReadings> = fc.record({
  I1: fc.constantFrom('once-per-term', 'once-per-training'),
  I2: fc.constantFrom('term-cumulative', 'per-calendar-year', 'per-trip'),
  I3: fc.constantFrom('two-buckets', 'shared-bucket'),
  I4: fc.constantFrom('both', 'higher-only'),
  I7: fc.constantFrom('calendar-month', 'thirty-one-days'),
})

export interface Life {
  readonly readings: OracleReadings
  readonly steps: readonly OracleStep[]
}

export const lives: fc.Arbitrary<Life> = fc
  .record({
    readings,
    theme: fc.constantFrom(...themes),
    seeds: fc.array(seeds, { minLength: 4, maxLength: 16 }),
  })
  .map(({ readings: chosen, theme, seeds: list }) => ({ readings: chosen, steps: toSteps(list, theme) }))

const pickFrom = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length]

const toSteps = (list: readonly Seed[], theme: readonly string[]): OracleStep[] => {
  const steps: OracleStep[] = []
  const facts: { id: string; of: string; revoked: boolean }[] = []
  for (const seed of list) {
    const { pick, day } = seed
    const kind = facts.length === 0 && seed.fits > 0 ? 'fact' : seed.kind
    const id = `${kind}-${steps.length}`
    if (kind === 'fact') {
      const of = pickFrom(theme, pick) ?? ''
      const titled = titles.includes(of)
      facts.push({ id, of, revoked: false })
      const { costFen, trainingId, length } = seed
      const completion = { course: of, trainingId, startsOn: later(day, -length), endsOn: day, costFen }
      steps.push(
        titled
          ? { kind: 'recognition', id, title: of, grantedOn: day }
          : { kind: 'completion', id, ...completion },
      )
    } else if (kind === 'claim') {
      steps.push(claimStep(id, seed, facts))
    } else if (kind === 'revoke') {
      const fact = pickFrom(facts, pick)
      if (fact === undefined || fact.revoked) continue
      fact.revoked = true
      steps.push({ kind: 'revoke', basis: fact.id })
    } else {
      const claims = steps.flatMap((step) => (step.kind === 'claim' ? [step.id] : []))
      const claim = pickFrom(claims, pick)
      if (claim !== undefined) steps.push({ kind: 'withdraw', claim })
    }
  }
  return steps
}

const claimStep = (id: string, seed: Seed, facts: readonly { id: string; of: string }[]): OracleStep => {
  const { pick, fits, requestedFen } = seed
  const fact = pickFrom(facts, pick)
  const fitting = instruments.find(([, needs]) => needs === fact?.of)
  const [instrument = ''] = (fits > 0 ? fitting : pickFrom(instruments, pick)) ?? instruments[0] ?? []
  return { kind: 'claim', id, instrument, basis: fact?.id ?? 'constructor', requestedFen }
}

/** As a trial calculation does it: the history kept by hand, the readings chosen. */
export const byAssess = ({ steps, readings: chosen }: Life): Assessment[] => {
  const facts = new Map<string, Fact>()
  let awards: readonly Award[] = []
  const found: Assessment[] = []
  for (const step of steps) {
    if (step.kind === 'completion' || step.kind === 'recognition') facts.set(step.id, factOf(step))
    else if (step.kind === 'revoke')
      facts.set(step.basis, { ...(facts.get(step.basis) as Fact), revoked: true })
    else if (step.kind === 'withdraw') awards = awards.filter(({ claimId }) => claimId !== step.claim)
    else {
      const { id: claimId, instrument, basis, requestedFen } = step
      const request = { instrument, basis, requestedFen, filedOn: '2026-06-30' }
      const assessment = assess(shippedPolicy, { facts, awards }, request, { ...chosen })
      found.push(assessment)
      const { amountFen, outcome } = assessment
      const award = { claimId, instrument, basis, amountFen, eventId: claimId }
      if (outcome === 'approved') awards = [...awards, award]
    }
  }
  return found
}

type FactStep = Extract<OracleStep, { kind: 'completion' | 'recognition' }>

const factOf = (step: FactStep): Fact => {
  const { id, kind } = step
  const common = { id, kind, certificates: [], revoked: false, eventId: id }
  if (step.kind === 'recognition') {
    const { title: of, grantedOn: on } = step
    return { ...common, of, relevantOn: on, startsOn: on, trainingId: null, eligibleCostFen: null }
  }
  const { course: of, endsOn, startsOn, trainingId, costFen: eligibleCostFen } = step
  return { ...common, of, relevantOn: endsOn, startsOn, trainingId, eligibleCostFen }
}

const policies = new Map<string, Policy>()
const policyFor = (chosen: OracleReadings): Policy => {
  const key = JSON.stringify(chosen)
  const policy = policies.get(key) ?? policyReading({ ...chosen })
  policies.set(key, policy)
  return policy
}

const today = '2027-12-31'

/** As the ledger does it: recorded, filed, reviewed and approved by commands, the readings in force. */
export const byCommands = ({ steps, readings: chosen }: Life): Assessment[] => {
  const policy = policyFor(chosen)
  let state = folded([registered()])
  const ids = new Map<string, string>()
  const found: Assessment[] = []
  const act = (command: PersonCommand, pid: string): readonly NewPersonEvent[] => {
    const by = someone('officer', pid)
    const events = decidePerson(command, state, contextOf(by, { policy, today }))
    state = folded(
      events.map((event) => past(event, by)),
      state,
    )
    return events
  }
  for (const step of steps) {
    if (step.kind === 'completion' || step.kind === 'recognition') {
      act(recordOf(step), 'recorder')
      ids.set(step.id, [...state.facts.keys()].at(-1) ?? '')
    } else if (step.kind === 'revoke') act(revocationOf(state, ids.get(step.basis) ?? ''), 'recorder')
    else if (step.kind === 'withdraw') {
      const claimId = ids.get(step.claim) ?? ''
      const data = { claimId, noteCommitment: null }
      if (state.claims.get(claimId)?.status === 'approved') act({ type: 'WithdrawClaim', data }, 'filer')
    } else {
      const { instrument, requestedFen } = step
      const basis = ids.get(step.basis) ?? step.basis
      act({ type: 'SubmitClaim', data: { instrument, basis, requestedFen } }, 'filer')
      const claimId = `${personId}-c${state.claimCount}`
      ids.set(step.id, claimId)
      for (const { no, status } of state.findings) {
        const data = { no, upheld: false, noteCommitment: 'n' }
        if (status === 'open') act({ type: 'ResolveFinding', data }, 'inspector')
      }
      act({ type: 'ReviewClaim', data: { claimId } }, 'reviewer')
      for (const { type, data } of act({ type: 'ApproveClaim', data: { claimId } }, 'approver')) {
        if (type === 'ClaimAssessed') found.push(data.assessment)
      }
    }
  }
  return found
}

const recordOf = (step: FactStep): PersonCommand => {
  if (step.kind === 'recognition') {
    const { title, grantedOn } = step
    return { type: 'GrantRecognition', data: { title, grantedOn, document: '人社 1 号' } }
  }
  const { course, trainingId, startsOn, endsOn, costFen: eligibleCostFen } = step
  const details = { course, trainingId, startsOn, endsOn, eligibleCostFen }
  return { type: 'RecordCompletion', data: { ...details, provider: null, certificates: [] } }
}

const revocationOf = (state: PersonState, id: string): PersonCommand => {
  const noteCommitment = 'n'
  return state.facts.get(id)?.kind === 'recognition'
    ? { type: 'RevokeRecognition', data: { recognitionId: id, revokedOn: today, noteCommitment } }
    : { type: 'WithdrawCompletion', data: { completionId: id, noteCommitment } }
}
