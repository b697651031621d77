import type { BatchEventType } from '../domain/batch/events.ts'
import type { FundEventType } from '../domain/fund/events.ts'
import type { ImportEventType } from '../domain/import/events.ts'
import type { PersonEventType } from '../domain/person/events.ts'
import type { ProviderEventType } from '../domain/provider/events.ts'
import type { TrainerEventType } from '../domain/trainer/events.ts'
import type { TrainingEventType } from '../domain/training/events.ts'

/** The compiler holds this list to the domain's own: a type left out or made up does not build. */
const person: Readonly<Record<PersonEventType, true>> = {
  PersonRegistered: true,
  PersonRegisteredAgain: true,
  PersonDetailsChanged: true,
  DetailsRevealed: true,
  PersonMoved: true,
  RelativeDeclared: true,
  RecognitionGranted: true,
  RecognitionCorrected: true,
  RecognitionRevoked: true,
  TrainingCompleted: true,
  CompletionCorrected: true,
  CompletionWithdrawn: true,
  CertificateIssued: true,
  CertificateVoided: true,
  FindingRaised: true,
  FindingResolved: true,
  ClaimSubmitted: true,
  ClaimAssessed: true,
  ClaimTransferred: true,
  ClaimReturned: true,
  ClaimResubmitted: true,
  ClaimReviewed: true,
  ClaimApproved: true,
  ClaimRejected: true,
  ClaimWithdrawn: true,
  ClaimAccountConfirmed: true,
  ClaimBatched: true,
  ClaimUnbatched: true,
  ClaimNoticed: true,
  ClaimObjectionUpheld: true,
  ClaimCleared: true,
  ClaimPaid: true,
  PaymentReturned: true,
  RecoveryProposed: true,
  RecoveryConfirmed: true,
  RecoveryDismissed: true,
  RecoveryReceived: true,
  AwardReduced: true,
}

const fund: Readonly<Record<FundEventType, true>> = {
  FundOpened: true,
  FundAllotted: true,
  FundReserved: true,
  FundSettled: true,
  FundReleased: true,
  FundUnsettled: true,
  FundRecovered: true,
}

const batch: Readonly<Record<BatchEventType, true>> = {
  BatchPlanned: true,
  BatchClaimsListed: true,
  BatchCancelled: true,
  BatchFreezeStarted: true,
  BatchFreezeAbandoned: true,
  BatchLinesAdded: true,
  BatchFrozen: true,
  LineRemoved: true,
  NoticeOpened: true,
  LineObjected: true,
  ObjectionResolved: true,
  NoticeClosed: true,
  BatchSigned: true,
  BatchApproved: true,
  BatchReleased: true,
  LinesReissued: true,
  LinesConfirmed: true,
  LinesReturned: true,
  ResultsRecorded: true,
  PayListShown: true,
  LineGivenUp: true,
  EffectsCarried: true,
  BatchClosed: true,
}

const provider: Readonly<Record<ProviderEventType, true>> = {
  ProviderDesignated: true,
  DesignationChanged: true,
  ProviderSuspended: true,
  ProviderReinstated: true,
}

const trainer: Readonly<Record<TrainerEventType, true>> = {
  TrainerEnlisted: true,
  TrainerDelisted: true,
}

const training: Readonly<Record<TrainingEventType, true>> = {
  TrainingPlanned: true,
  TrainingChanged: true,
  TrainingOpened: true,
  LearnersEnrolled: true,
  LearnersRemoved: true,
  TrainingFinished: true,
  TrainingClosed: true,
  TrainingCancelled: true,
  TrainingFindingRaised: true,
  TrainingFindingResolved: true,
}

const imports: Readonly<Record<ImportEventType, true>> = {
  ImportReceived: true,
  ImportJudged: true,
  ImportUnreadable: true,
  ImportCommitRequested: true,
  ImportCommitRefused: true,
  ImportCommitStarted: true,
  ImportCommitted: true,
  ImportCancelled: true,
  ImportFileDestroyed: true,
}

/**
 * Category → the event types this program knows. A type that is not among them stops the projector:
 * figures that leave out a fact are worse than none.
 */
export const knownTypes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['person', new Set(Object.keys(person))],
  ['fund', new Set(Object.keys(fund))],
  ['batch', new Set(Object.keys(batch))],
  ['provider', new Set(Object.keys(provider))],
  ['trainer', new Set(Object.keys(trainer))],
  ['training', new Set(Object.keys(training))],
  ['import', new Set(Object.keys(imports))],
])
