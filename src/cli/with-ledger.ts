import type { OpenLedger, OpenOptions } from './host.ts'
import type { Context } from './verb.ts'

/** Opens the ledger for one piece of work and closes it whatever happens. */
export const withLedger = async <Result>(
  { terminal, host, settings }: Context,
  options: OpenOptions,
  work: (ledger: OpenLedger) => Promise<Result>,
): Promise<Result> => {
  const ledger = await host.open(settings(), options)
  try {
    for (const notice of ledger.notices) terminal.note(notice)
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}
