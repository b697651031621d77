import { isOverdue, retentionCaller, takeUpImport } from './app/imports/take-up.ts'
import type { Node } from './compose.ts'
import { all } from './compose-resume.ts'
import type { Figures } from './figures.ts'
import { loggedError } from './http/log.ts'

export type ImportLifeParts = Pick<Node, 'imports' | 'jobs' | 'rulebook'> & {
  readonly clock: Pick<Node['clock'], 'now'>
  readonly figures: () => Pick<Figures, 'queries'>
}

interface ImportLog {
  error(facts: object, message: string): void
  warn(facts: object, message: string): void
}

type OnTrouble = (subject: string, error: unknown) => void

/** Files that were being judged or recorded when a process died go on, in the background. */
export const resumeImports = async (node: ImportLifeParts, onTrouble: OnTrouble): Promise<number> => {
  const { imports: desk, jobs, clock, figures } = node
  let resumed = 0
  for (const status of ['committing', 'received', 'queued'] as const) {
    for await (const { importId } of all((page) => figures().queries.listImports(null, { status }, page))) {
      try {
        if ((await takeUpImport({ desk, jobs, now: clock.now }, importId)) !== 'nothing') resumed++
      } catch (error) {
        onTrouble(importId, error)
      }
    }
  }
  return resumed
}

/** Uploads whose days are over are destroyed; what cannot be now is told, and does not keep the rest. */
export const destroyOldUploads = async (node: ImportLifeParts, onTrouble: OnTrouble): Promise<number> => {
  const { imports, rulebook, clock, figures } = node
  await rulebook.refresh()
  let destroyed = 0
  for await (const upload of all((page) => figures().queries.listImports(null, { held: 'yes' }, page))) {
    const at = clock.now()
    if (!isOverdue(upload, { rulebook, at })) continue
    try {
      await imports.destroy(retentionCaller(upload, at), upload.importId)
      destroyed++
    } catch (error) {
      onTrouble(upload.importId, error)
    }
  }
  return destroyed
}

const retentionEveryMs = 86_400_000

/**
 * Takes up imports that were interrupted, and destroys old uploads: now, and daily until it is stopped.
 * The server serves whatever comes of it.
 */
export const keepImports = async (
  node: ImportLifeParts,
  { logger }: { readonly logger: ImportLog },
): Promise<{ readonly stop: () => void }> => {
  const tell: OnTrouble = (subject, error) =>
    logger.error({ subject, error: loggedError(error) }, 'an import was left as it is')
  node.imports.onCrash = ({ importId, jobId, error }) =>
    logger.error({ subject: importId, jobId, error: loggedError(error) }, 'a file crashed its reader')
  const keep = async (): Promise<void> => {
    try {
      const destroyed = await destroyOldUploads(node, tell)
      if (destroyed > 0) logger.warn({ destroyed }, 'old uploads destroyed')
    } catch (error) {
      tell('uploads', error)
    }
  }
  try {
    const resumed = await resumeImports(node, tell)
    if (resumed > 0) logger.warn({ resumed }, 'imports taken up')
  } catch (error) {
    tell('imports', error)
  }
  await keep()
  const timer = setInterval(keep, retentionEveryMs).unref()
  return { stop: () => clearInterval(timer) }
}
