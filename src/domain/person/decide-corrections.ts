import type { DecideContext, PersonCommandData } from './commands.ts'
import { issueCertificates } from './decide-certificates.ts'
import { correctCompletion } from './decide-completions.ts'
import type { NewPersonEvent } from './events.ts'
import { foreseen } from './foresee.ts'
import type { PersonFact, PersonState } from './state.ts'

/**
 * Corrects a completion and its certificates as one: certificates first, and the rest on what that leads to.
 *
 * @throws {DomainError} as {@link issueCertificates} and {@link correctCompletion}; `nothing-changed` only
 *   where neither changes.
 */
export const correctRecord = (
  { certificates = [], ...data }: PersonCommandData<'CorrectCompletion'>,
  state: PersonState,
  context: DecideContext,
): readonly NewPersonEvent[] => {
  const { completionId, noteCommitment, change } = data
  const issued = issueCertificates({ completionId, certificates, noteCommitment }, state, context)
  const now = foreseen(state, issued, context)
  if (issued.length > 0 && !changesDetails(change, now.facts.get(completionId))) return issued
  const eventId = (index: number): string => context.eventId(issued.length + index)
  return [...issued, ...correctCompletion(data, now, { ...context, eventId })]
}

const changesDetails = (
  { course, trainingId, startsOn, endsOn, eligibleCostFen }: PersonCommandData<'CorrectCompletion'>['change'],
  fact: PersonFact | undefined,
): boolean =>
  (course ?? fact?.of) !== fact?.of ||
  (trainingId ?? fact?.trainingId) !== fact?.trainingId ||
  (startsOn ?? fact?.startsOn) !== fact?.startsOn ||
  (endsOn ?? fact?.relevantOn) !== fact?.relevantOn ||
  (eligibleCostFen ?? fact?.eligibleCostFen) !== fact?.eligibleCostFen
