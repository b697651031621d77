import type { FastifyInstance } from 'fastify'
import { StoreUnavailable } from '../event-store/event-store.ts'
import { VaultUnavailable } from '../vault/vault.ts'
import type { HttpParts } from './parts.ts'

/** How long a refused write keeps the server out of service, unless one succeeds before. */
const stoppedMs = 10_000

const isRecent = (atMs: number): boolean => performance.now() - atMs < stoppedMs

/** Whether log and vault took the last write; told by whoever writes. */
export class WriteHealth {
  #logFailedAtMs = Number.NEGATIVE_INFINITY
  #vaultFailedAtMs = Number.NEGATIVE_INFINITY

  /** The log took something. The vault may not have been asked. */
  wrote(): void {
    this.#logFailedAtMs = Number.NEGATIVE_INFINITY
  }

  failed(error: unknown): void {
    if (error instanceof StoreUnavailable) this.#logFailedAtMs = performance.now()
    if (error instanceof VaultUnavailable) this.#vaultFailedAtMs = performance.now()
  }

  get logStopped(): boolean {
    return isRecent(this.#logFailedAtMs)
  }

  get vaultStopped(): boolean {
    return isRecent(this.#vaultFailedAtMs)
  }
}

type Check = 'ok' | 'failed'

const answers = async (store: HttpParts['store']): Promise<Check> => {
  try {
    await store.readAll({ after: null, limit: 1 })
    return 'ok'
  } catch {
    return 'failed'
  }
}

/** Has the form of a person's id, and is nobody's: it would take the digest of an id number. */
const nobody = 'a'.repeat(26)

const opens = (vault: HttpParts['vault']): Check => {
  try {
    vault.open(nobody, {})
    return vault.writable() ? 'ok' : 'failed'
  } catch {
    return 'failed'
  }
}

/** For whoever runs the server. `healthz`: it is alive. `readyz`: it can do its work. */
export const operatorRoutes = (app: FastifyInstance, parts: HttpParts, health: WriteHealth): void => {
  const { store, vault, projector, metrics } = parts
  const options = { config: { action: 'public' as const }, schema: { hide: true } as object }
  app.get('/healthz', options, async () => ({ status: 'ok' }))
  app.get('/readyz', options, async (_, reply) => {
    const checks = {
      log: health.logStopped ? 'failed' : await answers(store),
      vault: health.vaultStopped ? 'failed' : opens(vault),
      readModels: projector.failure === undefined ? 'ok' : 'failed',
    }
    const ready = Object.values(checks).every((check) => check === 'ok')
    const position = projector.position === null ? null : String(projector.position)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', checks, position })
  })
  metrics.gauge('jinlan_read_models_position', 'Log position that the figures reflect.', () =>
    Number(projector.position ?? -1n),
  )
  metrics.gauge('jinlan_read_models_failed', '1 when the projector has stopped.', () =>
    projector.failure === undefined ? 0 : 1,
  )
  app.get('/metrics', options, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
