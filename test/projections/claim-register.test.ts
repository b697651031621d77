import { test } from 'tap'
import { claimRegister } from '../../projections/claim-register.ts'
import {
  approved,
  assessed,
  assessment,
  claimId,
  event,
  personId,
  registered,
  secondClaimId,
  specify,
  statesOf,
  submitted,
} from '../support/given-events.ts'

const note = { noteCommitment: 'note' }
const withdrawn = event('ClaimWithdrawn', { claimId, noteCommitment: null })
const ofAward = {
  claimId,
  instrument: 'workshop-in-province',
  district: '330602',
  amountFen: 500_000,
}
const unbatched = { ...ofAward, batchId: 'b-1', reason: 'line-removed' } as const
const upheld = { ...ofAward, batchId: 'b-1', no: 1, ...note }
const filedData = {
  claimId,
  instrument: 'technical-expert-municipal',
  basis: `${personId}-r1`,
  requestedFen: null,
  filedOn: '2025-06-01',
  district: '330602',
  provider: null,
}
const step = (place: number, type: string, account = 'officer-1', noteCommitment: string | null = null) => ({
  eventId: `e${place}`,
  type,
  at: `2025-06-0${place}T08:00:00.000Z`,
  account,
  noteCommitment,
})
const filed = step(1, 'ClaimSubmitted', 'provider-1')
const claim = [submitted(), assessed({ reasons: ['trimmed-to-headroom'] })]
const reviewed = [...claim, event('ClaimReviewed', { claimId })]
const award = [...reviewed, assessed({ amountFen: 500_000 }, 'approval'), approved(500_000)]

test('where a claim stands', (t) => {
  const shows = specify(t, claimRegister, claimId)
  shows(
    'rejected by the rulebook: its reasons, no amount',
    [...claim, event('ClaimRejected', { claimId, reasons: ['cap-exhausted'], noteCommitment: null })],
    {
      status: 'rejected',
      amountFen: null,
      reasons: ['cap-exhausted'],
      timeline: [filed, step(3, 'ClaimRejected')],
    },
  )
  shows(
    'rejected by a person: their words are in the vault',
    [...claim, event('ClaimRejected', { claimId, reasons: [], ...note })],
    { status: 'rejected', reasons: [], timeline: [filed, step(3, 'ClaimRejected', 'officer-1', 'note')] },
  )
  shows('submitted: what was asked, by whom, and what the trial says', claim, {
    claimId,
    personId,
    instrument: 'workshop-in-province',
    basis: `${personId}-t1`,
    district: '330602',
    provider: 'p-1',
    filedOn: '2025-06-01',
    status: 'submitted',
    requestedFen: null,
    assessedFen: 800_000,
    amountFen: null,
    reasons: ['trimmed-to-headroom'],
    timeline: [filed],
  })
  shows(
    'returned, then put in again',
    [...claim, event('ClaimReturned', { claimId, ...note }), event('ClaimResubmitted', { claimId })],
    {
      status: 'submitted',
      timeline: [filed, step(3, 'ClaimReturned', 'officer-1', 'note'), step(4, 'ClaimResubmitted')],
    },
  )
  shows('reviewed', reviewed, { status: 'reviewed', timeline: [filed, step(3, 'ClaimReviewed')] })
  shows('approved: the award, not the trial', award, {
    status: 'approved',
    assessedFen: 500_000,
    amountFen: 500_000,
    timeline: [filed, step(3, 'ClaimReviewed'), step(5, 'ClaimApproved', 'reviewer-1')],
  })
  shows(
    'withdrawn after approval: nothing is awarded any more',
    [...award, event('ClaimWithdrawn', { claimId, noteCommitment: null })],
    { status: 'withdrawn', amountFen: null, assessedFen: 500_000 },
  )
  t.end()
})

const inBatch = { ...ofAward, batchId: 'b-1' }
const queued = [
  ...award,
  event('ClaimBatched', inBatch),
  event('ClaimNoticed', inBatch),
  event('ClaimCleared', inBatch),
]
const pay = (paymentNo: number, replaces: number | null) =>
  event('ClaimPaid', { ...inBatch, paymentNo, paidOn: '2025-06-20', replaces })
const back = event('PaymentReturned', {
  ...inBatch,
  paymentNo: 1,
  reason: '账号不存在',
  returnedOn: '2025-06-21',
  late: true,
})
const propose = event('RecoveryProposed', {
  claimId,
  no: 1,
  amountFen: 200_000,
  cause: 'late-fact',
  noteCommitment: null,
  assessment: assessment({ amountFen: 300_000 }),
})
const part = (amountFen: number) =>
  event('RecoveryReceived', { ...ofAward, no: 1, amountFen, receivedOn: '2025-06-25' })
const confirm = event('RecoveryConfirmed', { claimId, no: 1 })

test('a claim on its way to the money, and back', (t) => {
  const shows = specify(t, claimRegister, claimId)
  const paid = {
    no: 1,
    batchId: 'b-1',
    amountFen: 500_000,
    outcome: 'paid',
    on: '2025-06-20',
    paidOn: '2025-06-20',
    reason: null,
  }
  const returned = { ...paid, outcome: 'returned', on: '2025-06-21', reason: '账号不存在' }
  shows('filed for the person', [event('ClaimSubmitted', { ...filedData, onBehalf: true })], {
    status: 'unconfirmed',
    onBehalf: true,
  })
  shows('taken out of the batch', [...queued.slice(0, -1), event('ClaimUnbatched', unbatched)], {
    status: 'approved',
    batchId: null,
  })
  shows(
    'an objection upheld: the award is gone',
    [...queued.slice(0, -1), event('ClaimObjectionUpheld', upheld)],
    {
      status: 'rejected',
      amountFen: null,
      batchId: 'b-1',
    },
  )
  shows('in the queue', queued, { status: 'payable', batchId: 'b-1', paidFen: 0, payments: [] })
  shows('paid', [...queued, pay(1, null)], {
    status: 'paid',
    paidFen: 500_000,
    payments: [paid] as never,
  })
  shows('returned by the bank', [...queued, back], {
    status: 'payable',
    paidFen: 0,
    payments: [{ ...returned, paidOn: null }] as never,
  })
  shows('returned late, and paid again', [...queued, pay(1, null), back, pay(2, 1)], {
    status: 'paid',
    paidFen: 500_000,
    payments: [returned, { ...paid, no: 2 }] as never,
  })
  const recovery = { no: 1, amountFen: 200_000, cause: 'late-fact', recomputedFen: 300_000 }
  const since = { proposedAt: '2025-06-10T08:00:00.000Z' }
  const recovered = (status: string, ...came: number[]) => {
    const parts = came.map((amountFen) => ({ amountFen, receivedOn: '2025-06-25' }))
    const receivedFen = came.reduce((sum, amountFen) => sum + amountFen, 0)
    return [{ ...recovery, ...since, status, receivedFen, parts }] as never
  }
  const asked = [...queued, pay(1, null), propose]
  shows('asked back: the decision stays', asked, { status: 'paid', recoveries: recovered('proposed') })
  shows('asked back and dismissed', [...asked, event('RecoveryDismissed', { claimId, no: 1, ...note })], {
    recoveries: recovered('dismissed'),
  })
  shows('back in part', [...asked, confirm, part(50_000)], {
    status: 'paid',
    paidFen: 500_000,
    recoveredFen: 50_000,
    recoveries: recovered('confirmed', 50_000),
  })
  shows('what was asked is back', [...asked, confirm, part(50_000), part(150_000)], {
    status: 'paid',
    recoveredFen: 200_000,
    recoveries: recovered('received', 50_000, 150_000),
  })
  shows('the payment came back meanwhile', [...asked, confirm, back], { recoveries: recovered('proposed') })
  const reduce = (amountFen: number) => event('AwardReduced', { claimId, no: 1, amountFen })
  const unpaid = [...award, propose, confirm]
  shows('less before it was paid', [...unpaid, reduce(300_000)], { status: 'approved', amountFen: 300_000 })
  shows('nothing left before it was paid', [...unpaid, reduce(0)], { status: 'rejected', amountFen: null })
  shows('withdrawn with something still asked', [...award, propose, withdrawn], {
    status: 'withdrawn',
    recoveries: [
      { ...recovery, proposedAt: '2025-06-06T08:00:00.000Z', status: 'lapsed', receivedFen: 0, parts: [] },
    ] as never,
  })
  t.end()
})

test('all of it back', (t) => {
  const whole = event('RecoveryProposed', {
    claimId,
    no: 1,
    amountFen: 500_000,
    cause: 'person',
    ...note,
    assessment: null,
  })
  const given = [...queued, pay(1, null), whole, confirm, part(100_000), part(400_000)]
  specify(t, claimRegister, claimId)('recovered', given, {
    status: 'recovered',
    paidFen: 500_000,
    recoveredFen: 500_000,
  })
  t.end()
})

test('each claim stands for itself, and only claims do', (t) => {
  const states = statesOf(claimRegister, [registered, ...award, submitted(secondClaimId, '330681')])
  t.strictSame(Object.keys(states), [claimId, secondClaimId])
  t.equal(states[claimId]?.status, 'approved')
  t.equal(states[secondClaimId]?.status, 'submitted')
  t.end()
})

test('what lists are filtered by', (t) => {
  const columnsOf = (given: Parameters<typeof statesOf>[1]) => {
    const state = statesOf(claimRegister, given)[claimId]
    const columns = Object.entries(claimRegister.index)
    return Object.fromEntries(columns.map(([name, column]) => [name, state && column(state)]))
  }
  t.strictSame(columnsOf(claim), {
    district: '330602',
    status: 'submitted',
    instrument: 'workshop-in-province',
    provider: 'p-1',
    person: personId,
    money: null,
    paidMonth: null,
    recovered: null,
    basis: `${personId}-t1`,
    batch: null,
    awardedFen: null,
    paidFen: 0,
  })
  t.match(columnsOf(award), { money: null })
  t.match(columnsOf(queued), { money: 'reserved', paidMonth: null })
  const paid = [...queued, pay(1, null)]
  t.match(columnsOf(paid), { money: 'paid', paidMonth: '2025-06', recovered: null })
  t.match(columnsOf([...paid, back]), { money: 'reserved', paidMonth: null })
  t.match(columnsOf([...paid, propose, confirm, part(1)]), {
    money: 'paid',
    paidMonth: '2025-06',
    recovered: 'true',
  })
  t.end()
})
