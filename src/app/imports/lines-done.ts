import { isJudged } from '../../domain/import/decide.ts'
import type { ImportState } from '../../domain/import/state.ts'
import type { ReportFile } from './report-file.ts'

/**
 * Which lines of a file are done with, given what was committed of it and the verdicts kept on its rows: a
 * file that comes again records what it left, and undoes nothing that came after it. Without its verdicts
 * nobody knows what it left, so every line counts as done.
 */
export const linesDone = async (
  state: Pick<ImportState, 'status' | 'committed'> | undefined,
  report: ReportFile,
): Promise<(line: number) => boolean> => {
  if (state === undefined || state.committed === null) return () => false
  const isJudgedAgain = isJudged(state)
  const open = new Set<number>()
  for await (const rows of report.parts()) {
    for (const { line, verdict, plan } of rows) {
      if (verdict === 'wrong' || (isJudgedAgain && plan !== null)) open.add(line)
    }
  }
  return (line) => !open.has(line)
}
