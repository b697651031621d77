import fc from 'fast-check'
import { type Test, test } from 'tap'
import { DomainError, type DomainErrorCode } from '../../src/domain/errors.ts'
import type { FundCommand, FundCommandType } from '../../src/domain/fund/commands.ts'
import { decideFund } from '../../src/domain/fund/decide.ts'
import type { FundEvent, NewFundEvent } from '../../src/domain/fund/events.ts'
import { evolveFund } from '../../src/domain/fund/evolve.ts'
import { availableFen, type FundState, initialFund, openFen } from '../../src/domain/fund/state.ts'
import { maxFen } from '../../src/domain/money.ts'

/** One fund: reserved and paid money never exceeds what was allotted, and a repeat moves nothing. */

const context = { districts: new Set(['330602']), sources: new Set(['local-talent']) }
const opening = { district: '330602', source: 'local-talent', year: 2025 }
const reservation = { reservationId: 'b1/1' }

const recorded = (event: NewFundEvent): FundEvent => event as FundEvent
const foldedOn = (state: FundState, events: readonly NewFundEvent[]): FundState =>
  events.map(recorded).reduce(evolveFund, state)
const after = (...commands: readonly FundCommand[]): FundState =>
  commands.reduce((state, command) => foldedOn(state, decideFund(command, state, context)), initialFund)

const open: FundCommand = { type: 'OpenFund', data: opening }
const allot = (amountFen: number, document = '财社〔2025〕1号'): FundCommand => ({
  type: 'AllotFund',
  data: { amountFen, document },
})
const reserve = (amountFen: number, reservationId = 'b1/1'): FundCommand => ({
  type: 'ReserveFund',
  data: { reservationId, amountFen },
})
type PartType = 'SettleReservation' | 'ReleaseReservation' | 'UnsettleReservation'
const part = (type: PartType, partId: string, amountFen: number, reservationId = 'b1/1'): FundCommand => ({
  type,
  data: { reservationId, partId, amountFen },
})
const recover = (amountFen: number, partId = 'p1'): FundCommand => ({
  type: 'RecoverToFund',
  data: { recoveryId: 'c1/1', partId, amountFen },
})

const givenIn =
  (t: Test) =>
  (...commands: readonly FundCommand[]) => ({
    refuses: (command: FundCommand, code: DomainErrorCode, facts: Readonly<Record<string, string>> = {}) =>
      t.throws(
        () => decideFund(command, after(...commands), context),
        new DomainError(code, facts),
        `${command.type}: ${code}`,
      ),
    makes: (command: FundCommand, ...events: readonly NewFundEvent[]) =>
      t.strictSame(decideFund(command, after(...commands), context), events, command.type),
  })

const balances = (state: FundState) => [
  state.allottedFen,
  state.reservedFen,
  state.paidFen,
  availableFen(state),
]

test('a fund is opened once, for a district, a source and a year that exist', (t) => {
  const given = givenIn(t)
  for (const command of [allot(1), reserve(1), part('SettleReservation', 'p', 1), recover(1)]) {
    given().refuses(command, 'fund-unknown')
  }
  const openAs = (change: Partial<typeof opening>): FundCommand => ({
    type: 'OpenFund',
    data: { ...opening, ...change },
  })
  given().refuses(openAs({ district: '330699' }), 'district-unknown', { district: '330699' })
  given().refuses(openAs({ source: 'other' }), 'fund-source-unknown', { source: 'other' })
  given().refuses(openAs({ year: 25 }), 'fund-year')
  const fundId = '330602-local-talent-2025'
  given().makes(open, { type: 'FundOpened', data: { fundId, ...opening } })
  given(open).refuses(open, 'fund-exists', { fundId })
  t.end()
})

test('a paper allots once', (t) => {
  const given = givenIn(t)
  for (const amount of [0, -1, maxFen + 1, Number.NaN]) given(open).refuses(allot(amount), 'amount-invalid')
  given(open, allot(maxFen)).refuses(allot(1, '2 号'), 'amount-invalid')
  given(open, allot(100, '1 号')).refuses(allot(200, '1 号'), 'allotment-differs', { document: '1 号' })
  given(open, allot(100, '财〔2026〕1号')).refuses(allot(200, '财 [2026]１号'), 'allotment-differs')
  given(open).makes(allot(100, '1 号'), { type: 'FundAllotted', data: { amountFen: 100, document: '1 号' } })
  given(open, allot(100, '1 号')).makes(allot(100, '1 号'))
  t.strictSame(balances(after(open, allot(100, '1 号'), allot(50, '2 号'))), [150, 0, 0, 150])
  t.end()
})

test('what is not there cannot be reserved', (t) => {
  const given = givenIn(t)
  const funded = [open, allot(1_000)] as const
  const shortfall = { fundId: '330602-local-talent-2025', shortfallFen: '1', shortfall: '0.01' }
  given(...funded).refuses(reserve(1_001), 'fund-insufficient', shortfall)
  given(...funded, reserve(600)).refuses(reserve(401, 'b2/1'), 'fund-insufficient', shortfall)
  given(...funded, reserve(600)).refuses(reserve(601), 'reservation-differs', reservation)
  given(...funded).refuses(reserve(0), 'amount-invalid')
  given(...funded).makes(reserve(1_000), { type: 'FundReserved', data: { ...reservation, amountFen: 1_000 } })
  given(...funded, reserve(1_000)).makes(reserve(1_000))
  t.end()
})

test('a reservation is settled, released and returned within its amount', (t) => {
  const given = givenIn(t)
  const held = [open, allot(1_000), reserve(600)] as const
  const settle = (partId: string, amountFen: number) => part('SettleReservation', partId, amountFen)
  const release = (partId: string, amountFen: number) => part('ReleaseReservation', partId, amountFen)
  const unsettle = (partId: string, amountFen: number) => part('UnsettleReservation', partId, amountFen)
  const exceeded = (limitFen: string) => ['reservation-exceeded', { ...reservation, limitFen }] as const
  const none = { reservationId: 'b9/1' }
  given(...held).refuses(part('SettleReservation', 'p', 1, 'b9/1'), 'reservation-unknown', none)
  given(...held).refuses(settle('p1', 601), ...exceeded('600'))
  given(...held, settle('p1', 400)).refuses(release('p1', 201), ...exceeded('200'))
  given(...held, settle('p1', 400)).refuses(unsettle('p2', 401), ...exceeded('400'))
  given(...held, settle('p1', 400)).refuses(settle('p1', 100), 'reservation-differs', reservation)
  given(...held).makes(settle('p1', 400), {
    type: 'FundSettled',
    data: { ...reservation, partId: 'p1', amountFen: 400 },
  })
  for (const [command, expected] of [
    [settle('p1', 400), [1_000, 200, 400, 400]],
    [release('p1', 200), [1_000, 0, 400, 600]],
    [unsettle('p1', 100), [1_000, 100, 300, 600]],
    [settle('p2', 100), [1_000, 0, 400, 600]],
  ] as const) {
    const story = [settle('p1', 400), release('p1', 200), unsettle('p1', 100), settle('p2', 100)]
    const place = story.findIndex((step) => JSON.stringify(step) === JSON.stringify(command))
    t.strictSame(balances(after(...held, ...story.slice(0, place + 1))), expected, `step ${place + 1}`)
    given(...held, ...story).makes(command)
  }
  t.end()
})

test('money that people pay back is available again', (t) => {
  const given = givenIn(t)
  const paid = [open, allot(1_000), reserve(600), part('SettleReservation', 'p1', 600)] as const
  given(...paid).refuses(recover(601), 'fund-recovery-exceeds', { recoveryId: 'c1/1' })
  given(...paid, recover(100)).refuses(recover(50), 'reservation-differs', { reservationId: 'c1/1' })
  given(...paid).makes(recover(100), {
    type: 'FundRecovered',
    data: { recoveryId: 'c1/1', partId: 'p1', amountFen: 100 },
  })
  given(...paid, recover(100)).makes(recover(100))
  const state = after(...paid, recover(100), recover(200, 'p2'))
  t.strictSame([...balances(state), state.recoveredFen], [1_000, 0, 300, 700, 300])
  given(...paid, recover(400)).refuses(part('UnsettleReservation', 'p1', 201), 'reservation-exceeded', {
    ...reservation,
    limitFen: '200',
  })
  t.end()
})

const amounts = fc.integer({ min: 1, max: 60 })
const few = fc.integer({ min: 1, max: 15 })
const ids = fc.constantFrom('b1/1', 'b2/1')
const parts = fc.constantFrom('p1', 'p2', 'p3')
const commandOf: { readonly [T in FundCommandType]: fc.Arbitrary<FundCommand> } = {
  OpenFund: fc.constant(open),
  AllotFund: fc.tuple(amounts, parts).map(([fen, document]) => allot(fen * 3, document)),
  ReserveFund: fc.tuple(amounts, ids).map(([amountFen, id]) => reserve(amountFen, id)),
  SettleReservation: fc.tuple(parts, few, ids).map((of) => part('SettleReservation', ...of)),
  ReleaseReservation: fc.tuple(parts, few, ids).map((of) => part('ReleaseReservation', ...of)),
  UnsettleReservation: fc.tuple(parts, few, ids).map((of) => part('UnsettleReservation', ...of)),
  RecoverToFund: fc.tuple(few, parts).map(([amountFen, id]) => recover(amountFen, id)),
}

/** The balances summed from the events alone, in another way than the fold does it. */
const summed = (events: readonly NewFundEvent[]) => {
  const sum = (...types: readonly string[]) =>
    events.reduce(
      (sum, { type, data }) => (types.includes(type) && 'amountFen' in data ? sum + data.amountFen : sum),
      0,
    )
  const paid = sum('FundSettled') - sum('FundUnsettled') - sum('FundRecovered')
  const reserved = sum('FundReserved', 'FundUnsettled') - sum('FundSettled', 'FundReleased')
  const allotted = sum('FundAllotted')
  return [allotted, reserved, paid, allotted - reserved - paid]
}

test('whatever is commanded: Σ(reserved + paid) ≤ allotted at every event, and a repeat adds nothing', (t) => {
  const recordedTypes = new Map<string, number>()
  const sequences = fc.array(fc.oneof(...Object.values(commandOf)), {
    minLength: 1,
    size: 'max',
    maxLength: 40,
  })
  fc.assert(
    fc.property(sequences, (commands) => {
      let state = after(open)
      const log: NewFundEvent[] = []
      for (const command of commands) {
        let events: readonly NewFundEvent[] = []
        try {
          events = decideFund(command, state, context)
        } catch (error) {
          if (!(error instanceof DomainError)) throw error
          continue
        }
        for (const event of events) {
          recordedTypes.set(event.type, (recordedTypes.get(event.type) ?? 0) + 1)
          log.push(event)
          state = foldedOn(state, [event])
          const [allotted = 0, reserved = 0, paid = 0] = balances(state)
          if (reserved < 0 || paid < 0 || reserved + paid > allotted) return false
        }
        if (decideFund(command, state, context).length > 0) return false
      }
      const held = [...state.reservations.values()].map(openFen)
      const isHeld = held.every((fen) => fen >= 0) && held.reduce((a, b) => a + b, 0) === state.reservedFen
      return isHeld && JSON.stringify(balances(state)) === JSON.stringify(summed(log))
    }),
    { numRuns: 2_000 },
  )
  recordedTypes.delete('FundAllotted')
  t.equal(recordedTypes.size, 5)
  for (const [type, count] of recordedTypes) t.ok(count > 200, `${count} × ${type} on the way`)
  t.end()
})
