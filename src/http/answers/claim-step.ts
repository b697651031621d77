import type { z } from 'zod'
import { newestAssessment } from '../../app/claim-history.ts'
import { LedgerError } from '../../app/errors.ts'
import type { CommandAnswer } from '../../app/handle-command.ts'
import { claimStatusText } from '../../domain/person/claim-status-text.ts'
import type { PersonState } from '../../domain/person/state.ts'
import type { HttpParts } from '../parts.ts'
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
 * @throws {OutcomeUnknown} the command is recorded, but the log cannot be read to say what it came to.
 */
export const toClaimStepped = async (
  { store, rulebook }: Pick<HttpParts, 'store' | 'rulebook'>,
  claimId: string,
  { state, position: place }: CommandAnswer<PersonState>,
): Promise<z.output<typeof claimStepped>> => {
  const claim = state.claims.get(claimId)
  const assessment = await newestAssessment(store, claimId, place)
  const policy = assessment && rulebook.recorded(assessment.policy)
  if (!claim || !assessment || !policy) throw new LedgerError('policy-unrecorded')
  return {
    claimId,
    status: claim.status,
    statusText: claimStatusText[claim.status],
    assessment: toAssessment(policy, assessment, state.facts.get(claim.basis)),
    position: String(place),
  }
}
