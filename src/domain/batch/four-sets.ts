import { linesDigest } from './lines.ts'
import { type BatchLine, type BatchState, removedSince, standing } from './state.ts'

export interface RecordedSet {
  /** As the event recorded it; null: not yet. */
  readonly digest: string | null
  /** Whether it is the digest of the batch's lines; null: not yet. */
  readonly agrees: boolean | null
  /** Lines of the batch that are not in this set. */
  readonly lacking: readonly BatchLine[]
}

export interface FourSets {
  /** Of the lines that stand. */
  readonly digest: string
  readonly noticed: RecordedSet
  /** Noticed, and removed before approval; each has its event with a reason. */
  readonly removed: readonly BatchLine[]
  readonly approved: RecordedSet
  readonly exported: RecordedSet
  /** Paid, or returned and given up. */
  readonly confirmed: RecordedSet
}

/** Whether what was noticed, approved, exported and confirmed is the same, by the digests recorded. */
export const fourSets = (state: BatchState, sha256: (text: string) => string): FourSets => {
  const lines = standing(state.lines)
  const digest = linesDigest(lines, sha256)
  const { notice, approvedDigest, exportedDigest, confirmedDigest } = state
  const removed = (notice && removedSince(state, notice.digest)) ?? []
  const set = (recorded: string | null, expected: string, isIn: (line: BatchLine) => boolean) => ({
    digest: recorded,
    agrees: recorded === null ? null : recorded === expected,
    lacking: recorded === null ? [] : lines.filter((line) => !isIn(line)),
  })
  const everyLine = () => true
  const isFinal = ({ status }: BatchLine) => status === 'paid' || status === 'given-up'
  return {
    digest,
    noticed: set(notice?.digest ?? null, linesDigest([...lines, ...removed], sha256), everyLine),
    removed,
    approved: set(approvedDigest, digest, everyLine),
    exported: set(exportedDigest, digest, ({ sent }) => sent > 0),
    confirmed: set(confirmedDigest, digest, isFinal),
  }
}
