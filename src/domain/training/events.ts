import type { Day } from '../dates.ts'
import type { EventMetadata } from '../person/events.ts'

/**
 * The facts of one class, stream `training-<trainingId>`. Type names and fields are the storage
 * format: they may be added to, never renamed. Learners and trainers are keyed person ids.
 */

/** What a class is, as planned or last changed. */
export interface TrainingDetails {
  readonly providerId: string
  /** Id of a course of the policy. */
  readonly course: string
  readonly name: string
  /** Null: of no one occupation. */
  readonly occupation: string | null
  readonly level: string | null
  readonly startsOn: Day
  readonly endsOn: Day
  /** Lessons of the whole class. */
  readonly hours: number
  readonly place: string
  /** Null: nobody is named yet. */
  readonly trainerId: string | null
  /** Places for learners. */
  readonly capacity: number
  /** Id of the industry department responsible. */
  readonly department: string
  /** District in which it is held. */
  readonly district: string
}

/** The trainer, or the room, is in two classes on one day. */
export type TrainingRule = 'trainer-two-places' | 'room-two-places'

type Events = {
  TrainingPlanned: TrainingDetails & { trainingId: string }
  TrainingChanged: TrainingDetails & { trainingId: string }
  TrainingOpened: { openedOn: Day }
  /** Only who was not on the roster; at most `learnersPerEvent`. */
  LearnersEnrolled: { personIds: readonly string[] }
  /** Only who was on the roster; at most `learnersPerEvent`. */
  LearnersRemoved: { personIds: readonly string[] }
  TrainingFinished: { finishedOn: Day }
  TrainingClosed: { closedOn: Day }
  TrainingCancelled: { cancelledOn: Day }
  /** `no` counts the class's findings from 1; `becauseOf`: ids of the other classes. */
  TrainingFindingRaised: { no: number; rule: TrainingRule; becauseOf: readonly string[] }
  TrainingFindingResolved: { no: number; upheld: boolean; noteCommitment: string }
}

export const learnersPerEvent = 500

export type TrainingEventType = keyof Events
export type TrainingEventData<T extends TrainingEventType> = Readonly<Events[T]>
export type NewTrainingEvent = {
  [T in TrainingEventType]: { readonly type: T; readonly data: TrainingEventData<T> }
}[TrainingEventType]
export type TrainingEvent = NewTrainingEvent & { readonly id: string; readonly metadata: EventMetadata }
