import type { Fen } from '../money.ts'
import type { Claim, Recovery } from './state.ts'

type Held = Pick<Claim, 'amountFen' | 'recoveries'>

/** What came back of a claim's award. */
export const receivedOf = ({ recoveries }: Held): Fen =>
  recoveries.reduce((sum, { receivedFen }) => sum + receivedFen, 0)

export const isOpen = ({ status }: Recovery): boolean => status === 'proposed' || status === 'confirmed'

/** What of the award is neither back nor already asked back. */
export const leftToRecover = (claim: Held): Fen => {
  const asked = claim.recoveries.reduce(
    (sum, recovery) => sum + (isOpen(recovery) ? recovery.amountFen : recovery.receivedFen),
    0,
  )
  return (claim.amountFen ?? 0) - asked
}
