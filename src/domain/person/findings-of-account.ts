import type { DecideContext, PersonCommandData } from './commands.ts'
import { nothingElsewhere } from './elsewhere.ts'
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

interface AccountNow {
  readonly state: PersonState
  /** The account as it is from now on. */
  readonly account: string | undefined
  /** How many others have it. */
  readonly sharingAccount: number
}

/** What somebody said of another account does not hold for this one. */
const raisedOn = (
  facts: readonly PersonFact[],
  { state, account, sharingAccount }: AccountNow,
  policy: DecideContext['policy'],
): readonly NewPersonEvent[] => {
  const knows = (known: Finding, rule: string, becauseOf: readonly string[]): boolean =>
    isKnown(known, rule, becauseOf) && !(known.status === 'dismissed' && known.account !== (account ?? null))
  const elsewhere = { ...nothingElsewhere, sharingAccount }
  const raised: NewPersonEvent[] = []
  for (const fact of facts) {
    const { id: completionId, provider, certificates } = fact
    const looked = { completionId, details: recordedDetails(fact), provider, certificates, state, elsewhere }
    raised.push(...raisedAbout(looked, policy, { rules: ['account-shared'], knows, after: raised.length }))
  }
  return raised
}

/**
 * What an account that is entered now finds about completions that were recorded before: the money would go
 * to it.
 */
export const findingsOfAccount = (
  { commitments, sharingAccount = 0 }: PersonCommandData<'ChangeDetails'>,
  state: PersonState,
  { policy }: Pick<DecideContext, 'policy'>,
): readonly NewPersonEvent[] => {
  const { bankAccount: account } = commitments
  if (account === undefined) return []
  const unpaid = [...state.facts.values()].filter((fact) => mayBePaid(state, fact))
  return raisedOn(unpaid, { state, account, sharingAccount }, policy)
}

/**
 * The same when money for a completion came back: it would go to the account of now, which nobody looked at
 * if it was entered while all was paid.
 */
export const findingsOfReturn = (
  basis: string,
  state: PersonState,
  { policy, elsewhere }: Pick<DecideContext, 'policy' | 'elsewhere'>,
): readonly NewPersonEvent[] => {
  const fact = state.facts.get(basis)
  if (fact?.kind !== 'completion' || fact.revoked) return []
  const { bankAccount: account } = state.commitments
  return raisedOn([fact], { state, account, sharingAccount: elsewhere?.sharingAccount ?? 0 }, policy)
}
