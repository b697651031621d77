import { columnLetters } from '../table-files/raw-row.ts'
import type { SheetColumn } from './columns.ts'
import type { JudgedRow, SheetTerms } from './completion-row.ts'
import type { FileFault } from './fault.ts'
import { SheetJudge } from './judge-rows.ts'
import { faultOfBroken, openRows, type RowSource, type SheetFormat } from './row-source.ts'

/** Rows that are handed on at once. */
export const rowsAtOnce = 1_000

export type SheetOutcome =
  | {
      readonly format: SheetFormat
      /** Row of the headings, from 1. */
      readonly headerLine: number
      /** The letters of each column that the file has: `B` for `idNumber`. */
      readonly columns: Readonly<Partial<Record<SheetColumn, string>>>
      /** Of data: each had one verdict. */
      readonly rows: number
      /** Sample rows of the template, which were left out. */
      readonly samples: number
    }
  /** Nothing of the file may be used, whatever verdicts came before. */
  | { readonly faults: readonly FileFault[] }

export interface JudgedPart {
  readonly rows: readonly JudgedRow[]
  /** Rows of the file read so far, and about how many there are. */
  readonly done: number
  readonly of: number
}

/**
 * Judges a whole file in this thread; others go through `readSheet`, which does it in another one
 * under limits. Yields verdicts in the order of the file, and gives the outcome at the end.
 */
export async function* judgeSheet(
  bytes: Uint8Array,
  terms: SheetTerms,
): AsyncGenerator<JudgedPart, SheetOutcome> {
  const source = await openRows(bytes)
  if ('fault' in source) return { faults: [source.fault] }
  try {
    return yield* judged(source, new SheetJudge(terms, source.origin))
  } catch (error) {
    const fault = faultOfBroken(error)
    if (fault === undefined) throw error
    return { faults: [fault] }
  }
}

async function* judged(source: RowSource, judge: SheetJudge): AsyncGenerator<JudgedPart, SheetOutcome> {
  const { format, count, rows } = source
  let waiting: JudgedRow[] = []
  let done = 0
  for await (const row of rows) {
    done += 1
    const verdicts = judge.take(row)
    if ('faults' in verdicts) return verdicts
    waiting.push(...verdicts)
    if (waiting.length < rowsAtOnce) continue
    yield { rows: waiting, done, of: Math.max(done, count) }
    waiting = []
  }
  const last = judge.end()
  if ('faults' in last) return last
  yield { rows: [...waiting, ...last], done, of: done }
  const { layout, samples } = judge
  const columns = Object.fromEntries(
    [...(layout?.places ?? [])].map(([column, place]) => [column, columnLetters(place)]),
  )
  return { format, headerLine: layout?.line ?? 0, columns, rows: judge.rows, samples }
}
