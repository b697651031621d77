import type { Principal } from '../../domain/scope.ts'
import type { Authenticator } from './authenticator.ts'

const sessionMs = 12 * 3_600_000
const sessionsAtMost = 10_000
const tokenBytes = 32

export interface DemoSessionParts {
  /** Persona name → who they are. */
  readonly personas: ReadonlyMap<string, Principal>
  readonly random: (bytes: number) => Uint8Array
  /** Milliseconds since any fixed moment; not the demo clock, whose jumps would end every session. */
  readonly elapsedMs: () => number
}

export interface DemoSessions extends Authenticator {
  readonly personas: ReadonlyMap<string, Principal>
  authenticate(token: string): Principal | undefined
  /** A new token, good for twelve hours; undefined for a persona that does not exist. */
  open(persona: string): { readonly token: string; readonly expiresInSeconds: number } | undefined
}

/** Sign-in without a password. Only ever behind loopback: see `needLoopback`. */
export const createDemoSessions = ({ personas, random, elapsedMs }: DemoSessionParts): DemoSessions => {
  const sessions = new Map<string, { readonly principal: Principal; readonly endsMs: number }>()
  return {
    personas,
    authenticate(token) {
      const session = sessions.get(token)
      if (session === undefined) return undefined
      if (session.endsMs > elapsedMs()) return session.principal
      sessions.delete(token)
      return undefined
    },
    open(persona) {
      const principal = personas.get(persona)
      if (principal === undefined) return undefined
      const [oldest] = sessions.keys()
      if (sessions.size >= sessionsAtMost && oldest !== undefined) sessions.delete(oldest)
      const token = Buffer.from(random(tokenBytes)).toString('base64url')
      sessions.set(token, { principal, endsMs: elapsedMs() + sessionMs })
      return { token, expiresInSeconds: sessionMs / 1000 }
    },
  }
}
