import { DomainError } from '../errors.ts'
import { assess } from '../policy/assess.ts'
import type { DecideContext, PersonCommandData } from './commands.ts'
import { assessed } from './decide-claims.ts'
import type { CompletionDetails, NewPersonEvent } from './events.ts'
import { foreseen } from './foresee.ts'
import { proposalsAfter } from './late-facts.ts'
import { withClaimsOnBehalf } from './official-list.ts'
import type { PersonFact, PersonState } from './state.ts'
import { transfersAfter } from './transfers.ts'

type Decided = readonly NewPersonEvent[]

/** Local to the person, and, led by the personId, unique in the whole ledger. */
const nextFactId = (state: PersonState, letter: 'r' | 't'): string =>
  `${state.personId}-${letter}${state.factCount + 1}`

const needFact = (state: PersonState, id: string, kind: PersonFact['kind']): PersonFact => {
  const fact = state.facts.get(id)
  if (fact?.kind !== kind) throw new DomainError(`${kind}-unknown`, { id })
  if (fact.revoked) throw new DomainError('already-revoked', { id })
  return fact
}

const needPast = (day: string, field: string, { today }: DecideContext): void => {
  if (day > today) throw new DomainError('date-future', { field })
}

const needTitle = (title: string, { policy }: DecideContext): void => {
  if (!policy.titles.some(({ id }) => id === title)) throw new DomainError('title-unknown', { title })
}

const needSound = (details: CompletionDetails, context: DecideContext): void => {
  const { course, startsOn, endsOn } = details
  if (!context.policy.courses.some(({ id }) => id === course))
    throw new DomainError('course-unknown', { course })
  if (endsOn < startsOn) throw new DomainError('date-order', { field: 'endsOn' })
  needPast(endsOn, 'endsOn', context)
}

/** What an award rests on stays what it is, or the same ground could be awarded under another name. */
const needNotAwarded = (state: PersonState, { id }: PersonFact, changed: boolean): void => {
  if (changed && state.awards.some(({ basis }) => basis === id))
    throw new DomainError('basis-awarded', { id })
}

/**
 * A correction with what follows for claims. Where nothing is decided yet, another district may pay,
 * and what was reviewed before is reviewed again, by somebody else than the correction's author.
 */
const corrected = (
  event: NewPersonEvent,
  factId: string,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const after = foreseen(state, [event], context)
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
  return [event, ...transfersAfter(after), ...again, ...proposalsAfter(after, factId, context.policy)]
}

/** A fact that is gone, with what follows for the awards that rest on it. */
const takenBack = (
  event: NewPersonEvent,
  factId: string,
  state: PersonState,
  context: DecideContext,
): Decided => [event, ...proposalsAfter(foreseen(state, [event], context), factId, context.policy)]

export const grantRecognition = (
  data: PersonCommandData<'GrantRecognition'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  needTitle(data.title, context)
  needPast(data.grantedOn, 'grantedOn', context)
  const { title, grantedOn, document, officialList } = data
  const recognitionId = nextFactId(state, 'r')
  const granted = {
    type: 'RecognitionGranted',
    data: { recognitionId, title, grantedOn, document },
  } as const
  return officialList === true ? withClaimsOnBehalf(granted, state, context) : [granted]
}

export const correctRecognition = (
  data: PersonCommandData<'CorrectRecognition'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const { recognitionId, noteCommitment } = data
  const fact = needFact(state, recognitionId, 'recognition')
  const title = data.title ?? fact.of
  const grantedOn = data.grantedOn ?? fact.relevantOn
  const document = data.document ?? fact.document ?? ''
  needTitle(title, context)
  needPast(grantedOn, 'grantedOn', context)
  if (title === fact.of && grantedOn === fact.relevantOn && document === fact.document) {
    throw new DomainError('nothing-changed', { id: recognitionId })
  }
  needNotAwarded(state, fact, title !== fact.of)
  const event = {
    type: 'RecognitionCorrected',
    data: { recognitionId, title, grantedOn, document, noteCommitment },
  } as const
  return corrected(event, recognitionId, state, context)
}

export const revokeRecognition = (
  { recognitionId, revokedOn, noteCommitment }: PersonCommandData<'RevokeRecognition'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const fact = needFact(state, recognitionId, 'recognition')
  needPast(revokedOn, 'revokedOn', context)
  if (revokedOn < fact.relevantOn) throw new DomainError('date-order', { field: 'revokedOn' })
  const event = { type: 'RecognitionRevoked', data: { recognitionId, revokedOn, noteCommitment } } as const
  return takenBack(event, recognitionId, state, context)
}

export const recordCompletion = (
  data: PersonCommandData<'RecordCompletion'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  needSound(data, context)
  const { certificates, ...details } = data
  for (const { issuedOn } of certificates) needPast(issuedOn, 'issuedOn', context)
  const completionId = nextFactId(state, 't')
  return [
    { type: 'TrainingCompleted', data: { completionId, ...details } },
    ...certificates.map((certificate) => ({
      type: 'CertificateIssued' as const,
      data: { completionId, certificate },
    })),
  ]
}

export const correctCompletion = (
  { completionId, change, noteCommitment }: PersonCommandData<'CorrectCompletion'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const fact = needFact(state, completionId, 'completion')
  const before: CompletionDetails = {
    course: fact.of,
    trainingId: fact.trainingId ?? '',
    startsOn: fact.startsOn,
    endsOn: fact.relevantOn,
    eligibleCostFen: fact.eligibleCostFen ?? 0,
  }
  const details: CompletionDetails = {
    course: change.course ?? before.course,
    trainingId: change.trainingId ?? before.trainingId,
    startsOn: change.startsOn ?? before.startsOn,
    endsOn: change.endsOn ?? before.endsOn,
    eligibleCostFen: change.eligibleCostFen ?? before.eligibleCostFen,
  }
  needSound(details, context)
  const fields = Object.keys(before) as (keyof CompletionDetails)[]
  if (fields.every((field) => details[field] === before[field])) {
    throw new DomainError('nothing-changed', { id: completionId })
  }
  needNotAwarded(state, fact, details.course !== before.course || details.trainingId !== before.trainingId)
  const event = {
    type: 'CompletionCorrected',
    data: { completionId, ...details, noteCommitment },
  } as const
  return corrected(event, completionId, state, context)
}

export const withdrawCompletion = (
  { completionId, noteCommitment }: PersonCommandData<'WithdrawCompletion'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  needFact(state, completionId, 'completion')
  const event = { type: 'CompletionWithdrawn', data: { completionId, noteCommitment } } as const
  return takenBack(event, completionId, state, context)
}
