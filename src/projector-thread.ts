import { parentPort, workerData } from 'node:worker_threads'
import { openSqliteEventStore } from './event-store/sqlite-event-store.ts'
import { boundHeapGrowth } from './heap-growth.ts'
import { createProjector } from './projector/projector.ts'
import { openSqliteReadModels } from './projector/sqlite-read-models.ts'
import { type TellableError, tellable } from './thread.ts'

/** The thread that keeps the figures of an embedded log up with it, so that nobody waits while they are folded. */

export interface ThreadFiles {
  readonly log: string
  readonly figures: string
}

/** `wait` and `catch-up` are answered, by `id`. */
export type ProjectorRequest =
  | { readonly kind: 'notify' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'catch-up'; readonly id: number }
  | { readonly kind: 'wait'; readonly id: number; readonly position: bigint; readonly timeoutMs: number }

/** Where the figures stood, too, if they are behind. */
export interface ProjectorError extends TellableError {
  readonly position?: bigint | null
}

export interface ProjectorState {
  readonly kind: 'state'
  readonly position: bigint | null
  readonly failure: ProjectorError | undefined
}

export type ProjectorAnswer =
  | ProjectorState
  | { readonly kind: 'answer'; readonly id: number; readonly error: ProjectorError | undefined }
  | { readonly kind: 'stopped' }

const port = parentPort
if (port === null) throw new Error('this file is a worker thread')
boundHeapGrowth()
const { log, figures } = workerData as ThreadFiles
const store = openSqliteEventStore(log, { cacheKib: 2_048 })
const readModels = openSqliteReadModels(figures, 16_384)
/** Its heap comes on top of that of the thread that decides, and what is let go is one look away. */
const partitionsHeld = 4_000
const tell = (answer: ProjectorAnswer): void => port.postMessage(answer)

const told = (error: unknown): ProjectorError => {
  const position = (error as { readonly position?: bigint | null }).position
  return position === undefined ? tellable(error) : { ...tellable(error), position }
}

const projector = createProjector({
  store,
  readModels,
  partitionsHeld,
  onChange: ({ position, failure }) => tell({ kind: 'state', position, failure: failure && told(failure) }),
})

const answer = async (id: number, work: Promise<unknown>): Promise<void> => {
  const error = await work.then(() => undefined, told)
  tell({ kind: 'answer', id, error })
}

const stop = async (): Promise<void> => {
  await projector.stop()
  readModels.close()
  await store.close()
  tell({ kind: 'stopped' })
  port.close()
}

port.on('message', (request: ProjectorRequest) => {
  const { kind } = request
  if (kind === 'notify') projector.notify()
  else if (kind === 'stop') void stop()
  else if (kind === 'catch-up') void answer(request.id, projector.catchUp())
  else void answer(request.id, projector.waitFor(request.position, request.timeoutMs))
})
projector.run()
