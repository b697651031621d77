import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import Provider, { type ClientMetadata } from 'oidc-provider'
import { createOidcAuthenticator, type OidcParts } from '../../src/http/auth/oidc.ts'

/** A real OpenID provider on loopback, and what someone without its keys can make up. */

export const audience = 'urn:jinlan'
export const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
type Algorithm = (typeof algorithms)[number]

export const personId = 'abcdefghijklmnopqrstuvwxyz'

/** Signs as the provider does; every key is named after what it is for. */
export const keysNamed = async (name: string): Promise<Record<Algorithm, JWK>> => {
  const entries = algorithms.map(async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true })
    return [alg, { ...(await exportJWK(privateKey)), alg, kid: `${name}-${alg}`, use: 'sig' }] as const
  })
  return Object.fromEntries(await Promise.all(entries)) as Record<Algorithm, JWK>
}

export interface Running {
  readonly issuer: string
  /** An access token that the provider gave to a client with these claims. */
  readonly token: (claims: JWTPayload, alg?: Algorithm) => Promise<string>
  readonly stop: () => Promise<void>
}

const secret = 'not-a-secret-on-loopback'

const configured = (issuer: string, keys: Record<string, JWK>, claims: Map<string, JWTPayload>): Provider => {
  const client = (client_id: string): ClientMetadata => ({
    client_id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  })
  return new Provider(issuer, {
    clients: algorithms.map(client),
    jwks: { keys: Object.values(keys) },
    extraTokenClaims: (_, token) => claims.get((token as { clientId?: string }).clientId ?? ''),
    enabledJWA: { idTokenSigningAlgValues: [...algorithms] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, __, { clientId }) => ({
          scope: 'ledger',
          audience,
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: clientId as Algorithm } },
        }),
      },
    },
  })
}

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

/** @param port 0 for any; the port of one that was stopped, to be that one again. */
export const startProvider = async (keys: Record<string, JWK>, port = 0): Promise<Running> => {
  const server = createServer()
  const issuer = `http://127.0.0.1:${await listening(server, port)}`
  const claims = new Map<string, JWTPayload>()
  server.on('request', configured(issuer, keys, claims).callback())
  return {
    issuer,
    token: async (some, alg = 'RS256') => {
      claims.set(alg, some)
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        resource: audience,
        scope: 'ledger',
      })
      const authorization = `Basic ${Buffer.from(`${alg}:${secret}`).toString('base64')}`
      const answer = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { authorization } })
      const { access_token: token } = (await answer.json()) as { access_token: string }
      return token
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A token with anything in it. */
export const made = (
  issuer: string,
  claims: JWTPayload,
  { key, header = {} }: { readonly key: Parameters<SignJWT['sign']>[0]; readonly header?: object },
): Promise<string> => {
  const now = Math.trunc(Date.now() / 1000)
  return new SignJWT({ iss: issuer, aud: audience, sub: 'RS256', iat: now, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'first-RS256', ...header })
    .sign(key)
}

export const claimNames = {
  account: 'sub',
  role: 'role',
  districts: 'districts',
  provider: 'provider',
  person: 'pid',
} as const

export const places = { city: '330600', districts: new Set(['330602', '330603']) }

export const authenticatorFor = (issuer: string, change: Partial<OidcParts> = {}) =>
  createOidcAuthenticator({
    issuer,
    audience,
    algorithms,
    tokenType: 'at+jwt',
    claims: claimNames,
    places,
    timeoutMs: 2_000,
    ...change,
  })
