import { shanghaiDay } from '../../domain/dates.ts'
import type { JudgedCounts } from '../../domain/import/events.ts'
import type { Policy } from '../../domain/policy/policy.ts'
import { levelOrder } from '../../domain/policy/training.ts'
import { type SheetColumn, usualHeading } from '../../sheets/columns.ts'
import type { SheetTerms } from '../../sheets/completion-row.ts'
import type { FileFault } from '../../sheets/fault.ts'
import type { readSheet } from '../../sheets/read-sheet.ts'
import type { SealedFiles } from '../../vault/sealed-files.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Directory } from '../directory.ts'
import type { OnProgress } from '../jobs.ts'
import type { Caller } from '../ledger.ts'
import type { Rulebook } from '../rulebook.ts'
import { ReportWriter } from './report-file.ts'
import type { Places } from './row-faults.ts'
import { type JudgeParts, type JudgeTerms, RowJudge } from './row-judge.ts'
import type { SheetRow } from './sheet-row.ts'

export interface JudgeFileParts extends JudgeParts {
  /** Opens the file, off this thread. */
  readonly readSheet: typeof readSheet
  readonly files: SealedFiles
  readonly rulebook: Rulebook
  readonly vault: Pick<Vault, 'people' | 'open'>
  readonly directory: Directory
  readonly onCrash?: OnCrash
}

/** Told of a file that crashed its reader: by whose job, and why. */
export type OnCrash = (crash: {
  readonly importId: string
  readonly jobId: string
  readonly error: unknown
}) => void

export interface FileToJudge {
  readonly importId: string
  readonly provider: string
  readonly bytes: Uint8Array
  readonly isDone: JudgeTerms['isDone']
}

export type FileJudged = { readonly counts: JudgedCounts } | { readonly faults: readonly FileFault[] }

/** Rows judged before others get a turn. */
const rowsPerTurn = 25

export const sheetTerms = ({ districts }: Directory, policy: Policy, at: string): SheetTerms => ({
  today: shanghaiDay(at),
  districts: districts.map(({ code, name }) => ({ code, name })),
  courses: policy.courses.map(({ id, name }) => ({ id, name })),
  levels: levelOrder(policy),
  levelSynonyms: policy.training?.levels.synonyms ?? {},
})

/** By the headings that faults name. */
const placesOf = (columns: Readonly<Partial<Record<SheetColumn, string>>>): Places =>
  Object.fromEntries(
    Object.entries(columns).map(([column, letters]) => [usualHeading(column as SheetColumn), letters]),
  )

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Reads the file and judges its rows, first by themselves and then against the ledger; while rows are
 * judged here the next ones are read. The verdicts are sealed under the import's id.
 */
export const judgeFile = async (
  parts: JudgeFileParts,
  caller: Caller,
  { importId, provider, bytes, isDone }: FileToJudge,
  onProgress: OnProgress,
): Promise<FileJudged> => {
  await parts.rulebook.refresh(caller.at)
  const policy = parts.rulebook.inForce(shanghaiDay(caller.at))
  // Everybody registered has a key in the vault, so nobody else's stream needs to be read.
  const known = new Set(parts.vault.people())
  const mayBeKnown = (personId: string): boolean => known.has(personId)
  const judge = new RowJudge(parts, { caller, provider, policy, mayBeKnown, isDone })
  const report = new ReportWriter()
  let judged = 0
  let of = 0
  const judgeRows = async (rows: readonly SheetRow[]): Promise<void> => {
    for (const row of rows) {
      report.add(await judge.judge(row))
      judged++
      if (judged % rowsPerTurn === 0) {
        onProgress({ step: '校验', done: judged, total: Math.max(of, judged) })
        await pause()
      }
    }
  }
  let underWay: Promise<void> = Promise.resolve()
  const outcome = await parts.readSheet(bytes, sheetTerms(parts.directory, policy, caller.at), {
    onRows: async (rows) => {
      await underWay
      underWay = judgeRows(rows)
      // What goes wrong is thrown where it is waited for.
      underWay.catch(() => {})
    },
    onProgress: (_done, total) => {
      of = total
    },
    onCrash: (error) => parts.onCrash?.({ importId, jobId: caller.commandId, error }),
  })
  if ('faults' in outcome) return outcome
  await underWay
  onProgress({ step: '核对', done: judged, total: judged })
  return { counts: await report.write(parts.files, importId, placesOf(outcome.columns)) }
}
