import { isIPv4 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { LedgerError } from '../../app/errors.ts'
import { RequestRefused } from '../refusal.ts'

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

const authority = /^(?:\[(::1)\]|([a-z\d.]+))(?::\d{1,5})?$/i

/**
 * Turns away what was not sent to this machine by name. A page from elsewhere can have its own name
 * lead to 127.0.0.1, and would then be let in by the browser; its name still stands in the request.
 */
export const needLocalName = (app: FastifyInstance): void => {
  app.addHook('onRequest', ({ headers: { host } }, _, done) => {
    const [, six, four] = authority.exec(host ?? 'localhost') ?? []
    const local = isLoopback((six ?? four ?? '').toLowerCase())
    done(local ? undefined : new RequestRefused('host-unknown'))
  })
}
