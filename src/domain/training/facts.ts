import type { Day } from '../dates.ts'
import type { TrainingStatus } from './status.ts'

/** What deciding over one person may know of a class (`training-<trainingId>`) on one day. */
export interface TrainingFacts {
  readonly trainingId: string
  /** Id of the provider that holds the class. */
  readonly provider: string
  readonly course: string
  readonly startsOn: Day
  readonly endsOn: Day
  readonly occupation: string | null
  readonly level: string | null
  readonly hours: number
  /** Id of the industry department responsible. */
  readonly department: string
  readonly district: string
  readonly status: TrainingStatus
  /** Whether this person is on the roster already. */
  readonly enrolled: boolean
  /** Free places; 0 when the class is full. */
  readonly room: number
  /** Why the provider was not eligible on `startsOn`; null when it was. */
  readonly providerFault: string | null
  /** Rules of the findings nobody resolved yet. */
  readonly openFindings: readonly string[]
  /** Rules of the findings that were upheld. */
  readonly upheldFindings: readonly string[]
}
