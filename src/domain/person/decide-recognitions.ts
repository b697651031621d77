import { DomainError } from '../errors.ts'
import type { DecideContext, PersonCommandData } from './commands.ts'
import type { NewPersonEvent } from './events.ts'
import {
  awardedOn,
  corrected,
  needFact,
  needNotAwarded,
  needPast,
  nextFactId,
  takenBack,
} from './fact-steps.ts'
import { withClaimsOnBehalf } from './official-list.ts'
import type { PersonState } from './state.ts'

type Decided = readonly NewPersonEvent[]

const needTitle = (title: string, { policy }: DecideContext): void => {
  if (!policy.titles.some(({ id }) => id === title)) throw new DomainError('title-unknown', { title })
}

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
    data: { recognitionId, title, grantedOn, document, ...awardedOn(state, fact, grantedOn), noteCommitment },
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
