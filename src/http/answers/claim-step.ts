import type { z } from 'zod'
import { LedgerError } from '../../app/errors.ts'
import type { CommandAnswer } from '../../app/handle-command.ts'
import type { Rulebook } from '../../app/rulebook.ts'
import { claimStatusText } from '../../domain/person/claim-status-text.ts'
import type { PersonState } from '../../domain/person/state.ts'
import { toAssessment } from './assessment.ts'
import { claimStepAnswer } from './claim.ts'
import { position } from './common.ts'

/** What every command on a claim answers. */
export const claimStepped = claimStepAnswer.extend({ position })

/**
 * The claim as this command left it, in the words of the policy that judged it: a repeat years
 * later reads the same.
 *
 * @throws {LedgerError} `policy-unrecorded`
 */
export const toClaimStepped = (
  rulebook: Rulebook,
  claimId: string,
  { state, position: place }: CommandAnswer<PersonState>,
): z.output<typeof claimStepped> => {
  const claim = state.claims.get(claimId)
  const policy = claim?.assessment && rulebook.recorded(claim.assessment.policy)
  if (!claim?.assessment || !policy) throw new LedgerError('policy-unrecorded')
  return {
    claimId,
    status: claim.status,
    statusText: claimStatusText[claim.status],
    assessment: toAssessment(policy, claim.assessment),
    position: String(place),
  }
}
