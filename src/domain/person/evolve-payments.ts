import type { Fen } from '../money.ts'
import type { PersonEvent } from './events.ts'
import { type ClaimEvent, changeClaim, endAward } from './evolve-claims.ts'
import { receivedOf } from './recoveries.ts'
import type { Claim, Payment, PersonState, Recovery } from './state.ts'

export type PaymentEvent = Extract<
  Exclude<PersonEvent, ClaimEvent>,
  { type: `Claim${string}` | `Recovery${string}` | 'PaymentReturned' | 'AwardReduced' }
>

/** The life of an award: in a batch, paid, come back. */
export const evolvePayment = (state: PersonState, event: PaymentEvent): PersonState => {
  const { claimId } = event.data
  const claim = state.claims.get(claimId)
  if (claim === undefined) return state
  switch (event.type) {
    case 'ClaimBatched':
      return changeClaim(state, claimId, { status: 'batched', batchId: event.data.batchId })
    case 'ClaimUnbatched':
      return changeClaim(state, claimId, { status: 'approved', batchId: null })
    case 'ClaimNoticed':
      return changeClaim(state, claimId, { status: 'noticed' })
    case 'ClaimObjectionUpheld':
      return endAward(state, claimId, 'rejected')
    case 'ClaimCleared':
      return changeClaim(state, claimId, { status: 'payable' })
    case 'ClaimPaid':
      // Not spread: a spread array keeps room for sixteen more, in every cached person.
      return changeClaim(state, claimId, {
        status: 'paid',
        payments: claim.payments.concat(paid(event.data)),
      })
    case 'PaymentReturned':
      return changeClaim(state, claimId, {
        status: 'payable',
        payments: withReturn(claim, event.data),
        // What was confirmed against the money that went back has to be looked at anew.
        recoveries: claim.recoveries.map((recovery) =>
          recovery.status === 'confirmed' ? { ...recovery, status: 'proposed' } : recovery,
        ),
      })
    default:
      return evolveRecovery(state, claim, event)
  }
}

const paid = ({
  paymentNo: no,
  batchId,
  amountFen,
  paidOn,
}: Extract<PaymentEvent, { type: 'ClaimPaid' }>['data']): Payment => ({
  no,
  batchId,
  amountFen,
  outcome: 'paid',
  on: paidOn,
  paidOn,
})

const withReturn = (
  { payments, amountFen }: Claim,
  { paymentNo: no, batchId, returnedOn: on }: Extract<PaymentEvent, { type: 'PaymentReturned' }>['data'],
): readonly Payment[] => {
  const back = { outcome: 'returned', on } as const
  if (!payments.some((payment) => payment.no === no)) {
    return [...payments, { no, batchId, amountFen: amountFen ?? 0, paidOn: null, ...back }]
  }
  return payments.map((payment) => (payment.no === no ? { ...payment, ...back } : payment))
}

type RecoveryEvent = Extract<PaymentEvent, { type: `Recovery${string}` | 'AwardReduced' }>

const evolveRecovery = (state: PersonState, claim: Claim, event: RecoveryEvent): PersonState => {
  const { claimId, no } = event.data
  const changed = (change: Partial<Recovery>) => ({
    recoveries: claim.recoveries.map((recovery) =>
      recovery.no === no ? { ...recovery, ...change } : recovery,
    ),
  })
  switch (event.type) {
    case 'RecoveryProposed': {
      const { amountFen, cause } = event.data
      const proposedBy = event.metadata.actor.pid
      const recovery = { no, amountFen, receivedFen: 0, status: 'proposed', cause, proposedBy } as const
      return changeClaim(state, claimId, { recoveries: [...claim.recoveries, recovery] })
    }
    case 'RecoveryConfirmed':
      return changeClaim(state, claimId, changed({ status: 'confirmed' }))
    case 'RecoveryDismissed':
      return changeClaim(state, claimId, changed({ status: 'dismissed' }))
    case 'RecoveryReceived':
      return received(state, claim, no, event.data.amountFen)
    case 'AwardReduced': {
      const { amountFen } = event.data
      const reduced = changeClaim(state, claimId, { ...changed({ status: 'reduced' }), amountFen })
      return amountFen === 0 ? endAward(reduced, claimId, 'rejected') : withAward(reduced, claimId, amountFen)
    }
  }
}

/** What comes back frees the caps it used, part by part. */
const received = (state: PersonState, claim: Claim, no: number, partFen: Fen): PersonState => {
  const recoveries = claim.recoveries.map((recovery): Recovery => {
    if (recovery.no !== no) return recovery
    const receivedFen = recovery.receivedFen + partFen
    const status = receivedFen < recovery.amountFen ? recovery.status : 'received'
    return { ...recovery, receivedFen, status }
  })
  const leftFen = (claim.amountFen ?? 0) - receivedOf({ ...claim, recoveries })
  const status = leftFen > 0 ? claim.status : 'recovered'
  return withAward(changeClaim(state, claim.claimId, { recoveries, status }), claim.claimId, leftFen)
}

const withAward = (state: PersonState, claimId: string, amountFen: Fen): PersonState => ({
  ...state,
  awards: state.awards.flatMap((award) => {
    if (award.claimId !== claimId) return [award]
    return amountFen > 0 ? [{ ...award, amountFen }] : []
  }),
})
