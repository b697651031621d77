import { setImmediate as turn } from 'node:timers/promises'
import { projections as allProjections } from '../../projections/index.ts'
import type { HostedProjection } from '../../projections/projection.ts'
import type { EventStore } from '../event-store/event-store.ts'
import type { Target } from './folder.ts'
import { needSameLog } from './log-place.ts'
import { fitOf, type ReadModelReader, type ReadModelStore, type StateRow } from './read-model-store.ts'
import { type Progress, refold } from './rebuild.ts'

export interface Difference {
  readonly projection: string
  /** Null: the figure as a whole is not there, or of another version. */
  readonly partition: string | null
  /** `extra`: stored, but nothing in the log makes it. */
  readonly kind: 'not-built' | 'missing' | 'extra' | 'different'
}

export interface VerifyOptions {
  readonly store: EventStore
  readonly readModels: ReadModelStore
  readonly projections?: readonly HostedProjection[]
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

const rowsPerTurn = 250
const beforeEverything = -9_223_372_036_854_775_808n

/**
 * Folds the log again, up to the place that the stored figures reflect, and compares every state
 * both ways. Names projections and partitions, never contents.
 *
 * @throws {IntegrityFailure} the log cannot be folded, or is not the one the figures were made from.
 */
export const verifyReadModels = async (options: VerifyOptions): Promise<readonly Difference[]> => {
  const { store, readModels, projections = allProjections, onProgress } = options
  const differences: Difference[] = []
  const stored = readModels.freeze()
  const scratch = readModels.scratch()
  try {
    const targets: Target[] = []
    for (const projection of projections) {
      const checkpoint = stored.checkpoint(projection)
      if (fitOf(projection, checkpoint) !== 'current') {
        differences.push({ projection: projection.name, partition: null, kind: 'not-built' })
        continue
      }
      const seen = checkpoint?.seen ?? null
      if (seen !== null) await needSameLog(store, seen)
      targets.push({ projection, after: null, until: seen?.position ?? -1n })
    }
    const built = targets.map(({ projection }) => projection)
    const rebuild = scratch.rebuild(built)
    await refold({ store, rebuild, targets, onProgress })
    rebuild.finish(null)
    for (const projection of built) differences.push(...(await compare(projection, stored, scratch)))
    return differences
  } finally {
    scratch.close()
    stored.close()
  }
}

/** The rows of one side, page by page, in the order of `seq`. */
async function* rowsOf(reader: ReadModelReader, projection: HostedProjection): AsyncGenerator<StateRow> {
  for (let after = beforeEverything; ; ) {
    const rows = reader.rowsAfter(projection, after, rowsPerTurn)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.seq
    await turn()
  }
}

const compare = async (
  projection: HostedProjection,
  stored: ReadModelReader,
  computed: ReadModelReader,
): Promise<readonly Difference[]> => {
  const found = new Map<string, Difference>()
  const note = ({ partition }: StateRow, kind: Difference['kind']): void => {
    // Missing in one place and extra in another: it was moved.
    const named = found.has(partition) ? 'different' : kind
    found.set(partition, { projection: projection.name, partition, kind: named })
  }
  const theirs = rowsOf(stored, projection)
  const ours = rowsOf(computed, projection)
  let their = await nextOf(theirs)
  let our = await nextOf(ours)
  while (their !== null || our !== null) {
    if (our === null || (their !== null && their.seq < our.seq)) {
      note(their as StateRow, 'extra')
      their = await nextOf(theirs)
    } else if (their === null || our.seq < their.seq) {
      note(our, 'missing')
      our = await nextOf(ours)
    } else {
      if (their.partition !== our.partition) note(their, 'extra')
      if (!isSame(their, our)) note(our, 'different')
      their = await nextOf(theirs)
      our = await nextOf(ours)
    }
  }
  return [...found.values()]
}

const nextOf = async (rows: AsyncGenerator<StateRow>): Promise<StateRow | null> =>
  (await rows.next()).value ?? null

const isSame = (a: StateRow, b: StateRow): boolean =>
  a.partition === b.partition &&
  a.state === b.state &&
  a.position === b.position &&
  JSON.stringify(a.columns) === JSON.stringify(b.columns)
