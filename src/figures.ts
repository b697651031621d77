import { join } from 'node:path'
import { projections } from '../projections/index.ts'
import { type EventStore, IntegrityFailure } from './event-store/event-store.ts'
import type { ProjectorView, Queries } from './http/read-side.ts'
import { isInLog } from './projector/log-place.ts'
import { createProjector, type Projector } from './projector/projector.ts'
import { createQueries } from './projector/queries.ts'
import { fitOf, ReadModelBehind, type ReadModelReader, type Seen } from './projector/read-model-store.ts'
import { rebuildReadModels } from './projector/rebuild.ts'
import { createTemporaryReadModels, openSqliteReadModels } from './projector/sqlite-read-models.ts'
import { type Difference, verifyReadModels } from './projector/verify.ts'
import { createThreadedProjector } from './threaded-projector.ts'

/** For pages of a few look-ups: the thread that writes makes older ones worthless. */
const readerCacheKiB = 2_048

/** In the data folder. */
export const figuresFile = 'figures.db'

type OnEvents = ((done: number) => void) | undefined

/** The read side of one node: the figures, and what keeps them up with the log. */
export interface Figures {
  readonly queries: Queries
  readonly projector: ProjectorView
  /** Whether every figure was built by this version of the program; it may lag behind the log. */
  built(): boolean
  /** Follows the log until it is closed. */
  start(): void
  /** @throws {IntegrityFailure} @throws {ReadModelsBusy} @throws {ReadModelsUnfit} */
  catchUp(): Promise<void>
  /** @returns the position that the new figures reflect; null for an empty log. */
  rebuild(onEvents?: OnEvents): Promise<bigint | null>
  /**
   * @returns a Chinese sentence where the figures saw an event that the log does not hold: its end
   *   was cut off, or another log was put in its place.
   */
  missingTail(): Promise<string | undefined>
  /** @returns Chinese sentences, one per figure that is not what the log makes it. */
  verify(onEvents?: OnEvents): Promise<readonly string[]>
  close(): Promise<void>
}

export interface FiguresPlace {
  /** Null: the figures go when they are closed. */
  readonly folder: string | null
  /** The embedded log that a thread of its own follows once they are started; null: it is done here. */
  readonly threadLog: string | null
}

export const openFigures = (store: EventStore, { folder, threadLog }: FiguresPlace): Figures => {
  const file = folder === null ? null : join(folder, figuresFile)
  const cacheKiB = threadLog === null ? undefined : readerCacheKiB
  const readModels = file === null ? createTemporaryReadModels() : openSqliteReadModels(file, cacheKiB)
  const here = createProjector({ store, readModels })
  let projector = here
  const start = (): void => {
    if (file !== null && threadLog !== null) {
      projector = createThreadedProjector({ log: threadLog, figures: file }, here.position)
    }
    projector.run()
  }
  const withProgress = (onEvents: OnEvents) => ({
    store,
    readModels,
    onProgress: ({ events }: { readonly events: number }) => onEvents?.(events),
  })
  const missingTail = async (): Promise<string | undefined> => {
    const seen = lastSeen(readModels)
    return seen === null || (await isInLog(store, seen)) ? undefined : missingText(seen)
  }
  /** Better told in these words than in the projector's, which would stop at the same. */
  const needWhole = async (): Promise<void> => {
    const missing = await missingTail()
    if (missing !== undefined) throw new IntegrityFailure(missing)
  }
  return {
    missingTail,
    queries: createQueries(readModels),
    projector: viewOf(() => projector),
    built: () =>
      projections.every((projection) => fitOf(projection, readModels.checkpoint(projection)) === 'current'),
    start,
    catchUp: async () => {
      await needWhole()
      await projector.catchUp()
    },
    rebuild: (onEvents) => rebuildReadModels(withProgress(onEvents)),
    async verify(onEvents) {
      await needWhole()
      // Figures that only lag are not wrong.
      await projector.catchUp()
      return (await verifyReadModels(withProgress(onEvents))).map(sentence)
    },
    async close() {
      await projector.stop()
      await here.stop()
      readModels.close()
    },
  }
}

/** The newest event that any of the figures has seen. */
const lastSeen = (readModels: ReadModelReader): Seen | null => {
  const all = projections.flatMap((projection) => readModels.checkpoint(projection)?.seen ?? [])
  return all.reduce<Seen | null>((last, next) => (last && last.position >= next.position ? last : next), null)
}

const missingText = ({ eventId, stream, revision, position }: Seen): string =>
  `查询数据已反映到位置 ${position} 的事件 ${eventId}(${stream} 第 ${revision} 号),台账里却没有这个事件:` +
  '台账的末尾被截掉了,或者换成了另一份台账'

/** Of the one that follows now. */
const viewOf = (projector: () => Projector): ProjectorView => ({
  get position() {
    return projector().position
  },
  get failure() {
    return projector().failure
  },
  notify: () => projector().notify(),
  async waitFor(position, timeoutMs) {
    try {
      await projector().waitFor(position, timeoutMs)
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
