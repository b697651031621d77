import type { Principal } from '../../domain/scope.ts'

/** Tells who a bearer token stands for. One adapter per way of signing in. */
export interface Authenticator {
  /**
   * Undefined for what is unknown, expired or revoked. Asked once per request, so it must be quick.
   *
   * @throws {RequestRefused} `account-unmapped`, `sign-in-unavailable`
   */
  authenticate(token: string): Principal | undefined | Promise<Principal | undefined>
}
