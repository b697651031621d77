import type { EventMetadata } from '../person/events.ts'
import type { CommitMode } from './commands.ts'
import type { CommitCounts, ImportFormat, JudgedCounts } from './events.ts'

export const importStatuses = [
  'received',
  'unreadable',
  'judged',
  'queued',
  'committing',
  'committed',
  'cancelled',
] as const
export type ImportStatus = (typeof importStatuses)[number]

export const importStatusText: Readonly<Record<ImportStatus, string>> = {
  received: '校验中',
  unreadable: '无法读取',
  judged: '待提交',
  queued: '排队提交',
  committing: '提交中',
  committed: '已导入',
  cancelled: '已取消',
}

export interface Committer extends Pick<EventMetadata, 'actor' | 'at' | 'commandId' | 'digest'> {
  readonly districts: readonly string[]
}

/** A commit that was promised and has not begun. */
export interface AskedCommit extends Committer {
  readonly mode: CommitMode
}

export interface ImportState {
  /** Null: nobody uploaded it yet. */
  readonly importId: string | null
  readonly provider: string
  readonly fileDigest: string
  readonly bytes: number
  readonly format: ImportFormat
  readonly status: ImportStatus
  /** Account that uploaded it last, and when: an instant, ISO 8601 UTC. */
  readonly receivedBy: string
  readonly receivedAt: string
  /** The newest verdicts. */
  readonly judged: JudgedCounts | null
  /** Why it cannot be read. */
  readonly fault: string | null
  readonly mode: CommitMode | null
  /** Null: none waits. With it, verdicts lead to `queued`. */
  readonly asked: AskedCommit | null
  /** In whose name the last commit is carried out, on which command, since when. */
  readonly committer: Committer | null
  /** Of all commits together. */
  readonly committed: CommitCounts | null
  readonly committedAt: string | null
  /** Whether the sealed file is still there. */
  readonly fileHeld: boolean
}

export const initialImport: ImportState = {
  importId: null,
  provider: '',
  fileDigest: '',
  bytes: 0,
  format: 'csv',
  status: 'received',
  receivedBy: '',
  receivedAt: '',
  judged: null,
  fault: null,
  mode: null,
  asked: null,
  committer: null,
  committed: null,
  committedAt: null,
  fileHeld: false,
}
