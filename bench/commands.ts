import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NewEvent } from '../src/event-store/event-store.ts'
import { openSqliteEventStore } from '../src/event-store/sqlite-event-store.ts'
import { BareFile } from './bare-file.ts'
import { BareTable } from './bare-table.ts'
import { BenchLedger } from './bench-ledger.ts'
import { median, nowUs, timeInFlight } from './timing.ts'

/** Ratios are commands over bare in one run; 1 means that deciding and answering cost nothing. */
export interface CommandFigures {
  /** One durable command after another, over a loop of write and fdatasync of the same bytes. */
  readonly sequentialRatio: number
  readonly sequentialPerSecond: number
  /** 64 in flight over 10,000 people, over bare inserts of the same rows, 64 to a FULL commit. */
  readonly concurrentRatio: number
  readonly concurrentPerSecond: number
}

const rounds = 5
const people = 10_000
const inFlight = 64
const sequentialCommands = 2_000
const concurrentCommands = 300 * inFlight

/** `place`: an empty folder on the disk in question. */
export const benchCommands = async (place: string): Promise<CommandFigures> => {
  const store = openSqliteEventStore(join(place, 'commands.sqlite'))
  const ledger = await BenchLedger.fill(store, people)
  const bytes = rowBytes(completionEvent(3))
  const file = new BareFile(join(place, 'bare'), { writes: sequentialCommands, bytes })
  const table = new BareTable(join(place, 'bare.sqlite'), people, completionEvent)
  const times: Record<'sequential' | 'file' | 'concurrent' | 'table', number[]> = {
    sequential: [],
    file: [],
    concurrent: [],
    table: [],
  }
  for (let round = 0; round < rounds; round++) {
    times.file.push(file.appending())
    times.sequential.push(
      (await timeInFlight(sequentialCommands, 1, () => ledger.command())) / sequentialCommands,
    )
    times.table.push(table.insert(concurrentCommands / inFlight, inFlight) / concurrentCommands)
    const us = await timeInFlight(concurrentCommands, inFlight, () => ledger.command())
    times.concurrent.push(us / concurrentCommands)
  }
  file.close()
  table.close()
  await store.close()
  return {
    sequentialRatio: ratioOf(times.file, times.sequential),
    sequentialPerSecond: Math.round(1_000_000 / median(times.sequential)),
    concurrentRatio: ratioOf(times.table, times.concurrent),
    concurrentPerSecond: Math.round(1_000_000 / median(times.concurrent)),
  }
}

/** The median of the rounds' ratios: both sides of a round saw the same machine. */
const ratioOf = (bare: readonly number[], ours: readonly number[]): number =>
  median(bare.map((us, round) => us / (ours[round] as number)))

export interface LatencyFigures {
  readonly people: number
  readonly medianUs: number
  readonly p99Us: number
  /** Resident memory of the process that holds the ledger, MiB. */
  readonly memoryMiB: number
}

/**
 * Latency of single commands on people picked at random, right after a start on a log that another
 * process filled, so that most streams are read first; and the memory held meanwhile.
 */
export const benchLatency = async (place: string, count: number): Promise<LatencyFigures> => {
  const file = join(place, 'latency.sqlite')
  const [code] = await once(fork(fileURLToPath(import.meta.url), ['--fill', file, String(count)]), 'exit')
  if (code !== 0) throw new Error('the log could not be filled')
  const store = openSqliteEventStore(file)
  const ledger = await BenchLedger.open(store, count)
  const times: number[] = []
  for (let i = 0; i < 3 * sequentialCommands; i++) {
    const start = nowUs()
    await ledger.command()
    times.push(nowUs() - start)
  }
  await store.close()
  times.sort((a, b) => a - b)
  return {
    people: count,
    medianUs: Math.round(median(times)),
    p99Us: Math.round(times[Math.floor(times.length * 0.99)] as number),
    memoryMiB: Math.round(process.memoryUsage().rss / 1_048_576),
  }
}

/** The event that the measured command records, with metadata of the same length. */
const completionEvent = (revision: number): NewEvent => ({
  id: randomUUID(),
  type: 'TrainingCompleted',
  data: {
    completionId: `abcdefghijklmnopqrstuvwxyz-t${revision}`,
    course: 'workshop-in-province',
    trainingId: `SX-2024-${10_000 + revision}`,
    startsOn: '2024-05-06',
    endsOn: '2024-05-17',
    eligibleCostFen: 320_000,
    provider: null,
  },
  metadata: {
    actor: { account: 'officer-330602', role: 'officer', pid: 'benchbenchbenchbenchbenchb' },
    at: '2026-11-02T01:00:00.000Z',
    commandId: randomUUID(),
    digest: 'd'.repeat(43),
  },
})

/** What a row of the log holds of it: texts, ids, place, leaf. */
const rowBytes = ({ type, data, metadata }: NewEvent): number =>
  [type, JSON.stringify(data), JSON.stringify(metadata)].join('').length + 16 + 32 + 16 + 33

const [flag, logFile, count] = process.argv.slice(2)
if (flag === '--fill' && logFile !== undefined) {
  const store = openSqliteEventStore(logFile)
  await BenchLedger.fill(store, Number(count))
  await store.close()
}
