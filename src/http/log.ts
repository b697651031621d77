import type { FastifyReply, FastifyRequest } from 'fastify'
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { LedgerError } from '../app/errors.ts'

/** Every such number has a run of eleven digits; looking for that alone is quick. */
const suspect = /\d{11}/
/** Id, account and telephone numbers, should one ever reach a log line. */
const idLike = /\d{13,}|(?<!\d)1[3-9]\d{9}(?!\d)/g

/** The last line of defence: nothing should ever be found here, so each find is counted. */
export const scrubbing = (destination: DestinationStream, onScrubbed: () => void): DestinationStream => ({
  write(line) {
    const clean = suspect.test(line) ? line.replace(idLike, '***') : line
    if (clean !== line) onScrubbed()
    destination.write(clean)
  },
})

export interface LogParts {
  readonly destination: DestinationStream
  readonly level: string
  /** Told of every line in which something like an id number had to be blotted out. */
  readonly onScrubbed: () => void
}

/** The server's logger. Times as ISO text: as a number they would look like an account. */
export const createLog = ({ destination, level, onScrubbed }: LogParts): Logger =>
  pino(
    { level, base: null, timestamp: stdTimeFunctions.isoTime, serializers: {} },
    scrubbing(destination, onScrubbed),
  )

/** Errors of ours whose message names no personal data; of others only name and place are logged. */
const spokenNames = new Set([
  'IntegrityFailure',
  'StoreUnavailable',
  'StoreOverloaded',
  'InvalidAppend',
  'VaultUnavailable',
  'VaultIntegrityFailure',
  'InvalidVaultInput',
  'ReadModelsBusy',
  'ReadModelsUnfit',
])

const framesOf = (error: Error): readonly string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())

/** What of an error may be written down. */
export const loggedError = (error: unknown): Readonly<Record<string, unknown>> => {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name } = error
  if (error instanceof LedgerError) return { name, code: error.code, facts: error.facts }
  const message = spokenNames.has(name) ? error.message : undefined
  return { name, message, frames: framesOf(error) }
}

/** One line per request: which route, how it ended, how long it took, for whom. Never what was in it. */
export const logRequest = (
  logger: Pick<Logger, 'info'>,
  route: string,
  request: FastifyRequest,
  reply: FastifyReply,
): void =>
  logger.info({
    reqId: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    account: request.principal?.account,
  })
