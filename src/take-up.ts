import { type ResumeParts, resumeInterrupted } from './compose-resume.ts'
import { IntegrityFailure } from './event-store/event-store.ts'
import type { Figures } from './figures.ts'
import { loggedError } from './http/log.ts'
import type { Metrics } from './http/metrics.ts'

type TakeUpParts = Omit<ResumeParts, 'figures'> & {
  readonly figures: () => Pick<Figures, 'queries' | 'catchUp'>
}

interface Watch {
  readonly logger: {
    error(facts: object, message: string): void
    warn(facts: object, message: string): void
  }
  readonly metrics: Pick<Metrics, 'gauge'>
}

/**
 * Takes up what was interrupted, before anybody can ask, so that nobody finds money half moved. The
 * server serves whatever comes of it, and what is left is told: in its log, and in a figure to watch.
 *
 * @throws {IntegrityFailure} the log is not the one that the figures were folded from.
 */
export const takeUp = async (node: TakeUpParts, { logger, metrics }: Watch): Promise<void> => {
  let left = 0
  metrics.gauge(
    'jinlan_not_resumed',
    'Interrupted work that the start could not take up; 0 is well.',
    () => left,
  )
  const tell = (facts: object, error: unknown, message: string): void => {
    left += 1
    logger.error({ ...facts, error: loggedError(error) }, message)
  }
  const catchUp = () =>
    node
      .figures()
      .catchUp()
      .catch((error: unknown) => {
        if (error instanceof IntegrityFailure) throw error
        tell({}, error, 'the figures do not follow the log, and what was interrupted since is not known')
      })
  await catchUp()
  try {
    const resumed = await resumeInterrupted(node, (subject, error) => tell({ subject }, error, 'not resumed'))
    if (resumed.batches + resumed.recoveries > 0) logger.warn(resumed, 'resumed what was interrupted')
  } catch (error) {
    tell({}, error, 'nothing was resumed')
  }
  await catchUp()
}
