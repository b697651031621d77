import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { RequestRefused } from '../refusal.ts'
import type { Authenticator } from './authenticator.ts'
import { type ClaimNames, type Claims, type Places, principalFrom } from './oidc-claims.ts'

export interface OidcParts {
  /** As it stands in `iss`, to the letter. */
  readonly issuer: string
  readonly audience: string
  /** Where the public keys are; undefined: the issuer's discovery document says so. */
  readonly jwksUri?: string | undefined
  /** Asymmetric ones only. */
  readonly algorithms: readonly string[]
  /** The token's `typ`. */
  readonly tokenType: string
  readonly claims: ClaimNames
  readonly places: Places
  /** An unknown key is looked for again after so long, at the soonest. */
  readonly cooldownMs?: number
  readonly timeoutMs?: number
}

/** Clocks of two servers differ. */
const toleranceSeconds = 30
const tokenLengthAtMost = 16_384

/** What is wrong with the token, not with the provider. */
const tokenFaults = new Set<string>([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWT_EXPIRED',
  'ERR_JWT_INVALID',
])

/**
 * Sign-in by access tokens of an OpenID provider. Nothing is fetched before the first token: a
 * provider that is down makes requests fail with `sign-in-unavailable` until it is back, and keys it
 * changes are fetched when a token names one that is not known.
 */
export const createOidcAuthenticator = (parts: OidcParts): Authenticator => {
  const keys = keysOf(parts)
  return {
    async authenticate(token) {
      const claims = token.length <= tokenLengthAtMost ? await verified(token, parts, keys) : undefined
      if (claims === undefined) return undefined
      const principal = principalFrom(claims, parts.claims, parts.places)
      if (principal === undefined) throw new RequestRefused('account-unmapped')
      return principal
    },
  }
}

/** The claims of a token that is good; undefined for any that is not. */
const verified = async (
  token: string,
  { issuer, audience, algorithms, tokenType }: OidcParts,
  keys: JWTVerifyGetKey,
): Promise<Claims | undefined> => {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      typ: tokenType,
      clockTolerance: toleranceSeconds,
      requiredClaims: ['iss', 'aud', 'exp'],
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError && tokenFaults.has(error.code)) return undefined
    throw new RequestRefused('sign-in-unavailable')
  }
}

/** Found out once it is asked for, and again as long as that fails. */
const keysOf = ({ issuer, jwksUri, cooldownMs = 30_000, timeoutMs = 5_000 }: OidcParts): JWTVerifyGetKey => {
  const remote = (uri: string): JWTVerifyGetKey =>
    createRemoteJWKSet(new URL(uri), { cooldownDuration: cooldownMs, timeoutDuration: timeoutMs })
  let found: Promise<JWTVerifyGetKey> | undefined
  return async (header, token) => {
    found ??= Promise.resolve(jwksUri ?? discover(issuer, timeoutMs)).then(remote)
    const keys = await found.catch((error: unknown) => {
      found = undefined
      throw error
    })
    return keys(header, token)
  }
}

/**
 * The keys' address by OpenID Connect Discovery 1.0, section 4. Who speaks for another issuer, or
 * sends keys over an open line that the issuer does not use itself, is not believed.
 *
 * @throws {Error}
 */
const discover = async (issuer: string, timeoutMs: number): Promise<string> => {
  const signal = AbortSignal.timeout(timeoutMs)
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const response = await fetch(address, { redirect: 'error', signal })
  if (!response.ok) throw new Error('no discovery document')
  const document = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown }
  const { issuer: speaker, jwks_uri: uri } = document
  if (speaker !== issuer || typeof uri !== 'string')
    throw new Error('not the discovery document of the issuer')
  if (new URL(uri).protocol !== 'https:' && new URL(uri).origin !== new URL(issuer).origin) {
    throw new Error('keys on an open line')
  }
  return uri
}
