import { join } from 'node:path'
import type { EventStore } from './event-store/event-store.ts'
import type { ProjectorView, Queries } from './http/read-side.ts'
import { createProjector } from './projector/projector.ts'
import { createQueries } from './projector/queries.ts'
import { ReadModelBehind } from './projector/read-model-store.ts'
import { rebuildReadModels } from './projector/rebuild.ts'
import { createTemporaryReadModels, openSqliteReadModels } from './projector/sqlite-read-models.ts'
import { type Difference, verifyReadModels } from './projector/verify.ts'

type OnEvents = ((done: number) => void) | undefined

/** The read side of one node: the figures, and what keeps them up with the log. */
export interface Figures {
  readonly queries: Queries
  readonly projector: ProjectorView
  /** Follows the log until it is closed. */
  start(): void
  /** @throws {IntegrityFailure} @throws {ReadModelsBusy} @throws {ReadModelsUnfit} */
  catchUp(): Promise<void>
  /** @returns the position that the new figures reflect; null for an empty log. */
  rebuild(onEvents?: OnEvents): Promise<bigint | null>
  /** @returns Chinese sentences, one per figure that is not what the log makes it. */
  verify(onEvents?: OnEvents): Promise<readonly string[]>
  close(): Promise<void>
}

/** @param folder null: the figures go when they are closed. */
export const openFigures = (store: EventStore, folder: string | null): Figures => {
  const readModels =
    folder === null ? createTemporaryReadModels() : openSqliteReadModels(join(folder, 'figures.db'))
  const projector = createProjector({ store, readModels })
  const withProgress = (onEvents: OnEvents) => ({
    store,
    readModels,
    onProgress: ({ events }: { readonly events: number }) => onEvents?.(events),
  })
  return {
    queries: createQueries(readModels),
    projector: viewOf(projector),
    start: () => projector.run(),
    catchUp: async () => {
      await projector.catchUp()
    },
    rebuild: (onEvents) => rebuildReadModels(withProgress(onEvents)),
    async verify(onEvents) {
      // Figures that only lag are not wrong.
      await projector.catchUp()
      return (await verifyReadModels(withProgress(onEvents))).map(sentence)
    },
    async close() {
      await projector.stop()
      readModels.close()
    },
  }
}

const viewOf = (projector: ReturnType<typeof createProjector>): ProjectorView => ({
  get position() {
    return projector.position
  },
  get failure() {
    return projector.failure
  },
  notify: () => projector.notify(),
  async waitFor(position, timeoutMs) {
    try {
      await projector.waitFor(position, timeoutMs)
      return true
    } catch (error) {
      if (error instanceof ReadModelBehind) return false
      throw error
    }
  },
})

const kinds: Readonly<Record<Difference['kind'], string>> = {
  'not-built': '没有建立',
  missing: '缺少',
  extra: '多出',
  different: '与台账算出的不同',
}

const sentence = ({ projection, partition, kind }: Difference): string =>
  `查询数据 ${projection} ${partition ?? ''}:${kinds[kind]}`
