import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type PersonEntitlement, personEntitlement } from '../projections/person-entitlement.ts'
import type { PersonEvent } from '../src/domain/person/events.ts'
import type { EventStore } from '../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../src/event-store/sqlite-event-store.ts'
import { rebuildReadModels } from '../src/projector/rebuild.ts'
import { openSqliteReadModels } from '../src/projector/sqlite-read-models.ts'
import { cityLog, record } from '../test/support/person-log.ts'
import { median, nowUs } from './timing.ts'

export interface RebuildFigures {
  readonly events: number
  /** Reading the log and parsing all its JSON with one fold, storing nothing. */
  readonly foldingPerSecond: number
  /** Rebuilding every figure, stored and indexed. */
  readonly rebuildingPerSecond: number
  /** Rebuilding over folding, in one run; 1 would mean that storing and the other folds cost nothing. */
  readonly ratio: number
  /** The process's memory at its largest, log and all, in MB. */
  readonly memoryMb: number
}

const rounds = 5
const eventsPerPage = 250

/**
 * Over a city's log in which what happens to one person lies far apart. Rounds take turns, so that
 * other work on the machine hits both sides alike. `folder` must be on the disk in question.
 */
export async function benchRebuild(folder: string, people = 11_000): Promise<RebuildFigures> {
  mkdirSync(folder, { recursive: true })
  const place = mkdtempSync(join(folder, 'bench-'))
  const store = openSqliteEventStore(join(place, 'log.sqlite'))
  const readModels = openSqliteReadModels(join(place, 'figures.sqlite'))
  try {
    const events = await record(store, cityLog({ seed: 1, people, steps: 6, atOnce: people }))
    const folding: number[] = []
    const rebuilding: number[] = []
    const ratios: number[] = []
    for (let round = 0; round < rounds; round++) {
      const foldingUs = await timed(() => fold(store))
      const rebuildingUs = await timed(() => rebuildReadModels({ store, readModels }))
      folding.push((events / foldingUs) * 1_000_000)
      rebuilding.push((events / rebuildingUs) * 1_000_000)
      ratios.push(foldingUs / rebuildingUs)
    }
    return {
      events,
      foldingPerSecond: Math.round(median(folding)),
      rebuildingPerSecond: Math.round(median(rebuilding)),
      ratio: median(ratios),
      memoryMb: Math.round(process.resourceUsage().maxRSS / 1_024),
    }
  } finally {
    readModels.close()
    await store.close()
    rmSync(place, { recursive: true })
  }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = nowUs()
  await work()
  return nowUs() - start
}

/** What no rebuild can do without, and nothing else. */
const fold = async (store: EventStore): Promise<ReadonlyMap<string, PersonEntitlement>> => {
  const states = new Map<string, PersonEntitlement>()
  const handlers = personEntitlement.when as Readonly<Record<string, typeof foldNothing>>
  for (let after: bigint | null = null; ; ) {
    const page = await store.readAll({ after, limit: eventsPerPage })
    for (const { id, type, stream, data, metadata } of page) {
      const event = { id, type, data, metadata, streamId: stream } as unknown as Given
      const state = states.get(stream) ?? personEntitlement.init()
      states.set(stream, (handlers[type] ?? foldNothing)(state, event))
    }
    const last = page.at(-1)
    if (last === undefined) return states
    after = last.position
  }
}

type Given = PersonEvent & { readonly streamId: string }
const foldNothing = (state: PersonEntitlement, _event: Given): PersonEntitlement => state

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchRebuild(join(process.cwd(), 'data'), Number(process.argv[2] ?? 11_000)))
}
