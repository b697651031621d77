import { test } from 'tap'
import { claimRegister } from '../../projections/claim-register.ts'
import {
  approved,
  assessed,
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

test('each claim stands for itself, and only claims do', (t) => {
  const states = statesOf(claimRegister, [registered, ...award, submitted(secondClaimId, '330681')])
  t.strictSame(Object.keys(states), [claimId, secondClaimId])
  t.equal(states[claimId]?.status, 'approved')
  t.equal(states[secondClaimId]?.status, 'submitted')
  t.end()
})

test('what lists are filtered by', (t) => {
  const state = statesOf(claimRegister, claim)[claimId]
  const columns = Object.entries(claimRegister.index).map(([name, column]) => [name, state && column(state)])
  t.strictSame(Object.fromEntries(columns), {
    district: '330602',
    status: 'submitted',
    instrument: 'workshop-in-province',
    provider: 'p-1',
    person: personId,
  })
  t.end()
})
