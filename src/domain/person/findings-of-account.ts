import type { DecideContext, PersonCommandData } from './commands.ts'
import type { NewPersonEvent } from './events.ts'
import { recordedDetails } from './fact-details.ts'
import { type Finding, isKnown, raisedAbout } from './findings.ts'
import type { ClaimStatus, PersonFact, PersonState } from './state.ts'

const moneyWent: readonly ClaimStatus[] = ['paid', 'recovered']
const ended: readonly ClaimStatus[] = [...moneyWent, 'rejected', 'withdrawn']

/** Whether money may still go out for it: nothing was paid yet, or something else is under way. */
const mayBePaid = (state: PersonState, { id, kind, revoked }: PersonFact): boolean => {
  if (kind !== 'completion' || revoked) return false
  const claims = [...state.claims.values()].filter(({ basis }) => basis === id)
  const isUnderWay = claims.some(({ status }) => !ended.includes(status))
  return isUnderWay || !claims.some(({ status }) => moneyWent.includes(status))
}

/**
 * What an account that is entered now finds about completions that were recorded before: the money would go
 * to it. What somebody said of another account does not hold for this one.
 */
export const findingsOfAccount = (
  { commitments, sharingAccount = 0 }: PersonCommandData<'ChangeDetails'>,
  state: PersonState,
  { policy }: Pick<DecideContext, 'policy'>,
): readonly NewPersonEvent[] => {
  const { bankAccount } = commitments
  if (bankAccount === undefined) return []
  const isAnother = bankAccount !== state.commitments.bankAccount
  const knows = (known: Finding, rule: string, becauseOf: readonly string[]): boolean =>
    isKnown(known, rule, becauseOf) && !(isAnother && known.status === 'dismissed')
  const elsewhere = { born: null, sharingAccount, holders: {}, issued: {} }
  const raised: NewPersonEvent[] = []
  for (const fact of state.facts.values()) {
    if (!mayBePaid(state, fact)) continue
    const { id: completionId, provider, certificates } = fact
    const looked = { completionId, details: recordedDetails(fact), provider, certificates, state, elsewhere }
    raised.push(...raisedAbout(looked, policy, { rules: ['account-shared'], knows, after: raised.length }))
  }
  return raised
}
