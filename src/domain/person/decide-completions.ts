import { DomainError } from '../errors.ts'
import type { DecideContext, PersonCommandData } from './commands.ts'
import type { CompletionDetails, NewPersonEvent } from './events.ts'
import { recordedDetails } from './fact-details.ts'
import {
  awardedOn,
  corrected,
  needFact,
  needNotAwarded,
  needPast,
  nextFactId,
  takenBack,
} from './fact-steps.ts'
import { findingsAbout } from './findings.ts'
import { classOfRecord, copyOf, needCertificatesOf, needClass, needSoundCertificates } from './need-class.ts'
import { needEligibleProvider } from './need-provider.ts'
import { districtOn, type PersonFact, type PersonState } from './state.ts'

type Decided = readonly NewPersonEvent[]

const needSound = (details: CompletionDetails, context: DecideContext): void => {
  const { course, startsOn, endsOn } = details
  if (!context.policy.courses.some(({ id }) => id === course))
    throw new DomainError('course-unknown', { course })
  if (endsOn < startsOn) throw new DomainError('date-order', { field: 'endsOn' })
  needPast(endsOn, 'endsOn', context)
}

export const recordCompletion = (
  data: PersonCommandData<'RecordCompletion'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  needSound(data, context)
  const { certificates, provider, ...details } = data
  for (const { issuedOn } of certificates) needPast(issuedOn, 'issuedOn', context)
  needSoundCertificates(certificates, context)
  const training = needClass(details, provider, context)
  needCertificatesOf(training, certificates, context)
  const district = districtOn(state, details.endsOn)
  if (training === null) needEligibleProvider({ details, provider, district, certificates }, context)
  const completionId = nextFactId(state, 't')
  return [
    {
      type: 'TrainingCompleted',
      data: { completionId, provider, ...details, district, ...copyOf(training) },
    },
    ...certificates.map((certificate) => ({
      type: 'CertificateIssued' as const,
      data: { completionId, certificate, provider, district },
    })),
    ...findingsAbout({ completionId, details, provider, certificates }, state, context),
  ]
}

export const correctCompletion = (
  { completionId, change, noteCommitment }: PersonCommandData<'CorrectCompletion'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const fact = needFact(state, completionId, 'completion')
  const before = recordedDetails(fact)
  const details: CompletionDetails = {
    course: change.course ?? before.course,
    trainingId: change.trainingId ?? before.trainingId,
    startsOn: change.startsOn ?? before.startsOn,
    endsOn: change.endsOn ?? before.endsOn,
    eligibleCostFen: change.eligibleCostFen ?? before.eligibleCostFen,
  }
  needSound(details, context)
  const fields = Object.keys(before) as (keyof CompletionDetails)[]
  const changed = fields.filter((field) => details[field] !== before[field])
  if (changed.length === 0) throw new DomainError('nothing-changed', { id: completionId })
  needNotAwarded(state, fact, changed.includes('course') || changed.includes('trainingId'))
  const district = districtOn(state, details.endsOn)
  const copied = { district, ...classAfter(fact, { details, district }, context) }
  const moved = awardedOn(state, fact, details.endsOn)
  const event = {
    type: 'CompletionCorrected',
    data: { completionId, ...details, ...copied, ...moved, noteCommitment },
  } as const
  const { provider, certificates } = fact
  const found = findingsAbout({ completionId, details, provider, certificates }, state, context)
  return [...corrected(event, completionId, state, context), ...found]
}

/** A class that was closed since still takes another cost; only what the class rules is held against it. */
const classAfter = (
  fact: PersonFact,
  { details, district }: { readonly details: CompletionDetails; readonly district: string },
  context: DecideContext,
) => {
  const { trainingId, of: course, startsOn, relevantOn: endsOn } = fact
  const isSame = trainingId === details.trainingId
  const stays =
    isSame && course === details.course && startsOn === details.startsOn && endsOn === details.endsOn
  const own = isSame ? classOfRecord(fact, context.training) : context.training
  if (stays) return copyOf(own ?? null)
  // Who completed the class has had a place in it.
  const known = isSame && own ? { ...own, enrolled: true } : own
  const { provider, certificates } = fact
  const training = needClass(details, provider, { ...context, training: known })
  needCertificatesOf(training, certificates, context)
  if (training === null) needEligibleProvider({ details, provider, district, certificates }, context)
  return copyOf(training)
}

export const withdrawCompletion = (
  { completionId, noteCommitment }: PersonCommandData<'WithdrawCompletion'>,
  state: PersonState,
  context: DecideContext,
): Decided => {
  const { certificates } = needFact(state, completionId, 'completion')
  const event = { type: 'CompletionWithdrawn', data: { completionId, noteCommitment } } as const
  const voided = certificates.map(({ numberDigest }) => ({
    type: 'CertificateVoided' as const,
    data: { completionId, numberDigest },
  }))
  return [...takenBack(event, completionId, state, context), ...voided]
}
