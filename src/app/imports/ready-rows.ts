import type { ReportFile } from './report-file.ts'
import type { RowReport } from './row-verdict.ts'
import type { ReadyRow, RowSealer } from './seal-rows.ts'

/** Sealed in one commit of the vault. */
const rowsPerSealing = 128

const toRecord = ({ plan }: RowReport): boolean => plan !== null

interface Ready {
  readonly reports: readonly RowReport[]
  readonly rows: readonly ReadyRow[]
}

/** The rows that are to be recorded, some at a time: the next are sealed while these are recorded. */
export async function* readyRows(report: ReportFile, sealer: RowSealer): AsyncGenerator<Ready> {
  let ahead: Promise<Ready> | undefined
  let sealing: Promise<unknown> = Promise.resolve()
  try {
    for await (const reports of toSeal(report)) {
      const next = sealer.makeReady(reports).then((rows) => ({ reports, rows }))
      // What goes wrong is thrown where it is waited for.
      sealing = next.catch(() => {})
      if (ahead !== undefined) yield await ahead
      ahead = next
    }
    if (ahead !== undefined) yield await ahead
  } finally {
    // Whoever stops early closes the vault next.
    await sealing
  }
}

async function* toSeal(report: ReportFile): AsyncGenerator<readonly RowReport[]> {
  const open: RowReport[] = []
  for await (const part of report.parts()) {
    open.push(...part.filter(toRecord))
    while (open.length >= rowsPerSealing) yield open.splice(0, rowsPerSealing)
  }
  if (open.length > 0) yield open
}
