import type { CommitCounts } from '../../domain/import/events.ts'
import type { SealedFiles } from '../../vault/sealed-files.ts'
import type { OnProgress } from '../jobs.ts'
import { AtOnce } from './at-once.ts'
import type { ClassView } from './class-book.ts'
import { type CommitParts, type CommitTerms, RowCommitter, type RowResult } from './commit-rows.ts'
import { readyRows } from './ready-rows.ts'
import { ReportFile, ReportWriter } from './report-file.ts'
import type { RowReport } from './row-verdict.ts'
import { RowSealer } from './seal-rows.ts'
import type { RowFault } from './sheet-row.ts'

export interface CommitReportParts extends CommitParts {
  readonly files: SealedFiles
}

/** Rows under way at once: enough to share commits of log and vault, few enough to let others in. */
const rowsAtOnce = 128

/**
 * Records the good rows of a judged file. It may be stopped anywhere and begun again: every row is one
 * command with an id of its own. Rows that the ledger refuses by now are left, and say why.
 */
export const commitReport = async (
  parts: CommitReportParts,
  terms: CommitTerms,
  importId: string,
  onProgress: OnProgress,
): Promise<CommitCounts> => {
  const report = new ReportFile(parts.files, importId)
  await parts.ledger.known?.upToDate()
  const { ok = 0, changed = 0, wrong = 0, 'already-recorded': already = 0 } = (await report.counts()) ?? {}
  const total = ok + changed
  const committer = new RowCommitter(parts, { ...terms, importId })
  const rows = new AtOnce(rowsAtOnce)
  const came: Came = { left: new Map(), otherwise: new Map() }
  const counts = { recorded: 0, corrected: 0, claims: 0, already: 0 }
  let done = 0
  try {
    for await (const ready of readyRows(report, new RowSealer(parts, terms))) {
      for (const [place, row] of ready.rows.entries()) {
        await rows.begin(async () => {
          const result = await committer.commit(row)
          note(came, ready.reports[place], result)
          if (result.kind !== 'left') {
            counts[result.kind]++
            counts.claims += result.claims
          }
          done++
        })
      }
      onProgress({ step: '提交', done, total })
    }
  } catch (error) {
    // Whoever stops between batches, by throwing, stops with no row under way.
    await rows.settle().catch(() => {})
    throw error
  }
  await rows.settle()
  onProgress({ step: '提交', done: total, total })
  // Before the verdicts say it: whoever goes on after a crash must still see whose rows they were.
  const { left } = came
  if (left.size > 0) await giveBack(parts, terms, report, left)
  if (left.size + came.otherwise.size > 0) await tellWhatCame(parts.files, report, importId, came)
  return { ...counts, already: already + counts.already, left: wrong + left.size }
}

/** By line of the file. */
interface Came {
  readonly left: Map<number, RowFault>
  /** Otherwise than it was judged. */
  readonly otherwise: Map<number, Partial<RowReport>>
}

/** Most rows come to what was judged, and are told nothing new. */
const note = ({ left, otherwise }: Came, row: RowReport | undefined, result: RowResult): void => {
  if (row === undefined) return
  const { line } = row
  if (result.kind === 'left') {
    left.set(line, result.fault)
    return
  }
  const { kind, completionId, unfiled, claims } = result
  if (kind === 'already') {
    const already = { completionId }
    otherwise.set(line, {
      verdict: 'already-recorded',
      already,
      plan: null,
      claims: [],
      unfiled,
      changes: [],
    })
  } else if (codesOf(unfiled) !== codesOf(row.unfiled)) {
    otherwise.set(line, { unfiled, ...(claims === 0 ? { claims: [] } : {}) })
  }
}

const codesOf = (said: readonly RowFault[]): string => said.map(({ code }) => code).join()

/** Places that a commit took, perhaps before it was interrupted, for rows that came to nothing. */
const giveBack = async (
  { classes: book, ledger }: CommitReportParts,
  { caller, provider }: CommitTerms,
  report: ReportFile,
  left: ReadonlyMap<number, RowFault>,
): Promise<void> => {
  const views = new Map<string, ClassView | null>()
  for await (const part of report.parts()) {
    for (const { line, row, plan } of part) {
      if (row === null || plan === null || !left.has(line)) continue
      const { trainingId } = row
      const view = views.has(trainingId) ? views.get(trainingId) : await book.find(trainingId)
      views.set(trainingId, view ?? null)
      const facts = view?.factsFor(plan.personId)
      if (facts?.enrolled !== true || facts.provider !== provider) continue
      await ledger.giveBackPlace(caller, plan.personId, trainingId)
    }
  }
}

/** The sealed verdicts say it afterwards, in the file that is given back too. */
const tellWhatCame = async (
  files: SealedFiles,
  report: ReportFile,
  importId: string,
  { left, otherwise }: Came,
): Promise<void> => {
  const writer = new ReportWriter()
  const places = await report.places()
  for await (const part of report.parts()) {
    for (const row of part) {
      const fault = left.get(row.line)
      if (fault === undefined) writer.add({ ...row, ...otherwise.get(row.line) })
      else {
        const nothing = { claims: [], unfiled: [], remarks: [], plan: null }
        writer.add({ ...row, ...nothing, verdict: 'wrong', faults: [fault] })
      }
    }
  }
  await writer.write(files, importId, places)
}
