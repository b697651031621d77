import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { boundHeapGrowth } from '../src/heap-growth.ts'
import { benchBatch } from './batch.ts'
import { benchCommands, benchLatency, type LatencyFigures } from './commands.ts'
import { benchEsdb } from './esdb.ts'
import { benchEventStore } from './event-store.ts'
import { benchHttp } from './http.ts'
import { benchImport } from './import.ts'
import { benchNodeMemory } from './node-memory.ts'
import { benchRebuild } from './rebuild.ts'
import { benchSheet } from './sheets.ts'

/**
 * `npm run bench [-- name…]`: every figure of docs/performance.md. Each part runs in a process of
 * its own, so that none inherits another's heap; ratios compare two loops of one run.
 */
const parts: Readonly<Record<string, (place: string) => Promise<object>>> = {
  'event-store': benchEventStore,
  commands: benchCommands,
  http: benchHttp,
  rebuild: benchRebuild,
  'latency-10k': (place) => benchLatency(place, 10_000),
  'latency-200k': (place) => benchLatency(place, 200_000),
  'batch-1k': (place) => benchBatch(place, 1_000),
  'batch-20k': (place) => benchBatch(place, 20_000),
  'sheet-3k': () => benchSheet(3_000),
  'sheet-50k': () => benchSheet(50_000),
  'import-3k': (place) => benchImport(place, 3_000),
  'import-3k-again': (place) => benchImport(place, 3_000, 3_000),
  'import-50k': (place) => benchImport(place, 50_000),
  'node-memory': (place) => benchNodeMemory(place, 20_000),
  'node-memory-200k': (place) => benchNodeMemory(place, 200_000),
  esdb: async () => {
    const server = process.env.ESDB_URL
    return server === undefined ? { skipped: 'ESDB_URL is not set' } : benchEsdb(server)
  },
}

const runPart = async (name: string): Promise<object> => {
  const child = fork(fileURLToPath(import.meta.url), ['--part', name])
  const [figures] = (await once(child, 'message')) as [object]
  return figures
}

const answerAsPart = async (name: string): Promise<void> => {
  // On the disk of the project: a temporary folder may lie in memory, where nothing waits.
  const folder = join(process.cwd(), 'bench-data')
  mkdirSync(folder, { recursive: true })
  const place = mkdtempSync(join(folder, 'bench-'))
  try {
    const figures = (await parts[name]?.(place)) ?? {}
    process.send?.(figures)
  } finally {
    rmSync(place, { recursive: true })
  }
}

const all = async (names: readonly string[]): Promise<void> => {
  console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
  const figures: Record<string, object> = {}
  for (const name of names) {
    const found = await runPart(name)
    figures[name] = found
    console.log(name, found)
  }
  const few = figures['latency-10k'] as LatencyFigures | undefined
  const many = figures['latency-200k'] as LatencyFigures | undefined
  if (few && many) console.log('latency, 200,000 over 10,000 people', many.medianUs / few.medianUs)
}

const [flag, ...rest] = process.argv.slice(2)
boundHeapGrowth()
if (flag === '--part') await answerAsPart(rest[0] ?? '')
else await all(flag === undefined ? Object.keys(parts) : [flag, ...rest])
