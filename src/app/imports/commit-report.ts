import { DomainError } from '../../domain/errors.ts'
import type { CommitCounts } from '../../domain/import/events.ts'
import type { SealedFiles } from '../../vault/sealed-files.ts'
import type { OnProgress } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import { nameUuid } from '../name-uuid.ts'
import { AtOnce } from './at-once.ts'
import { type CommitParts, type CommitTerms, RowCommitter } from './commit-rows.ts'
import { ReportFile, ReportWriter } from './report-file.ts'
import { refusalFault } from './row-faults.ts'
import type { RowReport } from './row-verdict.ts'
import type { RowFault } from './sheet-row.ts'

/** Fills the rosters of classes. */
export interface Rosters {
  /** All of them or none. @throws {DomainError} */
  enrolMany(caller: Caller, trainingId: string, personIds: readonly string[]): Promise<void>
}

export interface CommitReportParts extends CommitParts {
  readonly files: SealedFiles
  readonly rosters: Rosters
}

/** Rows under way at once: enough to share commits of log and vault, few enough to let others in. */
const rowsAtOnce = 128
/** Sealed in one commit of the vault, some 10 ms during which nobody else has a turn. */
const rowsPerSealing = 64
const peoplePerEnrolment = 500

const toRecord = ({ plan }: RowReport): boolean => plan !== null

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
  const { total, already, wrong, classes } = await lookThrough(report)
  const barred = await enrol(parts, terms, classes)
  const committer = new RowCommitter(parts, terms)
  const rows = new AtOnce(rowsAtOnce)
  const left = new Map<number, RowFault>()
  const counts = { recorded: 0, corrected: 0, claims: 0 }
  let done = 0
  for await (const part of report.parts()) {
    const open: RowReport[] = []
    for (const row of part.filter(toRecord)) {
      const closed = barred.get(row.row?.trainingId ?? '')
      if (closed === undefined) open.push(row)
      else left.set(row.line, closed)
    }
    for (let from = 0; from < open.length; from += rowsPerSealing) {
      const some = open.slice(from, from + rowsPerSealing)
      const ready = await committer.makeReady(some)
      for (const [place, row] of ready.entries()) {
        await rows.begin(async () => {
          const result = await committer.commit(row)
          if (result.kind === 'left') left.set(some[place]?.line ?? 0, result.fault)
          else {
            counts[result.kind]++
            counts.claims += result.claims
          }
          done++
        })
      }
    }
    onProgress({ step: '提交', done, total })
  }
  await rows.settle()
  onProgress({ step: '提交', done: total, total })
  if (left.size > 0) await tellWhatIsLeft(parts.files, report, importId, left)
  return { ...counts, already, left: wrong + left.size }
}

interface Seen {
  total: number
  already: number
  wrong: number
  readonly classes: Map<string, Set<string>>
}

const lookThrough = async (report: ReportFile): Promise<Seen> => {
  const seen: Seen = { total: 0, already: 0, wrong: 0, classes: new Map() }
  for await (const part of report.parts()) {
    for (const { verdict, row, plan } of part) {
      if (verdict === 'already-recorded') seen.already++
      if (verdict === 'wrong') seen.wrong++
      if (row === null || plan === null) continue
      seen.total++
      const people = seen.classes.get(row.trainingId) ?? new Set()
      seen.classes.set(row.trainingId, people.add(plan.personId))
    }
  }
  return seen
}

/** @returns classes that took their people no more, and why */
const enrol = async (
  { rosters, classes: book }: CommitReportParts,
  { caller, policy }: CommitTerms,
  classes: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<ReadonlyMap<string, RowFault>> => {
  const barred = new Map<string, RowFault>()
  for (const [trainingId, people] of classes) {
    // A course that needs no class may name one that nobody registered.
    if ((await book.find(trainingId)) === null) continue
    const all = [...people]
    try {
      for (let from = 0; from < all.length; from += peoplePerEnrolment) {
        const some = all.slice(from, from + peoplePerEnrolment)
        const own = { ...caller, commandId: nameUuid(caller.commandId, `enrol ${trainingId}`) }
        await rosters.enrolMany(own, trainingId, some)
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      barred.set(trainingId, refusalFault(error, policy))
    }
  }
  return barred
}

/** The sealed verdicts say it afterwards, in the file that is given back too. */
const tellWhatIsLeft = async (
  files: SealedFiles,
  report: ReportFile,
  importId: string,
  left: ReadonlyMap<number, RowFault>,
): Promise<void> => {
  const writer = new ReportWriter()
  const places = await report.places()
  for await (const part of report.parts()) {
    for (const row of part) {
      const fault = left.get(row.line)
      writer.add(fault === undefined ? row : { ...row, verdict: 'wrong', faults: [fault], plan: null })
    }
  }
  await writer.write(files, importId, places)
}
