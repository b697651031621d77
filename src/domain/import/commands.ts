import type { CommitCounts, ImportFormat, JudgedCounts } from './events.ts'

type Commands = {
  ReceiveImport: {
    importId: string
    provider: string
    fileDigest: string
    bytes: number
    format: ImportFormat
  }
  JudgeImport: { counts: JudgedCounts }
  /** The file cannot be read at all; `code` says why. */
  RefuseImport: { code: string }
  /** Promises the commit: it is begun when its turn comes, by another process if this one ends before. */
  RequestCommit: { mode: CommitMode; districts: readonly string[] }
  /** What the command `requested` was promised cannot be begun; `code` says why. What others were stands. */
  RefuseCommit: { code: string; requested: string }
  /**
   * `districts`: those of whoever commits, for whom the rows are recorded. `requested`: the command that asked
   * for it. `promised`: only what the log still promises is begun.
   */
  StartCommit: { mode: CommitMode; districts: readonly string[]; requested: string; promised: boolean }
  FinishCommit: { counts: CommitCounts }
  CancelImport: Record<never, never>
  DestroyImportFile: Record<never, never>
}

/** `good`: wrong rows stay behind. `all-or-nothing`: nothing is recorded while one row is wrong. */
export const commitModes = ['good', 'all-or-nothing'] as const
export type CommitMode = (typeof commitModes)[number]

export type ImportCommandType = keyof Commands
export type ImportCommandData<T extends ImportCommandType> = Readonly<Commands[T]>
export type ImportCommand = {
  [T in ImportCommandType]: { readonly type: T; readonly data: ImportCommandData<T> }
}[ImportCommandType]
