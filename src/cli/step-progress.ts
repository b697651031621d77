import type { JobProgress } from '../app/jobs.ts'
import type { Progress } from './progress.ts'
import type { Terminal } from './terminal.ts'

/** Shows the steps of long work one after another, each with a bar or lines of its own. */
export const stepProgress = (
  terminal: Terminal,
): { readonly on: (progress: JobProgress) => void; readonly finish: () => void } => {
  let shown: { readonly step: string; readonly progress: Progress } | undefined
  const finish = (): void => {
    shown?.progress.finish()
    shown = undefined
  }
  return {
    finish,
    on: ({ step, done, total }) => {
      if (total === 0) return
      if (shown?.step !== step) {
        finish()
        shown = { step, progress: terminal.progress(step, total) }
      }
      shown.progress.set(done)
    },
  }
}
