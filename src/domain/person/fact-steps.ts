import type { Day } from '../dates.ts'
import { DomainError } from '../errors.ts'
import { assess } from '../policy/assess.ts'
import type { DecideContext } from './commands.ts'
import { assessed } from './decide-claims.ts'
import type { NewPersonEvent } from './events.ts'
import { foreseen } from './foresee.ts'
import { proposalsAfter } from './late-facts.ts'
import type { PersonFact, PersonState } from './state.ts'
import { transfersAfter } from './transfers.ts'

/** What recognitions and completions have in common when they are recorded, corrected and taken back. */

type Decided = readonly NewPersonEvent[]

/** Local to the person, and, led by the personId, unique in the whole ledger. */
export const nextFactId = (state: PersonState, letter: 'r' | 't'): string =>
  `${state.personId}-${letter}${state.factCount + 1}`

export const needFact = (state: PersonState, id: string, kind: PersonFact['kind']): PersonFact => {
  const fact = state.facts.get(id)
  if (fact?.kind !== kind) throw new DomainError(`${kind}-unknown`, { id })
  if (fact.revoked) throw new DomainError('already-revoked', { id })
  return fact
}

export const needPast = (day: string, field: string, { today }: DecideContext): void => {
  if (day > today) throw new DomainError('date-future', { field })
}

const isAwarded = ({ awards }: PersonState, { id }: PersonFact): boolean =>
  awards.some(({ basis }) => basis === id)

/** What an award rests on stays what it is, or the same ground could be awarded under another name. */
export const needNotAwarded = (state: PersonState, fact: PersonFact, changed: boolean): void => {
  if (changed && isAwarded(state, fact)) throw new DomainError('basis-awarded', { id: fact.id })
}

/**
 * Certificates that an award has been looked at with are changed by an office alone: its provider could give
 * the award other papers, and take a number that was paid for once to another person.
 */
export const needOfficeIfAwarded = (state: PersonState, fact: PersonFact, { actor }: DecideContext): void => {
  if (actor.role === 'provider' && isAwarded(state, fact))
    throw new DomainError('certificates-awarded', { id: fact.id })
}

/** What a correction says of the day that awards on the fact were approved for; nothing where it stays. */
export const awardedOn = (state: PersonState, fact: PersonFact, now: Day): { readonly awardedOn?: Day } =>
  now !== fact.relevantOn && isAwarded(state, fact) ? { awardedOn: fact.relevantOn } : {}

/**
 * What follows for claims when a fact was changed. Where nothing is decided yet, another district may
 * pay, and what was reviewed before is reviewed again, by somebody else than the change's author.
 */
export const followUps = (
  events: Decided,
  factId: string,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const after = foreseen(state, events, context)
  const reviewed = [...state.claims.values()].filter(
    ({ basis, status }) => basis === factId && status === 'reviewed',
  )
  const again = reviewed.flatMap((claim): Decided => {
    const { claimId } = claim
    return [
      { type: 'ClaimResubmitted', data: { claimId } },
      assessed('submission', assess(context.policy, after, claim), claimId),
    ]
  })
  return [...transfersAfter(after), ...again, ...proposalsAfter(after, factId, context.policy)]
}

/** A correction with what follows for claims. */
export const corrected = (
  event: NewPersonEvent,
  factId: string,
  state: PersonState,
  context: DecideContext,
): Decided => [event, ...followUps([event], factId, state, context)]

/** A fact that is gone, with what follows for the awards that rest on it. */
export const takenBack = (
  event: NewPersonEvent,
  factId: string,
  state: PersonState,
  context: DecideContext,
): Decided => [event, ...proposalsAfter(foreseen(state, [event], context), factId, context.policy)]
