import type { Day } from '../dates.ts'
import type { Commitments, EventMetadata } from '../person/events.ts'

/**
 * The facts of one trainer of the pool, stream `trainer-<personId>`. Type names and fields are the
 * storage format: they may be added to, never renamed. Name, id number and certificate number lie
 * sealed in the vault under the person id.
 */

/** What a trainer may teach, on which certificate, and in which days. */
export interface Enlistment {
  readonly occupation: string
  readonly level: string
  /** Keyed digest of the certificate's number. */
  readonly certificateDigest: string
  readonly from: Day
  /** The last day. */
  readonly until: Day
  readonly document: string
}

type Events = {
  TrainerEnlisted: Enlistment & {
    /** The person id. */
    trainerId: string
    /** Of name and id number. */
    commitments: Commitments
  }
  /** `on`: the first day on which the trainer is no longer in the pool. */
  TrainerDelisted: { on: Day; document: string }
}

export type TrainerEventType = keyof Events
export type TrainerEventData<T extends TrainerEventType> = Readonly<Events[T]>
export type NewTrainerEvent = {
  [T in TrainerEventType]: { readonly type: T; readonly data: TrainerEventData<T> }
}[TrainerEventType]
export type TrainerEvent = NewTrainerEvent & { readonly id: string; readonly metadata: EventMetadata }
