import type { CompletionDetails, PersonEvent, PersonEventData } from './events.ts'
import { evolveClaim } from './evolve-claims.ts'
import { afterWithdrawal, evolveFinding } from './evolve-findings.ts'
import { evolvePayment } from './evolve-payments.ts'
import type { PersonFact, PersonState } from './state.ts'

/** Folds one recorded event; who was shown what changes nothing. Never fails: what is in the log has happened. */
export const evolvePerson = (state: PersonState, event: PersonEvent): PersonState => {
  switch (event.type) {
    case 'PersonRegistered': {
      const { personId, district, provider, commitments } = event.data
      const providers = provider === null ? [] : [provider]
      return { ...state, personId, commitments, providers, districts: [{ district, from: '0000-01-01' }] }
    }
    case 'PersonRegisteredAgain': {
      const { provider } = event.data
      if (provider === null || state.providers.includes(provider)) return state
      return { ...state, providers: [...state.providers, provider] }
    }
    case 'PersonDetailsChanged':
      return { ...state, commitments: { ...state.commitments, ...event.data.commitments } }
    case 'PersonMoved': {
      const { district, movedOn } = event.data
      return { ...state, districts: [...state.districts, { district, from: movedOn }] }
    }
    case 'RelativeDeclared':
      return { ...state, relatives: [...state.relatives, event.data.relativeId] }
    case 'RecognitionGranted':
    case 'RecognitionCorrected':
    case 'RecognitionRevoked':
    case 'TrainingCompleted':
    case 'CompletionCorrected':
    case 'CompletionWithdrawn':
    case 'CertificateIssued':
    case 'CertificateVoided':
      return evolveFact(state, event)
    case 'FindingRaised':
    case 'FindingResolved':
      return evolveFinding(state, event)
    case 'ClaimSubmitted':
    case 'ClaimAccountConfirmed':
    case 'ClaimAssessed':
    case 'ClaimTransferred':
    case 'ClaimReturned':
    case 'ClaimResubmitted':
    case 'ClaimReviewed':
    case 'ClaimApproved':
    case 'ClaimRejected':
    case 'ClaimWithdrawn':
      return evolveClaim(state, event)
    case 'ClaimBatched':
    case 'ClaimUnbatched':
    case 'ClaimNoticed':
    case 'ClaimObjectionUpheld':
    case 'ClaimCleared':
    case 'ClaimPaid':
    case 'PaymentReturned':
    case 'RecoveryProposed':
    case 'RecoveryConfirmed':
    case 'RecoveryDismissed':
    case 'RecoveryReceived':
    case 'AwardReduced':
      return evolvePayment(state, event)
    default:
      return state
  }
}

type FactEvent = Extract<
  PersonEvent,
  {
    type:
      | 'RecognitionGranted'
      | 'RecognitionCorrected'
      | 'RecognitionRevoked'
      | 'TrainingCompleted'
      | 'CompletionCorrected'
      | 'CompletionWithdrawn'
      | 'CertificateIssued'
      | 'CertificateVoided'
  }
>

const evolveFact = (state: PersonState, event: FactEvent): PersonState => {
  const eventId = event.id
  switch (event.type) {
    case 'RecognitionGranted':
      return addFact(state, recognised(event))
    case 'TrainingCompleted':
      return addFact(state, completed(event))
    case 'RecognitionCorrected':
      return correctFact(state, event.data.recognitionId, fromRecognition(event.data), event)
    case 'CompletionCorrected':
      return correctFact(state, event.data.completionId, fromCompletion(event.data), event)
    case 'RecognitionRevoked':
      return changeFact(state, event.data.recognitionId, { revoked: true, eventId })
    case 'CompletionWithdrawn':
      return afterWithdrawal(
        changeFact(state, event.data.completionId, { revoked: true, eventId }),
        event.data.completionId,
      )
    case 'CertificateIssued': {
      const { completionId, certificate } = event.data
      const { certificates: before = [], recordedBy: recorders = [] } = state.facts.get(completionId) ?? {}
      // Whoever adds what the money is measured by has recorded it too.
      const { pid } = event.metadata.actor
      const recordedBy = recorders.includes(pid) ? recorders : [...recorders, pid]
      return changeFact(state, completionId, { certificates: [...before, certificate], recordedBy })
    }
    case 'CertificateVoided':
      return voidCertificate(state, event.data)
  }
}

// Written out: facts put together by spreading would each have a hidden class of their own.
const recognised = ({
  id: eventId,
  data,
  metadata,
}: Extract<FactEvent, { type: 'RecognitionGranted' }>): PersonFact => ({
  id: data.recognitionId,
  kind: 'recognition',
  of: data.title,
  relevantOn: data.grantedOn,
  startsOn: data.grantedOn,
  trainingId: null,
  eligibleCostFen: null,
  certificates: [],
  certificatesVoided: 0,
  revoked: false,
  document: data.document,
  provider: null,
  eventId,
  recordedBy: [metadata.actor.pid],
})

const completed = ({
  id: eventId,
  data,
  metadata,
}: Extract<FactEvent, { type: 'TrainingCompleted' }>): PersonFact => ({
  id: data.completionId,
  kind: 'completion',
  of: data.course,
  relevantOn: data.endsOn,
  startsOn: data.startsOn,
  trainingId: data.trainingId,
  eligibleCostFen: data.eligibleCostFen,
  certificates: [],
  certificatesVoided: 0,
  revoked: false,
  document: null,
  provider: data.provider,
  eventId,
  recordedBy: [metadata.actor.pid],
})

const fromRecognition = (
  data: Pick<PersonEventData<'RecognitionGranted'>, 'title' | 'grantedOn' | 'document'>,
) => ({
  of: data.title,
  relevantOn: data.grantedOn,
  startsOn: data.grantedOn,
  document: data.document,
})

const fromCompletion = (data: CompletionDetails) => ({
  of: data.course,
  relevantOn: data.endsOn,
  startsOn: data.startsOn,
  trainingId: data.trainingId,
  eligibleCostFen: data.eligibleCostFen,
})

const addFact = (state: PersonState, fact: PersonFact): PersonState => ({
  ...state,
  facts: new Map(state.facts).set(fact.id, fact),
  factCount: state.factCount + 1,
})

const changeFact = (state: PersonState, id: string, change: Partial<PersonFact>): PersonState => {
  const fact = state.facts.get(id)
  return fact === undefined
    ? state
    : { ...state, facts: new Map(state.facts).set(id, { ...fact, ...change }) }
}

/** Certificates that went with their record stay on it. */
const voidCertificate = (
  state: PersonState,
  { completionId, numberDigest }: PersonEventData<'CertificateVoided'>,
): PersonState => {
  const fact = state.facts.get(completionId)
  if (fact === undefined || fact.revoked) return state
  const certificates = fact.certificates.filter((one) => one.numberDigest !== numberDigest)
  return changeFact(state, completionId, { certificates, certificatesVoided: fact.certificatesVoided + 1 })
}

type Correction = Extract<FactEvent, { type: 'RecognitionCorrected' | 'CompletionCorrected' }>

/** Whoever corrects a record has recorded it too. */
const correctFact = (
  before: PersonState,
  id: string,
  change: Partial<PersonFact>,
  { id: eventId, metadata, data: { awardedOn } }: Correction,
): PersonState => {
  const recordedBy = [...(before.facts.get(id)?.recordedBy ?? []), metadata.actor.pid]
  const state = changeFact(before, id, { ...change, eventId, recordedBy })
  if (awardedOn === undefined) return state
  const awards = state.awards.map((award) =>
    award.basis === id && award.approvedFor === undefined ? { ...award, approvedFor: awardedOn } : award,
  )
  return { ...state, awards }
}
