import { isIPv4 } from 'node:net'
import { LedgerError } from '../../app/errors.ts'

/** `localhost`, `::1` and everything in 127.0.0.0/8. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

/**
 * Demo sign-in has no passwords, so it is for this machine alone.
 *
 * @throws {LedgerError} `listen-beyond-loopback`
 */
export const needLoopback = (host: string): void => {
  if (!isLoopback(host)) throw new LedgerError('listen-beyond-loopback')
}
