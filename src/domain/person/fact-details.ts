import type { CompletionDetails } from './events.ts'
import type { PersonFact } from './state.ts'

/** What a completion says now, after corrections. */
export const recordedDetails = (fact: PersonFact): CompletionDetails => ({
  course: fact.of,
  trainingId: fact.trainingId ?? '',
  startsOn: fact.startsOn,
  endsOn: fact.relevantOn,
  eligibleCostFen: fact.eligibleCostFen ?? 0,
})
