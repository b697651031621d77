import type { OpenLedger } from './host.ts'
import type { Progress } from './progress.ts'
import type { Terminal } from './terminal.ts'
import type { Context } from './verb.ts'
import { withLedger } from './with-ledger.ts'

/**
 * A check over the ledger: the log's bytes first, which what comes after may then trust.
 *
 * @param work given a bar for the events it has passed.
 */
export const withAudited = async <Result>(
  context: Context,
  label: string,
  work: (ledger: OpenLedger, progress: Progress) => Promise<Result>,
): Promise<Result> => {
  const { terminal, host, settings } = context
  let bar: Progress | undefined
  const events = await host.audit(settings(), (done, total) => {
    bar ??= terminal.silentProgress('核对日志', total)
    bar.set(done)
  })
  bar?.finish()
  return withLedger(context, { readOnly: true }, async (ledger) => {
    const progress = terminal.silentProgress(label, events)
    const result = await work(ledger, progress)
    progress.finish()
    return result
  })
}

/** Nothing for people when all is well; for programs a small object. */
export const allWell = (terminal: Terminal, figures: Readonly<Record<string, number>>): void => {
  if (terminal.json) terminal.printJson({ ok: true, ...figures })
}
