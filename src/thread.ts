import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts the thread whose file lies beside the caller's.
 *
 * @param from `import.meta.url` of the caller
 * @param name of the thread's file, without what the file ends with
 */
export const startThread = (from: string, name: string, options: WorkerOptions): Worker => {
  const entry = new URL(from.replace(/[^/]+(\.\w+)$/, `${name}$1`))
  // Compiled, it needs none of the loaders that the process may have.
  const loaders = entry.pathname.endsWith('.js') ? { execArgv: [] } : {}
  return new Worker(entry, { ...options, ...loaders })
}

/** An error by what can be told of it to another thread. */
export interface TellableError {
  readonly name: string
  readonly message: string
}

export const tellable = (error: unknown): TellableError => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { name, message }
}
