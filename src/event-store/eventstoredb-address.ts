/** Where the server is, and with which name the ledger signs in. */
export interface EsdbAddress {
  /** The connection string without its credentials: the client prints it when it is debugged. */
  readonly address: string
  readonly credentials: { readonly username: string; readonly password: string }
}

const scheme = /^esdb(?:\+discover)?:\/\//

/**
 * Takes an EventStoreDB connection string apart, `esdb://user:password@host:2113?tls=true` or
 * `esdb+discover://…`. An insecure server accepts any credentials, and some are always given: only
 * then does the client append by a call that keeps its deadline.
 *
 * @throws {TypeError} without repeating the text, which may hold a password.
 */
export function parseEsdbAddress(connectionString: string): EsdbAddress {
  const [start] = scheme.exec(connectionString) ?? []
  if (start === undefined)
    throw new TypeError('an EventStoreDB address starts with esdb:// or esdb+discover://')
  const [authority = '', query = ''] = connectionString.slice(start.length).split(/\?(.*)/s)
  const settings = settingsOf(query)
  if (settings.get('throwonappendfailure') === 'false') {
    throw new TypeError('throwOnAppendFailure=false would hide refused appends')
  }
  const at = authority.lastIndexOf('@')
  const hosts = authority.slice(at + 1).replace(/\/+$/, '')
  if (hosts === '') throw new TypeError('the EventStoreDB address names no host')
  const address = `${start}${hosts}${query === '' ? '' : `?${query}`}`
  if (at >= 0) return { address, credentials: credentialsOf(authority.slice(0, at)) }
  if (settings.get('tls') !== 'false')
    throw new TypeError('EventStoreDB over TLS needs user:password in its address')
  return { address, credentials: { username: 'insecure', password: 'insecure' } }
}

/** Setting names as the client reads them: without regard to case, dashes and underscores. */
function settingsOf(query: string): ReadonlyMap<string, string> {
  const pairs = query.split('&').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split('=')
    return [name.trim().toLowerCase().replace(/[_-]/g, ''), value.trim()]
  })
  return new Map(pairs)
}

function credentialsOf(userInfo: string): EsdbAddress['credentials'] {
  const colon = userInfo.indexOf(':')
  if (colon < 1) throw new TypeError('credentials in an EventStoreDB address are user:password')
  try {
    return {
      username: decodeURIComponent(userInfo.slice(0, colon)),
      password: decodeURIComponent(userInfo.slice(colon + 1)),
    }
  } catch {
    throw new TypeError('credentials in an EventStoreDB address must be percent-encoded')
  }
}
