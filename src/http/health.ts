import type { FastifyInstance } from 'fastify'
import { StoreUnavailable } from '../event-store/event-store.ts'
import type { HttpParts } from './parts.ts'

/** How long a refused write keeps the server out of service, unless one succeeds before. */
const stoppedMs = 10_000

/** Whether the log took the last write; told by whoever writes. */
export class LogHealth {
  #stoppedAtMs: number | undefined

  wrote(): void {
    this.#stoppedAtMs = undefined
  }

  failed(error: unknown): void {
    if (error instanceof StoreUnavailable) this.#stoppedAtMs = performance.now()
  }

  get stopped(): boolean {
    return this.#stoppedAtMs !== undefined && performance.now() - this.#stoppedAtMs < stoppedMs
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

/** For whoever runs the server. `healthz`: it is alive. `readyz`: it can do its work. */
export const operatorRoutes = (app: FastifyInstance, parts: HttpParts, log: LogHealth): void => {
  const { store, projector, metrics } = parts
  const options = { config: { action: 'public' as const }, schema: { hide: true } as object }
  app.get('/healthz', options, async () => ({ status: 'ok' }))
  app.get('/readyz', options, async (_, reply) => {
    const checks = {
      log: log.stopped ? 'failed' : await answers(store),
      readModels: projector.failure === undefined ? 'ok' : 'failed',
    }
    const ready = checks.log === 'ok' && checks.readModels === 'ok'
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
