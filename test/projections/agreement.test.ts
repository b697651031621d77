import { test } from 'tap'
import { balance } from '../../projections/balance.ts'
import { capCheck } from '../../projections/cap-check.ts'
import { claimRegister } from '../../projections/claim-register.ts'
import { personEntitlement } from '../../projections/person-entitlement.ts'
import type { Projection } from '../../projections/projection.ts'
import type { PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import { personInScope } from '../../src/domain/scope.ts'
import { knownTypes } from '../../src/projector/known-types.ts'
import { cityLog } from '../support/person-log.ts'
import { districts } from '../support/person-story.ts'

/** Over the lives of a city, the figures say of every person and claim what the domain's own state says. */

const folding = <State, Event extends PersonEvent>(projection: Projection<State, Event>) => {
  const states = new Map<string, State>()
  const handlers = projection.when as Readonly<Record<string, (state: State, event: unknown) => State>>
  return {
    states,
    fold: (event: PersonEvent, streamId: string): void => {
      const handler = handlers[event.type]
      if (handler === undefined) return
      const folded = { ...event, streamId } as unknown as Event & { streamId: string }
      const partition = projection.partitionBy(folded)
      states.set(partition, handler(states.get(partition) ?? projection.init(), folded))
    },
  }
}

const register = folding(claimRegister)
const entitlement = folding(personEntitlement)
const checks = folding(capCheck)
const balances = folding(balance)
const people = new Map<string, PersonState>()
const happened = new Map<string, number>()

for (const { stream, events } of cityLog({ seed: 11, people: 150, steps: 80, atOnce: 20 })) {
  for (const event of events as unknown as PersonEvent[]) {
    for (const figure of [register, entitlement, checks, balances]) figure.fold(event, stream)
    people.set(stream, evolvePerson(people.get(stream) ?? initialPerson, event))
    const what = event.type === 'RecoveryProposed' ? `${event.type} ${event.data.cause}` : event.type
    happened.set(what, (happened.get(what) ?? 0) + 1)
  }
}

test('all that can happen happens in these lives', (t) => {
  const quiet = ['PersonDetailsChanged', 'DetailsRevealed']
  const types = [...(knownTypes.get('person') ?? [])].filter((type) => !quiet.includes(type))
  const wanted = types.flatMap((type) =>
    type === 'RecoveryProposed' ? [`${type} person`, `${type} late-fact`] : [type],
  )
  for (const type of wanted) t.ok((happened.get(type) ?? 0) > 2, `${type}: ${happened.get(type) ?? 0}`)
  t.end()
})

test('a claim stands in the register as it stands', (t) => {
  let compared = 0
  for (const person of people.values()) {
    for (const claim of person.claims.values()) {
      const found = register.states.get(claim.claimId)
      const { status, district, amountFen, batchId, filedOn, basis } = claim
      const payments = claim.payments.map(({ paidOn: _, ...payment }) => payment)
      const recoveries = claim.recoveries.map(({ proposedBy: _, ...recovery }) => recovery)
      const recoveredFen = recoveries.reduce((sum, { receivedFen }) => sum + receivedFen, 0)
      const paidFen = status === 'paid' || status === 'recovered' ? amountFen : 0
      const expected = { status, district, amountFen, batchId, filedOn, basis, paidFen, recoveredFen }
      t.match(found, expected, claim.claimId)
      t.match(found?.payments, payments)
      t.match(found?.recoveries, recoveries)
      t.equal(found?.payments.length, payments.length)
      t.equal(checks.states.get(claim.claimId)?.district, district)
      compared++
    }
  }
  t.ok(compared > 500, `${compared} claims`)
  t.end()
})

test('a person is paid by, and seen from, the same districts', (t) => {
  for (const [stream, person] of people) {
    const figure = entitlement.states.get(stream)
    const seen = districts.filter((code) => personInScope({ kind: 'districts', districts: [code] }, person))
    const shown = districts.filter(
      (code) => code === figure?.district || figure?.payingDistricts.includes(code),
    )
    t.strictSame(shown, seen, stream)
  }
  t.end()
})

test('what is reserved and paid is what the awards come to', (t) => {
  for (const [stream, { awards, claims }] of people) {
    const counted = entitlement.states.get(stream)?.claims ?? []
    const figures = counted.flatMap(({ claimId, approvedBy, amountFen, paid }) =>
      approvedBy === null ? [] : [`${claimId} ${amountFen} ${paid}`],
    )
    const standing = awards.map(
      ({ claimId, amountFen }) => `${claimId} ${amountFen} ${claims.get(claimId)?.status === 'paid'}`,
    )
    t.strictSame(figures.sort(), standing.sort(), stream)
  }
  t.end()
})

test('the balances are what the claims come to', (t) => {
  const expected = new Map<string, readonly [reserved: number, paid: number]>()
  for (const { claims } of people.values()) {
    for (const { district, instrument, status, amountFen, recoveries } of claims.values()) {
      const key = `${district}/${instrument}`
      const [reserved, paid] = expected.get(key) ?? [0, 0]
      const fen = amountFen ?? 0
      const back = recoveries.reduce((sum, { receivedFen }) => sum + receivedFen, 0)
      const isHeld = ['batched', 'noticed', 'payable'].includes(status)
      const isPaid = ['paid', 'recovered'].includes(status)
      expected.set(key, [reserved + (isHeld ? fen : 0), paid + (isPaid ? fen - back : 0)])
    }
  }
  let compared = 0
  for (const [key, [reserved, paid]] of expected) {
    const figure = balances.states.get(key)
    const paidFen = figure?.months.reduce(
      (sum, month) => sum + month.paidFen - month.returnedFen - month.recoveredFen,
      0,
    )
    t.strictSame([figure?.reservedFen ?? 0, paidFen ?? 0], [reserved, paid], key)
    compared += paid > 0 ? 1 : 0
  }
  t.ok(compared > 5, `${compared} compared`)
  t.end()
})
