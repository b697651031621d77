import type { EventMetadata } from '../person/events.ts'

/**
 * The life of one uploaded sheet, stream `import-<importId>`. The id follows from the provider and the
 * file's content, so the same file again is the same import. Nothing of the content is here: rows and
 * verdicts lie sealed beside the log. Type names and fields are the storage format: they may be added
 * to, never renamed.
 */

export const importFormats = ['xlsx', 'xls', 'csv'] as const
export type ImportFormat = (typeof importFormats)[number]

/** How many rows got which verdict; they add up to `rows`. */
export interface JudgedCounts {
  readonly rows: number
  readonly ok: number
  readonly already: number
  readonly changed: number
  readonly wrong: number
  /** What was wrong, the most frequent first; a row may have several faults. */
  readonly faults: readonly { readonly code: string; readonly count: number }[]
}

/** What became of the rows; `left` were not recorded. */
export interface CommitCounts {
  readonly recorded: number
  readonly corrected: number
  readonly already: number
  readonly claims: number
  readonly left: number
}

type Events = {
  ImportReceived: {
    importId: string
    provider: string
    /** Keyed: equal files of one provider have equal digests. */
    fileDigest: string
    bytes: number
    format: ImportFormat
  }
  ImportJudged: JudgedCounts
  ImportUnreadable: { code: string }
  /** Asked for and promised; it waits for its turn. Until it begins it can be cancelled. */
  ImportCommitRequested: { mode: 'good' | 'all-or-nothing'; districts: readonly string[] }
  /** When its turn came, the rules had something against it. */
  ImportCommitRefused: { code: string }
  /**
   * `districts`: those of whoever commits; a commit that was interrupted goes on in their name. `requested`:
   * the command that asked for it; absent in older logs, where it is this event's own.
   */
  ImportCommitStarted: {
    mode: 'good' | 'all-or-nothing'
    districts: readonly string[]
    requested?: string | undefined
  }
  ImportCommitted: CommitCounts
  ImportCancelled: Record<never, never>
  /** The file and the verdicts on its rows are gone. */
  ImportFileDestroyed: Record<never, never>
}

export type ImportEventType = keyof Events
export type ImportEventData<T extends ImportEventType> = Readonly<Events[T]>
export type NewImportEvent = {
  [T in ImportEventType]: { readonly type: T; readonly data: ImportEventData<T> }
}[ImportEventType]
export type ImportEvent = NewImportEvent & { readonly id: string; readonly metadata: EventMetadata }
