import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { DomainError } from '../../src/domain/errors.ts'
import type { PersonCommand } from '../../src/domain/person/commands.ts'
import { decidePerson } from '../../src/domain/person/decide.ts'
import type { PersonEvent } from '../../src/domain/person/events.ts'
import { evolvePerson } from '../../src/domain/person/evolve.ts'
import { type Claim, initialPerson, type PersonState } from '../../src/domain/person/state.ts'
import { stepsFrom } from '../../src/domain/person/steps.ts'
import { type Draw, drawFrom } from '../support/draw.ts'
import { contextOf, personId } from '../support/given.ts'
import { actors, nextMove } from '../support/person-story.ts'
import { runs } from '../support/runs.ts'

/** Whatever is sent to a person in whatever order, what the ledger promises about money holds. */

/** A life follows from its seed, so that a failure shrinks to the fewest steps that show it. */
const lives = fc.record({ seed: fc.nat(), steps: fc.integer({ min: 1, max: 120 }) })
interface Life {
  readonly seed: number
  readonly steps: number
}

const types = Object.keys(stepsFrom) as (keyof typeof stepsFrom)[]

/** Any command on any claim, with anything in it. */
const wild = (draw: Draw): PersonCommand => {
  const data = {
    claimId: `${personId}-c${1 + draw(4)}`,
    batchId: `b-${draw(3)}`,
    no: draw(4),
    noteCommitment: 'n',
    paymentNo: draw(4),
    amountFen: draw(3) === 0 ? null : draw(1_500_000) - 1,
    paidOn: '2025-05-05',
    returnedOn: '2025-06-06',
    receivedOn: '2025-07-07',
    reason: 'line-removed',
  }
  return { type: types[draw(types.length)], data } as unknown as PersonCommand
}

/** The shipped policy under its shipped readings, by instrument: from the plan, not from the document. */
const capsFen: Readonly<Record<string, number>> = {
  'technical-expert-provincial': 1_000_000,
  'technical-expert-municipal': 300_000,
  'overseas-training': 5_000_000,
  'workshop-in-province': 1_000_000,
  'workshop-out-of-province': 2_000_000,
  'composite-workshop': 2_000_000,
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const received = ({ recoveries }: Claim): number => sum(recoveries.map(({ receivedFen }) => receivedFen))
const holds = ['approved', 'batched', 'noticed', 'payable', 'paid']

const checkState = ({ claims, awards }: PersonState): void => {
  const standing = [...claims.values()].filter(({ status }) => holds.includes(status))
  const net = (claim: Claim): number => (claim.amountFen ?? 0) - received(claim)
  assert.deepEqual(
    awards.map(({ claimId, amountFen }) => [claimId, amountFen]).sort(),
    standing.map((claim) => [claim.claimId, net(claim)]).sort(),
  )
  for (const [instrument, capFen] of Object.entries(capsFen)) {
    const held = standing.filter((claim) => claim.instrument === instrument)
    assert.ok(sum(held.map(net)) <= capFen, `${instrument} above its cap`)
  }
  for (const claim of claims.values()) checkRecoveries(claim)
}

const checkRecoveries = (claim: Claim): void => {
  const { status, recoveries, payments, amountFen } = claim
  const last = payments.at(-1)
  const paidFen = last?.outcome === 'paid' ? last.amountFen : 0
  assert.equal(status === 'paid' || status === 'recovered', paidFen > 0)
  if (paidFen > 0) assert.equal(paidFen, amountFen)
  const confirmed = recoveries.filter((one) => one.status === 'confirmed' || one.status === 'received')
  const confirmedFen = sum(confirmed.map((one) => one.amountFen))
  assert.ok(received(claim) <= confirmedFen, 'more received than confirmed')
  assert.ok(confirmedFen <= paidFen, 'more confirmed than paid')
  for (const one of recoveries) assert.ok(one.receivedFen <= one.amountFen && one.amountFen > 0)
  assert.equal(status === 'recovered', paidFen > 0 && received(claim) === paidFen)
}

/** What the events alone say of batches and payments. */
class Course {
  readonly #batch = new Map<string, string>()
  readonly #paid = new Map<string, number>()
  readonly paymentNos = new Map<string, number>()

  take({ type, data }: PersonEvent): void {
    switch (type) {
      case 'ClaimBatched':
        assert.equal(this.#batch.get(data.claimId), undefined, 'in two batches')
        this.#batch.set(data.claimId, data.batchId)
        return
      case 'ClaimUnbatched':
      case 'ClaimObjectionUpheld':
        assert.equal(this.#batch.get(data.claimId), data.batchId)
        this.#batch.delete(data.claimId)
        return
      case 'ClaimPaid': {
        assert.equal(this.#batch.get(data.claimId), data.batchId, 'paid by another batch')
        assert.equal(this.#paid.get(data.claimId), undefined, 'paid twice')
        const before = this.paymentNos.get(data.claimId) ?? null
        assert.equal(data.replaces, before, 'linked to the payment before it')
        this.#paid.set(data.claimId, data.paymentNo)
        this.paymentNos.set(data.claimId, data.paymentNo)
        return
      }
      case 'PaymentReturned':
        this.#paid.delete(data.claimId)
        this.paymentNos.set(data.claimId, data.paymentNo)
        return
      case 'ClaimWithdrawn':
        assert.equal(this.#batch.get(data.claimId), undefined, 'withdrawn within a batch')
        return
      default:
        return
    }
  }
}

const decideOrRefuse = (
  command: PersonCommand,
  state: PersonState,
  context: ReturnType<typeof contextOf>,
) => {
  try {
    return decidePerson(command, state, context)
  } catch (error) {
    assert.ok(error instanceof DomainError, `${command.type} threw ${String(error)}`)
    return []
  }
}

const desks = Object.keys(actors) as (keyof typeof actors)[]

/** Lives one life; every event is checked as it happens. */
const live = ({ seed, steps }: Life): readonly PersonEvent[] => {
  const draw = drawFrom(seed)
  const course = new Course()
  const log: PersonEvent[] = []
  let state = initialPerson
  for (let step = 0; step < steps; step++) {
    const today = `2025-${draw(2) === 0 ? '06' : '11'}-15`
    const { command, role } =
      draw(5) === 0
        ? { command: wild(draw), role: desks[draw(desks.length)] ?? 'officer' }
        : nextMove(state, personId, draw, today)
    const decided = decideOrRefuse(command, state, contextOf(actors[role], { today }))
    for (const [index, event] of decided.entries()) {
      const metadata = { commandId: 'k', digest: 'd', actor: actors[role], at: `${today}T08:00:00.000Z` }
      const recorded = { ...event, id: `e${log.length}-${index}`, metadata } as PersonEvent
      course.take(recorded)
      state = evolvePerson(state, recorded)
      log.push(recorded)
    }
    checkState(state)
  }
  return log
}

test('no cap, no payment and no recovery goes beyond what it may', (t) => {
  let payments = 0
  let recoveries = 0
  fc.assert(
    fc.property(lives, (life) => {
      for (const { type } of live(life)) {
        if (type === 'ClaimPaid') payments++
        if (type === 'RecoveryReceived') recoveries++
      }
    }),
    runs(1_200, 50_000),
  )
  t.ok(payments > 100, `${payments} payments`)
  t.ok(recoveries > 5, `${recoveries} parts received`)
  t.end()
})

test('a fold never fails, whatever it is given', (t) => {
  fc.assert(
    fc.property(lives, fc.array(fc.nat(1_000), { size: 'max', maxLength: 300 }), (life, order) => {
      const log = live(life)
      const shuffled = order.map((place) => log[place % Math.max(1, log.length)])
      let state = initialPerson
      for (const event of shuffled) if (event !== undefined) state = evolvePerson(state, event)
    }),
    runs(100, 5_000),
  )
  t.pass('no counterexample')
  t.end()
})
